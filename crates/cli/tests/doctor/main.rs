//! `landfall doctor` on machines that were really broken: each fault is put in, the Go command says
//! what it says then, and landfall has to tell of it; without the fault it has to be silent.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod settings;
mod surroundings;
mod tools;

/// A fault, how it is put in, and what happens then.
pub(crate) struct Fault {
    /// The rule that tells of it.
    rule: &'static str,
    /// What is set in the environment; `@` stands for the directory of the test.
    set: &'static [(&'static str, &'static str)],
    /// What is taken out of it.
    unset: &'static [&'static str],
    /// What a shell does before: in a mount namespace of its own if it mounts something, in one of the
    /// network too if it begins with `net`, and without the rights of root over files if it takes them
    /// from its directory. What begins with a program is that it runs the rest under it.
    before: &'static str,
    /// What is run then, in a module with C where it begins with `c:`.
    run: &'static str,
    /// What that prints.
    words: &'static str,
    /// What landfall ends with.
    code: i32,
}

pub(crate) const NONE: Fault =
    Fault { rule: "", set: &[], unset: &[], before: "", run: "", words: "", code: 1 };

const FAULTS: [&[Fault]; 3] = [settings::FAULTS, surroundings::FAULTS, tools::FAULTS];

const HELLO: &str = r#"package main

import (
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"mime"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"runtime/debug"
	"time"
)

var garbage []byte

func connect(most int) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	for i := 0; err == nil && i < most; i++ {
		_, err = net.DialTimeout("tcp", listener.Addr().String(), 300*time.Millisecond)
	}
	return err
}

func main() {
	if len(os.Args) < 2 {
		fmt.Println("hello")
		return
	}
	switch os.Args[1] {
	case "itself":
		fmt.Println(os.Executable())
	case "start":
		fmt.Println(exec.Command("mytool").Run())
	case "panic":
		panic("oh")
	case "collector":
		fmt.Println("collects at", debug.SetGCPercent(-1))
	case "processors":
		if runtime.GOMAXPROCS(0) == runtime.NumCPU() {
			fmt.Println("uses all processors")
		}
	case "garbage":
		for i := 0; i < 4000; i++ {
			garbage = make([]byte, 1<<20)
			for j := 0; j < len(garbage); j += 4096 {
				garbage[j] = 1
			}
		}
	case "proxy":
		request, _ := http.NewRequest("GET", "https://example.invalid/", nil)
		proxy, err := http.ProxyFromEnvironment(request)
		fmt.Println("proxy:", proxy, err)
	case "home":
		fmt.Println(os.UserHomeDir())
	case "user":
		fmt.Println(user.Current())
	case "listen":
		_, err := net.DialTimeout("tcp", "127.0.0.1:9", time.Second)
		fmt.Println(err)
	case "listen6":
		_, err := net.Listen("tcp", "[::1]:0")
		fmt.Println(err)
	case "connections":
		fmt.Println(connect(100))
	case "burst":
		fmt.Println(connect(20))
	case "lookup":
		fmt.Println(net.LookupHost("example.invalid"))
	case "port":
		fmt.Println(net.LookupPort("tcp", "mysql"))
	case "media":
		if mime.TypeByExtension(".woff2") == "" {
			fmt.Println("media type: none")
		}
	case "zone":
		fmt.Println(time.Now().Format("MST -0700"))
	case "localhost":
		addresses, err := net.LookupHost("localhost")
		if err != nil {
			fmt.Println("localhost:", err)
		} else {
			fmt.Println("localhost:", addresses)
		}
	case "interfaces":
		fmt.Println(net.Interfaces())
	case "socket":
		dir, _ := os.MkdirTemp("", "TestServer")
		_, err := net.Listen("unix", dir+"/server.sock")
		os.RemoveAll(dir)
		fmt.Println(err)
	case "random":
		fmt.Println(rand.Read(make([]byte, 8)))
	case "root":
		if runtime.GOROOT() != "/final" {
			fmt.Println("the root is another")
		}
	case "authorities":
		pool, err := x509.SystemCertPool()
		fmt.Println(len(pool.Subjects()), "authorities", err)
	}
}
"#;

