//! Profiles that landfall writes, held against those who read them: Go, the kernel, systemd's own words.
//!
//! By hand too, on 2026-11-22: the file of Go with go1.21.13, 1.22.12, 1.23.12, 1.24.9, 1.25.5, 1.26.8 and 1.27.3, each
//! with the same 65 threads; the OCI profile with runc 1.1.5 and crun 1.8.1, with no-new-privileges and without, for
//! each of `--otherwise`; the bytes with bwrap 0.8.0; the drop-in with `systemd-analyze verify` of systemd 252.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The module `confined`, where a package can be written into.
struct Module(TempDir);

impl Module {
    fn new() -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/confined");
        let folder = TempDir::new().unwrap();
        copy(&source, folder.path());
        Self(folder)
    }

    /// Builds it into a file of this name.
    fn build(&self, name: &str, flags: &[&str]) -> PathBuf {
        let file = self.0.path().join(name);
        let mut command = self.go(&["build", "-buildvcs=false", "-o"]);
        succeeded(command.arg(&file).args(flags).arg(".").output().unwrap());
        file
    }

    /// What a run of it on an architecture might have been.
    fn observed(&self, arch: &str) -> PathBuf {
        let run = serde_json::json!({
            "program": "plain", "by": "ptrace", "complete": true,
            "calls": { "sysinfo": 2, "futex": 7 },
        });
        let file = self.0.path().join(format!("observed-{arch}.json"));
        let text =
            serde_json::json!({ "schema": 1, "landfall": "0.1.0", "arch": arch, "runs": [run] });
        fs::write(&file, text.to_string()).unwrap();
        file
    }

    fn go(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("go");
        command.args(arguments).current_dir(self.0.path()).env("CGO_ENABLED", "0");
        for inherited in ["GOFLAGS", "GOOS", "GOARCH", "GOAMD64"] {
            command.env_remove(inherited);
        }
        command
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn landfall(arguments: &[&str], files: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(arguments).args(files).output().unwrap()
}

fn succeeded(output: Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

fn emitted(form: &str, more: &[&str], file: &Path) -> String {
    succeeded(landfall(&[&["seccomp", "emit", "--as", form], more].concat(), &[file]))
}

/// Whether the kernel takes filters here: a system that emulates Linux may not.
fn takes_filters() -> bool {
    fs::read_to_string("/proc/sys/kernel/seccomp/actions_avail").is_ok()
}

#[test]
fn the_file_of_go_confines_every_thread_of_the_program() {
    let module = Module::new();
    let plain = module.build("plain", &[]);
    let package = module.0.path().join("seccomp");
    let package_name = package.to_str().unwrap().to_owned();
    emitted("go", &["-o", &package_name], &plain);
    let told = module.go(&["vet", "./..."]).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told = Command::new("gofmt").arg("-l").arg(&package).output().unwrap();
    assert_eq!(succeeded(told), "");
    assert!(takes_filters());
    // What it was derived from runs as before, and what came in later is refused to all 65 threads.
    let told = Command::new(module.build("confined", &[])).output().unwrap();
    assert_eq!(succeeded(told), "65 threads: 0\n");
    let told = Command::new(module.build("more", &["-tags=more"])).output().unwrap();
    assert_eq!(succeeded(told), "65 threads: 38\n");
    emitted("go", &["-o", &package_name, "--otherwise", "eperm"], &plain);
    let told = Command::new(module.build("more", &["-tags=more"])).output().unwrap();
    assert_eq!(succeeded(told), "65 threads: 1\n");
    emitted("go", &["-o", &package_name, "--otherwise", "kill"], &plain);
    let told = Command::new(module.build("more", &["-tags=more"])).output().unwrap();
    use std::os::unix::process::ExitStatusExt as _;
    const SIGSYS: i32 = 31;
    assert_eq!(told.status.signal(), Some(SIGSYS), "{told:?}");
    assert_eq!(Command::new(module.build("confined", &[])).status().unwrap().code(), Some(0));
}

#[test]
fn a_program_that_cannot_be_confined_ends_or_goes_on_as_was_said() {
    let module = Module::new();
    let plain = module.build("plain", &[]);
    let package = module.0.path().join("seccomp");
    // A filter outside that refuses `seccomp` is one below which none can be added.
    let refusing = module.0.path().join("refusing.toml");
    fs::write(&refusing, "default = \"allow\"\n[refuse]\nseccomp = \"EPERM\"\n").unwrap();
    for (flags, says, code) in [
        (&[][..], "could not confine this program: seccomp: operation not permitted\n", 1),
        (
            &["--go-on"],
            "could not confine this program, and it goes on: seccomp: operation not permitted\n",
            0,
        ),
    ] {
        let more = [&["-o", package.to_str().unwrap()], flags].concat();
        emitted("go", &more, &plain);
        let confined = module.build("confined", &[]);
        let told = landfall(
            &["run", "--unsupervised", "--profile", refusing.to_str().unwrap()],
            &[&confined],
        );
        assert_eq!(String::from_utf8_lossy(&told.stderr), says);
        assert_eq!(told.status.code(), Some(code));
    }
}

#[test]
fn one_file_of_go_serves_several_architectures() {
    let module = Module::new();
    let (one, other) = (module.observed("amd64"), module.observed("arm64"));
    let package = module.0.path().join("seccomp");
    let arguments = ["seccomp", "emit", "--as", "go", "-o", package.to_str().unwrap()];
    succeeded(landfall(&arguments, &[&one, &other]));
    let text = fs::read_to_string(package.join("filter_linux.go")).unwrap();
    assert!(text.contains("//go:build linux && (amd64 || arm64)\n"), "{text}");
    assert!(text.contains("return onAmd64[:], 317") && text.contains("return onArm64[:], 277"));
    assert_eq!(succeeded(Command::new("gofmt").arg("-l").arg(&package).output().unwrap()), "");
    // Elsewhere the package is there and does nothing.
    for (os, arch) in
        [("linux", "amd64"), ("linux", "arm64"), ("linux", "riscv64"), ("darwin", "arm64")]
    {
        let mut vet = module.go(&["vet", "./seccomp"]);
        succeeded(vet.env("GOOS", os).env("GOARCH", arch).output().unwrap());
    }
}

#[test]
fn a_profile_says_of_each_call_why_it_is_there() {
    let module = Module::new();
    let plain = module.build("plain", &[]);
    let profile: Value = serde_json::from_str(&emitted("oci", &[], &plain)).unwrap();
    assert_eq!(profile["defaultAction"], "SCMP_ACT_ERRNO");
    assert_eq!(profile["defaultErrnoRet"], 38);
    let of = |name: &str| -> Vec<&Value> {
        let rules = profile["syscalls"].as_array().unwrap().iter();
        rules.filter(|rule| rule["names"].as_array().unwrap().contains(&name.into())).collect()
    };
    assert!(of("futex")[0]["comment"].as_str().unwrap().starts_with("runtime: "));
    assert!(of("gettid").len() == 1);
    // The container runtime starts it; the program itself starts nothing.
    assert!(of("execve")[0]["comment"].as_str().unwrap().starts_with("launcher: "));
    assert!(of("capset").len() == 1 && of("sysinfo").is_empty());
    let tight: Value = serde_json::from_str(&emitted(
        "oci",
        &["--no-new-privileges", "--otherwise", "kill"],
        &plain,
    ))
    .unwrap();
    assert_eq!(tight["defaultAction"], "SCMP_ACT_KILL_PROCESS");
    assert!(!tight.to_string().contains("\"capset\""));
    let rules = tight["syscalls"].as_array().unwrap();
    let clone3 = rules.iter().find(|rule| rule["names"] == serde_json::json!(["clone3"])).unwrap();
    assert_eq!((&clone3["action"], &clone3["errnoRet"]), (&"SCMP_ACT_ERRNO".into(), &38.into()));
}

#[test]
fn what_was_observed_is_united_with_what_was_derived() {
    let module = Module::new();
    let plain = module.build("plain", &[]);
    let observed = module.observed("amd64");
    let more = ["--tier", "runtime", "--observed", observed.to_str().unwrap()];
    let list = emitted("list", &more, &plain);
    let names: Vec<&str> = list.lines().collect();
    assert!(names.is_sorted() && names.contains(&"sysinfo") && names.contains(&"mmap"), "{list}");
    let alone = emitted("list", &[], &observed);
    assert_eq!(alone, "futex\nsysinfo\n");
}

#[test]
fn bytes_for_bwrap_are_whole_instructions_and_for_one_architecture() {
    let module = Module::new();
    let plain = module.build("plain", &[]);
    let output = landfall(&["seccomp", "emit", "--as", "bpf"], &[&plain]);
    assert!(output.status.success());
    assert!(output.stdout.len().is_multiple_of(8) && output.stdout.len() > 200);
    // The first one loads the architecture.
    assert_eq!(output.stdout[..8], [0x20, 0, 0, 0, 4, 0, 0, 0]);
    let other = module.observed("arm64");
    let output = landfall(&["seccomp", "emit", "--as", "bpf"], &[&plain, &other]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("amd64 and arm64"));
    // Docker takes what it stands on from a profile for both.
    let both = succeeded(landfall(&["seccomp", "emit", "--as", "oci"], &[&plain, &other]));
    let both: Value = serde_json::from_str(&both).unwrap();
    assert_eq!(both["archMap"][1]["architecture"], "SCMP_ARCH_AARCH64");
    let rules = both["syscalls"].as_array().unwrap().iter();
    let mut of_one = rules.filter(|rule| rule.get("includes").is_some());
    assert!(of_one.any(|rule| rule["includes"]["arches"] == serde_json::json!(["amd64"])));
}

#[test]
fn a_unit_and_a_manifest_say_the_same() {
    let module = Module::new();
    let plain = module.build("plain", &[]);
    let unit = emitted("systemd", &["--otherwise", "eperm"], &plain);
    assert!(unit.contains("\nSystemCallErrorNumber=EPERM\n"), "{unit}");
    // "Allow-listed system calls cannot take error number, ignoring: clone3:ENOSYS", says systemd 252.
    assert!(!unit.contains("clone3"), "{unit}");
    let arguments = ["seccomp", "emit", "--as", "systemd", "--otherwise", "eperm"];
    let said = String::from_utf8(landfall(&arguments, &[&plain]).stderr).unwrap();
    assert!(said.contains("cannot treat clone3 otherwise than the rest"), "{said}");
    assert!(unit.lines().all(|line| line.len() <= 120), "{unit}");
    let filters = unit.lines().filter_map(|line| line.strip_prefix("SystemCallFilter="));
    let by_unit: Vec<&str> = filters.flat_map(str::split_whitespace).collect();
    let list = emitted("list", &[], &plain);
    assert!(list.lines().all(|name| by_unit.contains(&name)), "{unit}");
    let manifest = emitted("kubernetes", &[], &plain);
    assert!(manifest.contains("\nkind: SeccompProfile\nmetadata:\n  name: plain\n"), "{manifest}");
    // The operator knows no error for the rest, so the rest is named.
    assert!(manifest.contains("errnoRet: 38") && manifest.contains(" sysinfo,"), "{manifest}");
    let unit = emitted("systemd", &["--otherwise", "log"], &plain);
    assert!(unit.contains("\nSystemCallLog=~") && !unit.contains("\nSystemCallFilter"), "{unit}");
}

#[test]
fn what_is_no_profile_is_told() {
    let folder = TempDir::new().unwrap();
    for (name, text, says) in [
        ("a.json", "{", "it is no JSON"),
        ("b.json", "{\"x\": 1}", "neither a file of `landfall trace` nor a seccomp profile"),
        (
            "c.json",
            "{\"schema\": 1, \"landfall\": \"0\", \"arch\": \"amd64\", \"runs\": [{\"program\": \"x\", \"by\": \"ptrace\", \"complete\": true, \"calls\": {\"raed\": 1}}]}",
            "no call is known by the name \"raed\"",
        ),
        ("d.sh", "#!/bin/sh\n", "could not tell the system calls of"),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        let output = landfall(&["seccomp", "emit", "--as", "list"], &[&file]);
        assert_eq!(output.status.code(), Some(3), "{name}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_profile_is_decided_and_written_in_another_form() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("profile.json");
    let profile = serde_json::json!({
        "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38,
        "syscalls": [
            { "names": ["read", "ioctl"], "action": "SCMP_ACT_ALLOW" },
            { "names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": { "caps": ["CAP_SYS_ADMIN"] } },
            { "names": ["clone"], "action": "SCMP_ACT_ALLOW",
              "args": [{ "index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ" }] },
        ],
    });
    fs::write(&file, profile.to_string()).unwrap();
    let list = |more: &[&str]| emitted("list", &[&["--arch", "amd64"], more].concat(), &file);
    assert_eq!(list(&[]), "clone\nioctl\nread\n");
    assert_eq!(list(&["--cap", "sys_admin"]), "clone\nioctl\nmount\nread\n");
    assert_eq!(list(&["--cap", "none", "--cap", "all"]), "clone\nioctl\nmount\nread\n");
    // A unit cannot look at arguments, and says so; a profile can, and asks for what it was asked for.
    let arguments = ["seccomp", "emit", "--arch", "amd64", "--as", "systemd"];
    let said = String::from_utf8(landfall(&arguments, &[&file]).stderr).unwrap();
    assert!(said.contains("clone are let through with any"), "{said}");
    let again = emitted("oci", &["--arch", "amd64"], &file);
    let again: Value = serde_json::from_str(&again).unwrap();
    let rules = again["syscalls"].as_array().unwrap();
    let clone = rules.iter().find(|rule| rule["names"] == serde_json::json!(["clone"])).unwrap();
    let test = serde_json::json!({ "index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ" });
    assert_eq!(clone["args"], serde_json::json!([test]));
    assert_eq!(again["defaultErrnoRet"], 38);
    let output = landfall(&["seccomp", "emit", "--as", "list", "--cap", "CAP_NONSENSE"], &[&file]);
    assert_eq!(output.status.code(), Some(3));
}
