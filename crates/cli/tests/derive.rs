//! What `landfall seccomp derive` tells of real programs, held against strace and against each other.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Listens, dials, walks directories, starts a program and asks for a user: what servers and tools do.
const PROGRAM: &str = r#"package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"time"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		one, err := listener.Accept()
		if err == nil {
			one.Write([]byte("hello"))
			one.Close()
		}
	}()
	one, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		panic(err)
	}
	one.Read(make([]byte, 8))
	dir, _ := os.MkdirTemp("", "derive")
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "file")
	os.WriteFile(file, []byte("text"), 0o600)
	os.Chmod(file, 0o644)
	os.Rename(file, file+"2")
	os.Symlink(file, file+"3")
	filepath.Walk(dir, func(string, os.FileInfo, error) error { return nil })
	out, _ := exec.Command("/bin/echo", "hello").Output()
	name := "nobody"
	if who, err := user.Current(); err == nil {
		name = who.Username
	}
	time.Sleep(time.Millisecond)
	fmt.Println(len(out), len(name))
}
"#;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("derive-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The program, built so.
fn built(folder: &Path, cgo: &str, flags: &[&str], arch: &str) -> PathBuf {
    built_of(folder, PROGRAM, cgo, flags, arch)
}

fn built_of(folder: &Path, main: &str, cgo: &str, flags: &[&str], arch: &str) -> PathBuf {
    fs::write(folder.join("go.mod"), "module example.com/derive\n\ngo 1.21\n").unwrap();
    fs::write(folder.join("main.go"), main).unwrap();
    let program = folder.join("program");
    let mut go = Command::new("go");
    go.arg("build").args(flags).arg("-o").arg(&program).arg(".").current_dir(folder);
    go.envs([("CGO_ENABLED", cgo), ("GOARCH", arch), ("GOFLAGS", ""), ("GO111MODULE", "on")]);
    let output = go.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}

fn landfall(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(arguments).output().unwrap()
}