/// Starts a program to which the system call with a number is refused: `refused NUMBER PROGRAM…`.
const REFUSED: &str = r#"
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
int main(int count, char **words) {
	struct sock_filter all[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, atoi(words[1]), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {4, all};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, 2, &filter)) return 98;
	execvp(words[2], words + 2);
	return 99;
}
"#;

/// A directory with modules and directories of tools, in which faults are put in.
fn laboratory() -> tempfile::TempDir {
    let lab = tempfile::tempdir().unwrap();
    let dir = lab.path();
    let of_c = |head: &str| {
        format!("package main\n\n{head}\nimport \"C\"\n\nfunc main() {{ println(C.f()) }}\n")
    };
    let c = "// #include <stdlib.h>\n// int f(void) { return 3; }";
    let pkg_config = "// #cgo pkg-config: zlib\n// int f(void) { return 3; }";
    let modules = [
        ("hello", HELLO.to_owned()),
        ("c", of_c(c)),
        ("p", of_c(pkg_config)),
        ("x", of_c("// int f(void);")),
        ("r", "package main\n\nfunc main() {}\n".to_owned()),
    ];
    for (name, text) in modules {
        fs::create_dir_all(dir.join(name)).unwrap();
        fs::write(dir.join(name).join("go.mod"), format!("module example.com/{name}\n\ngo 1.21\n"))
            .unwrap();
        fs::write(dir.join(name).join("main.go"), text).unwrap();
    }
    fs::write(dir.join("x/f.cc"), "extern \"C\" int f(void) { return 3; }\n").unwrap();
    fs::create_dir(dir.join("r/.git")).unwrap();
    fs::create_dir_all(dir.join("m")).unwrap();
    let gomod = "module example.com/m\n\ngo 1.21\n\nrequire example.com/nowhere v1.0.0\n";
    fs::write(dir.join("m/go.mod"), gomod).unwrap();
    fs::write(dir.join("m/m.go"), "package m\n\nimport _ \"example.com/nowhere\"\n").unwrap();
    fs::write(dir.join("hosts"), "192.0.2.7 elsewhere.invalid\n").unwrap();
    for (name, text) in [
        ("other/go.work", "go 1.21\n\nuse ../c\n"),
        ("blank", ""),
        ("far-hosts", "192.0.2.7 localhost\n"),
        ("stray/go.mod", "module example.com/stray\n"),
        ("stray/below/main.go", "package main\n\nfunc main() {}\n"),
        ("config/go/env", "GOFLAGS=-trimpath\n"),
        ("anothers/.profile", "export GOFLAGS=-mod=vendor\nPATH=$PATH:/usr/local/go/bin\n"),
        ("anothers/bin/mytool", "#!/bin/sh\n"),
        ("resolv.conf", "nameserver 127.0.0.53\n"),
        ("pc/own.pc", "Name: own\nDescription: own\nVersion: 1\nCflags: -I/usr/include/own\n"),
        ("only-files", "passwd: files\nhosts: files\n"),
        ("only-dns", "passwd: files\nhosts: dns\n"),
    ] {
        let file = dir.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let long = "a-directory-with-a-name-that-is-longer-than-anybody-would-ever-want-it-to-be";
    for name in ["mount", "nothing", "locked", long] {
        fs::create_dir(dir.join(name)).unwrap();
    }
    let root = Command::new("go").args(["env", "GOROOT"]).output().expect("could not start go");
    let root = String::from_utf8_lossy(&root.stdout).trim().to_owned();
    let link = |name: &str, from: &Path| {
        let tools = dir.join(name);
        fs::create_dir_all(&tools).unwrap();
        std::os::unix::fs::symlink(from, tools.join(from.file_name().unwrap())).unwrap();
    };
    link("go", &Path::new(&root).join("bin/go"));
    for tool in ["gcc", "as", "ld"] {
        link(tool, &found(tool));
    }
    fs::create_dir(dir.join("broken")).unwrap();
    let broken = dir.join("broken/gcc");
    fs::write(&broken, "#!/bin/sh\necho 'gcc: this is no compiler' >&2\nexit 1\n").unwrap();
    let broken_cross = dir.join("broken-cross/mips64-linux-gnuabi64-gcc");
    fs::create_dir(dir.join("broken-cross")).unwrap();
    fs::copy(&broken, &broken_cross).unwrap();
    for program in [broken, broken_cross, dir.join("anothers/bin/mytool")] {
        let may_start = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(&program, may_start).unwrap();
    }
    // A Go command for 32 bits, which every machine of Intel runs.
    let of_386 = dir.join("go386");
    let status = Command::new("go")
        .args(["build", "-o"])
        .arg(of_386.join("bin/go"))
        .arg("cmd/go")
        .envs([("GOARCH", "386"), ("GOOS", "linux"), ("CGO_ENABLED", "0")])
        .status();
    assert!(status.unwrap().success());
    fs::create_dir_all(of_386.join("src/unsafe")).unwrap();
    for file in ["VERSION", "src/internal/goversion/goversion.go"] {
        fs::create_dir_all(of_386.join(file).parent().unwrap()).unwrap();
        fs::copy(Path::new(&root).join(file), of_386.join(file)).unwrap();
    }
    fs::create_dir_all(of_386.join("pkg/tool/linux_386")).unwrap();
    fs::copy(of_386.join("bin/go"), of_386.join("pkg/tool/linux_386/compile")).unwrap();
    // One Go unpacked over another: a file that the release at hand has no more.
    let mixed = dir.join("mixed");
    fs::create_dir_all(mixed.join("bin")).unwrap();
    fs::create_dir_all(mixed.join("src")).unwrap();
    fs::copy(Path::new(&root).join("bin/go"), mixed.join("bin/go")).unwrap();
    for of in ["pkg", "VERSION", "go.env"] {
        std::os::unix::fs::symlink(Path::new(&root).join(of), mixed.join(of)).unwrap();
    }
    for entry in fs::read_dir(Path::new(&root).join("src")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "runtime" {
            std::os::unix::fs::symlink(entry.path(), mixed.join("src").join(entry.file_name()))
                .unwrap();
        }
    }
    let copied = Command::new("cp")
        .arg("-r")
        .arg(Path::new(&root).join("src/runtime"))
        .arg(mixed.join("src"))
        .status();
    assert!(copied.unwrap().success());
    fs::write(mixed.join("src/runtime/exithook.go"), "package runtime\n\nfunc newproc1() {}\n")
        .unwrap();
    // What refuses a system call to a program and all that it starts.
    fs::write(dir.join("refused.c"), REFUSED).unwrap();
    let compiled =
        Command::new("gcc").arg("-o").arg(dir.join("refused")).arg(dir.join("refused.c")).status();
    assert!(compiled.unwrap().success());
    // A Go of another version, as far as anybody looks.
    fs::create_dir_all(dir.join("other/src/unsafe")).unwrap();
    fs::create_dir_all(dir.join("other/bin")).unwrap();
    fs::write(dir.join("other/bin/go"), "").unwrap();
    fs::write(dir.join("other/VERSION"), "go1.2.3\n").unwrap();
    let built = Command::new("go")
        .args(["build", "-o"])
        .args([dir.join("hello-program")])
        .arg(".")
        .current_dir(dir.join("hello"))
        .env("CGO_ENABLED", "0")
        .status();
    assert!(built.unwrap().success());
    lab
}

/// How one gets a mount namespace of one's own: root may, and elsewhere a user namespace allows it.
fn namespace() -> &'static [&'static str] {
    const WAYS: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    let works = |way: &&&[&str]| {
        let tried = Command::new(found("unshare")).args(**way).arg("true").output();
        tried.is_ok_and(|output| output.status.success())
    };
    WAYS.iter().find(works).expect("neither root nor a user namespace may mount here")
}