fn derived(program: &Path) -> BTreeSet<String> {
    let output = landfall(&["seccomp", "derive", program.to_str().unwrap(), "--format", "list"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The calls that the program was seen to make itself: those of processes before they start another.
fn seen(folder: &Path, program: &Path) -> BTreeSet<String> {
    let log = folder.join("strace");
    let strace =
        Command::new("strace").arg("-ff").arg("-o").arg(&log).arg(program).output().unwrap();
    assert!(strace.status.success(), "{}", String::from_utf8_lossy(&strace.stderr));
    let mut all = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if !file.file_name().to_string_lossy().starts_with("strace.") {
            continue;
        }
        let text = fs::read_to_string(file.path()).unwrap();
        for line in text.lines() {
            if line.starts_with("execve(\"/bin/echo") {
                break;
            }
            if let Some((name, _)) = line.split_once('(')
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            {
                all.insert(name.to_owned());
            }
        }
    }
    assert!(all.len() > 30, "strace saw only {all:?}");
    all
}

fn misses_nothing(name: &str, cgo: &str, flags: &[&str]) {
    let folder = folder(name);
    let program = built(&folder, cgo, flags, "amd64");
    let derived = derived(&program);
    let missed: Vec<String> = seen(&folder, &program).difference(&derived).cloned().collect();
    assert!(missed.is_empty(), "strace saw {missed:?}, which is not in {derived:?}");
    assert!(derived.len() < 160, "nearly everything is told: {}", derived.len());
}

#[test]
fn a_static_program_calls_nothing_that_was_not_told() {
    misses_nothing("static", "0", &[]);
}

#[test]
fn a_stripped_program_calls_nothing_that_was_not_told() {
    misses_nothing("stripped", "0", &["-ldflags=-s -w", "-trimpath"]);
}

#[test]
fn a_program_that_may_lie_anywhere_calls_nothing_that_was_not_told() {
    misses_nothing("pie", "0", &["-buildmode=pie"]);
}

#[test]
fn a_program_with_cgo_and_its_c_library_call_nothing_that_was_not_told() {
    misses_nothing("cgo", "1", &[]);
}

#[test]
fn a_program_with_glibc_inside_calls_nothing_that_was_not_told() {
    let flags = ["-ldflags=-linkmode external -extldflags -static", "-tags=netgo,osusergo"];
    misses_nothing("inside", "1", &flags);
}

#[test]
fn each_architecture_makes_the_calls_that_it_has_a_number_for() {
    let of = |arch: &str| derived(&built(&folder(arch), "0", &[], arch));
    let (amd64, arm64, i386, arm) = (of("amd64"), of("arm64"), of("386"), of("arm"));
    // The stack of a thread's own data, and what only older architectures have.
    let only_amd64: Vec<&String> = amd64.difference(&arm64).collect();
    assert!(only_amd64.len() <= 6, "{only_amd64:?}");
    for all in [&amd64, &arm64, &i386, &arm] {
        for call in
            ["openat", "read", "write", "futex", "execve", "clone", "exit_group", "epoll_create1"]
        {
            assert!(all.contains(call), "{call} is not in {all:?}");
        }
    }
    assert!(amd64.contains("arch_prctl") && !arm64.contains("arch_prctl"));
    assert!(i386.contains("set_thread_area"), "{i386:?}");
}

#[test]
fn the_other_ports_of_64_bits_make_nearly_the_same_calls() {
    let stripped = ["-ldflags=-s -w"];
    let of = |arch: &str| derived(&built(&folder(arch), "0", &stripped, arch));
    let arm64 = derived(&built(&folder("arm64-besides"), "0", &stripped, "arm64"));
    // What differs, as the names that Go's tables of each have and what its runtime asks for at start.
    for (arch, none, own) in [
        ("riscv64", &["renameat"][..], &["renameat2", "riscv_hwprobe", "tkill"][..]),
        ("ppc64le", &[], &["lstat", "open", "stat"]),
        (
            "s390x",
            &["accept4", "bind", "connect", "listen", "sendto", "socket"],
            &["lstat", "open", "socketcall", "stat"],
        ),
    ] {
        let all = of(arch);
        let missing: Vec<&str> = none.iter().copied().filter(|call| all.contains(*call)).collect();
        assert!(missing.is_empty(), "{arch} has {missing:?}");
        for call in own {
            assert!(all.contains(*call), "{call} of {arch} is not in {all:?}");
        }
        // Those of sockets are one for s390x.
        let socket = |call: &str| {
            arch == "s390x"
                && ["accept", "bind", "connect", "get", "listen", "recv", "send", "set", "socket"]
                    .iter()
                    .any(|begin| call.starts_with(begin))
        };
        let lost: Vec<&String> = arm64
            .difference(&all)
            .filter(|call| !none.contains(&call.as_str()) && !socket(call))
            .collect();
        assert!(lost.len() <= 3, "{arch} has not {lost:?}");
        assert!(all.len() < 110, "nearly everything is told of {arch}: {}", all.len());
    }
}

#[test]
fn a_program_of_ppc64le_that_may_lie_anywhere_makes_the_calls_of_one_that_does_not() {
    let list = |name: &str, flags: &[&str]| {
        let program = built(&folder(name), "0", flags, "ppc64le");
        // Its loader was not looked at, which is a doubt and not a place without a number.
        let output =
            landfall(&["seccomp", "derive", program.to_str().unwrap(), "--format", "list"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("could not be told"), "{said}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(list("anywhere", &["-buildmode=pie"]), list("somewhere", &[]));
}

#[test]
fn what_is_told_has_a_way_and_a_kernel_and_is_as_its_schema_says() {
    let program = built(&folder("told"), "0", &[], "amd64");
    let output = landfall(&["seccomp", "derive", program.to_str().unwrap(), "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/derive.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&told).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let call = |name: &str| {
        let calls = told["calls"].as_array().unwrap();
        calls.iter().find(|call| call["name"] == name).unwrap_or(&Value::Null).clone()
    };
    assert_eq!(call("mmap")["tier"], "runtime");
    let listen = call("listen");
    assert_eq!(listen["tier"], "likely");
    let path = listen["path"].as_array().unwrap();
    assert_eq!(path[0], "main.main");
    assert!(path.iter().any(|one| one == "syscall.Syscall" || one == "syscall.listen"), "{path:?}");
    assert_eq!(call("pidfd_open")["since"], "5.3");
    assert_eq!(call("restart_syscall")["tier"], "seldom");
    // What a tier leaves out, the one below it has not.
    let list = |tier: &str| {
        let path = program.to_str().unwrap();
        landfall(&["seccomp", "derive", path, "--format", "list", "--tier", tier]).stdout.len()
    };
    assert!(list("runtime") < list("likely") && list("likely") <= list("reachable"));
    assert!(list("reachable") < list("seldom"));
}

/// What starts a program can do much that only its attributes ask for, and a profile is only made by who has
/// the function for it linked in.
#[test]
fn what_is_made_in_one_case_alone_is_told_with_the_case() {
    let tiers = |name: &str, imports: &str, asks: &str| {
        let folder = folder(name);
        let main = format!(
            "package main\n\nimport (\n\t\"os/exec\"\n{imports})\n\nfunc main() {{\n\tcommand := \
             exec.Command(\"/bin/true\")\n{asks}\tcommand.Run()\n}}\n"
        );
        let program = built_of(&folder, &main, "0", &[], "amd64");
        let told = landfall(&["seccomp", "derive", program.to_str().unwrap(), "--format", "json"]);
        let told: Value = serde_json::from_slice(&told.stdout).unwrap();
        let tier = |name: &str| {
            let mut calls = told["calls"].as_array().unwrap().iter();
            let call = calls.find(|call| call["name"] == name).unwrap();
            (call["tier"].as_str().unwrap().to_owned(), call["when"].as_str().map(str::to_owned))
        };
        (tier("chroot"), tier("timer_create"))
    };
    let seldom = |when: &str| ("seldom".to_owned(), Some(when.to_owned()));
    let (chroot, timer) = tiers("plain", "", "");
    assert_eq!(chroot, seldom("when SysProcAttr asks for it"));
    assert_eq!(timer, seldom("while a CPU profile is made"));
    let (chroot, timer) = tiers(
        "asking",
        "\t\"os\"\n\t\"runtime/pprof\"\n\t\"syscall\"\n",
        "\tpprof.StartCPUProfile(os.Stdout)\n\tcommand.SysProcAttr = &syscall.SysProcAttr{Setsid: true}\n",
    );
    assert_eq!(chroot, ("likely".to_owned(), None));
    assert_eq!(timer, ("runtime".to_owned(), None));
}

#[test]
fn what_is_no_go_program_is_refused_with_the_reason() {
    let folder = folder("refused");
    let text = folder.join("text");
    fs::write(&text, "no program").unwrap();
    for (file, says) in [
        (text.to_str().unwrap(), "no ELF magic"),
        ("/bin/true", "no table of functions"),
        ("/nowhere/at/all", "there is no such file"),
    ] {
        let output = landfall(&["seccomp", "derive", file]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(says) || said.contains("no executable"), "{file}: {said}");
    }
}

#[test]
fn a_library_that_is_not_there_is_a_doubt() {
    let folder = folder("doubt");
    let program = built(&folder, "1", &[], "amd64");
    let root = folder.join("root");
    fs::create_dir_all(&root).unwrap();
    let target = format!("rootfs:{}", root.display());
    let output = landfall(&["seccomp", "derive", program.to_str().unwrap(), "--libc", &target]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("libc.so.6"), "{text}");
}

#[test]
fn damaged_programs_are_an_answer_or_an_error() {
    let folder = folder("damaged");
    let whole = fs::read(built(&folder, "0", &["-ldflags=-s -w"], "amd64")).unwrap();
    let mut random = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random as usize
    };
    let file = folder.join("damaged");
    for round in 0..40 {
        let mut bytes = whole.clone();
        match round % 4 {
            0 => bytes.truncate(next() % whole.len()),
            // The headers, where each bit counts.
            1 => (0..4).for_each(|_| {
                let at = next() % 0x400;
                bytes[at] ^= 1 << (next() % 8);
            }),
            _ => (0..20_000).for_each(|_| {
                let at = next() % bytes.len();
                bytes[at] = next() as u8;
            }),
        }
        fs::write(&file, &bytes).unwrap();
        let output = landfall(&["seccomp", "derive", file.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 2 | 3)), "round {round}: {code:?} {said}");
        assert!(!said.contains("panicked"), "round {round}: {said}");
    }
}

#[test]
fn a_table_that_is_damaged_is_a_doubt() {
    const SYMBOLS: u32 = 2;
    let folder = folder("torn");
    let mut bytes = fs::read(built(&folder, "0", &[], "amd64")).unwrap();
    let number = |bytes: &[u8], at: usize| {
        u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize
    };
    let (headers, count) = (number(&bytes, 0x28), usize::from(bytes[0x3c]));
    let symbols = (0..count)
        .map(|index| headers + index * 64)
        .find(|at| u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) == SYMBOLS);
    let size = symbols.unwrap() + 0x20;
    bytes[size..size + 8].copy_from_slice(&(1u64 << 40).to_le_bytes());
    let file = folder.join("file");
    fs::write(&file, &bytes).unwrap();
    let output = landfall(&["seccomp", "derive", file.to_str().unwrap(), "--format", "list"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("the table of symbols of"), "{said}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("openat\n"));
}

/// cgo brings `setresuid` of the C library into each program, and only what sets users comes to it.
#[test]
fn what_a_program_names_and_nothing_comes_to_is_told_as_linked_in() {
    let flags = ["-ldflags=-linkmode=external"];
    let program = built(&folder("named"), "1", &flags, "amd64");
    let told = landfall(&["seccomp", "derive", program.to_str().unwrap(), "--format", "json"]);
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let tier = |name: &str| {
        let mut calls = told["calls"].as_array().unwrap().iter();
        calls.find(|call| call["name"] == name).map(|call| call["tier"].clone())
    };
    assert_eq!(tier("setresuid"), Some("reachable".into()));
    assert_eq!(tier("set_robust_list"), Some("runtime".into()));
}