/// Where PATH has a tool.
fn found(tool: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let mut all = std::env::split_paths(&path).map(|dir| dir.join(tool));
    all.find(|file| file.is_file()).unwrap_or_else(|| panic!("install {tool}"))
}

/// Whether who runs this is root, whom the rights of files do not bind.
fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output().unwrap();
    told.stdout == b"0\n"
}

/// What a shell prints that puts a fault in and then runs something.
fn with(fault: &Fault, dir: &Path, command: &str) -> Output {
    let of = |text: &str| text.replace("@/", &format!("{}/", dir.display()));
    let (module, command) = match command.split_once(':') {
        Some((module @ ("c" | "p" | "m" | "x" | "r"), command)) => (module, command),
        _ => ("hello", command),
    };
    let before = fault.before.strip_prefix("net ").unwrap_or(fault.before);
    let script = match before {
        "" => of(command),
        under if under.starts_with('@') => format!("{} /bin/sh -c '{}'", of(under), of(command)),
        before => format!("{} && {}", of(before), of(command)),
    };
    let mut shell = if fault.before.starts_with("mount") || fault.before.starts_with("net ") {
        let mut shell = Command::new(found("unshare"));
        shell.args(namespace());
        if fault.before.starts_with("net ") {
            shell.arg("--net");
        }
        shell.arg("/bin/sh");
        shell
    } else if fault.before.starts_with("chmod") && is_root() {
        let mut shell = Command::new(found("setpriv"));
        shell.args(["--bounding-set", "-dac_override,-dac_read_search", "/bin/sh"]);
        shell
    } else {
        Command::new("/bin/sh")
    };
    for name in [
        "GOROOT",
        "GOOS",
        "GOARCH",
        "GOBIN",
        "GOTMPDIR",
        "TMPDIR",
        "CC",
        "CGO_ENABLED",
        "TZ",
        "GOMEMLIMIT",
        "GO111MODULE",
        "GOPROXY",
        "GOCACHE",
        "CGO_CFLAGS",
        "CGO_LDFLAGS",
        "GOFLAGS",
        "GODEBUG",
        "GOGC",
        "GOMAXPROCS",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "http_proxy",
        "https_proxy",
    ] {
        shell.env_remove(name);
    }
    shell.env("LC_ALL", "C");
    for name in fault.unset {
        shell.env_remove(name);
    }
    for (name, value) in fault.set {
        shell.env(name, of(value));
    }
    shell.args(["-c", &script]).current_dir(dir.join(module)).output().unwrap()
}

#[test]
fn a_fault_that_is_put_in_breaks_go_and_is_told_and_one_that_is_not_is_not() {
    let lab = laboratory();
    let dir = lab.path();
    let landfall = format!("{} doctor --format concise", env!("CARGO_BIN_EXE_landfall"));
    let healthy = with(&NONE, dir, &format!("{landfall} --probe"));
    let healthy = String::from_utf8_lossy(&healthy.stdout).into_owned();
    let mut wrong = Vec::new();
    for fault in FAULTS.into_iter().flatten() {
        let run = fault.run;
        let output = with(fault, dir, run);
        let says = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        if !says.contains(fault.words) {
            wrong.push(format!("{}: `{run}` did not say {:?}: {says}", fault.rule, fault.words));
        }
        // Nobody builds a line of C who does not ask for it.
        let command = match fault.rule {
            "c_not_built" | "c_threads_refused" => format!("{landfall} --probe"),
            "set_in_shell_files" => format!("{landfall} --shell"),
            "no_c_compiler_for_platform" => format!("{landfall} --for linux/mips64"),
            "c_not_built_for_platform" => format!("{landfall} --for linux/mips64 --probe"),
            _ => landfall.clone(),
        };
        let output = with(fault, dir, &command);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        // Whether something else cannot be looked at then depends on what the machine has by itself: it is 2
        // exactly where something is unsure.
        let code = if fault.code == 2 && !told.contains("unsure") { 0 } else { fault.code };
        if !told.contains(fault.rule) || output.status.code() != Some(code) {
            let code = output.status.code();
            wrong.push(format!("{}: landfall ends with {code:?}: {told}", fault.rule));
        }
        // What a machine that runs this may lack, or have too much of, by itself.
        let is_of_here = [
            "several_gos",
            "pkg_config_not_there",
            "cplusplus_compiler_not_there",
            "loopback_without_ipv6",
            "no_service_names",
            "no_media_types",
            "installed_tools_not_on_path",
            "settings_kept_by_go",
        ]
        .contains(&fault.rule);
        if healthy.contains(fault.rule) && !is_of_here {
            wrong.push(format!("{}: told without the fault: {healthy}", fault.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
