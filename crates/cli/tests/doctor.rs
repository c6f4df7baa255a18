//! `landfall doctor` on machines that were really broken: each fault is put in, the Go command says
//! what it says then, and landfall has to tell of it; without the fault it has to be silent.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A fault, how it is put in, and what happens then.
struct Fault {
    /// The rule that tells of it.
    rule: &'static str,
    /// What is set in the environment; `@` stands for the directory of the test.
    set: &'static [(&'static str, &'static str)],
    /// What is taken out of it.
    unset: &'static [&'static str],
    /// What a shell does before, in a mount namespace of its own if it mounts something.
    before: &'static str,
    /// What is run then, in a module with C where it begins with `c:`.
    run: &'static str,
    /// What that prints.
    words: &'static str,
    /// What landfall ends with.
    code: i32,
}

const NONE: Fault =
    Fault { rule: "", set: &[], unset: &[], before: "", run: "", words: "", code: 1 };

const FAULTS: [Fault; 44] = [
    Fault {
        rule: "go_not_there",
        set: &[("PATH", "@/nothing")],
        run: "go version",
        words: "go: not found",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "goroot_not_there",
        set: &[("GOROOT", "/usr/lib/go-9.9")],
        run: "go build -o /dev/null .",
        words: "go: cannot find GOROOT directory",
        ..NONE
    },
    Fault {
        rule: "toolchain_not_understood",
        set: &[("GOTOOLCHAIN", "latest")],
        run: "go version",
        words: "invalid GOTOOLCHAIN \"latest\"",
        ..NONE
    },
    Fault {
        rule: "platform_not_known",
        set: &[("GOOS", "macos")],
        run: "go build -o /dev/null .",
        words: "unsupported GOOS/GOARCH pair macos/",
        ..NONE
    },
    Fault {
        rule: "platform_left_set",
        set: &[("GOOS", "windows")],
        run: "go run .",
        words: "exec format error",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "bin_set_for_another_platform",
        set: &[("GOBIN", "@/bin"), ("GOOS", "windows")],
        run: "go install .",
        words: "cannot install cross-compiled binaries when GOBIN is set",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cgo_setting_not_understood",
        set: &[("CGO_ENABLED", "true"), ("PATH", "@/go")],
        run: "echo CGO_ENABLED is $(go env CGO_ENABLED)",
        words: "CGO_ENABLED is 0",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cgo_off_without_compiler",
        set: &[("PATH", "@/go")],
        unset: &["CGO_ENABLED", "CC"],
        run: "c:go build -o /dev/null .",
        words: "build constraints exclude all Go files",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "c_compiler_not_there",
        set: &[("PATH", "@/go"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "C compiler \"gcc\" not found",
        ..NONE
    },
    Fault {
        rule: "c_compiler_for_another_target",
        set: &[("GOARCH", "s390x"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "cc1: error: bad value 'z13' for '-march=' switch",
        ..NONE
    },
    Fault {
        rule: "c_headers_not_there",
        set: &[("CGO_ENABLED", "1")],
        before: "mount -t tmpfs none /usr/include",
        run: "c:go build -o /dev/null .",
        words: "fatal error: std",
        ..NONE
    },
    Fault {
        rule: "c_assembler_not_there",
        set: &[("PATH", "@/go:@/gcc"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "'as'",
        ..NONE
    },
    Fault {
        rule: "c_linker_not_there",
        set: &[("PATH", "@/go:@/gcc:@/as"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "cannot find 'ld'",
        ..NONE
    },
    Fault {
        rule: "pkg_config_not_there",
        set: &[("PATH", "@/go:@/gcc:@/as:@/ld"), ("CGO_ENABLED", "1")],
        run: "p:go build -o /dev/null .",
        words: "exec: \"pkg-config\": executable file not found",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_build_cache",
        unset: &["HOME", "XDG_CACHE_HOME", "GOCACHE"],
        run: "go build -o /dev/null .",
        words: "GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined",
        ..NONE
    },
    Fault {
        rule: "no_build_cache",
        set: &[("GOCACHE", "off")],
        run: "go build -o /dev/null .",
        words: "build cache is disabled by GOCACHE=off",
        ..NONE
    },
    Fault {
        rule: "no_build_cache",
        set: &[("GOCACHE", "cache")],
        run: "go build -o /dev/null .",
        words: "GOCACHE is not an absolute path",
        ..NONE
    },
    Fault {
        rule: "goflags_not_understood",
        set: &[("GOFLAGS", "-tags netgo")],
        run: "go build -o /dev/null .",
        words: "parsing $GOFLAGS: non-flag \"netgo\"",
        ..NONE
    },
    Fault {
        rule: "no_build_directory",
        set: &[("TMPDIR", "/nowhere")],
        run: "go build -o /dev/null .",
        words: "creating work dir: stat /nowhere: no such file or directory",
        ..NONE
    },
    Fault {
        rule: "build_directory_noexec",
        set: &[("TMPDIR", "@/mount")],
        before: "mount -t tmpfs -o noexec none @/mount",
        run: "go run .",
        words: "permission denied",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "build_directory_read_only",
        set: &[("GOTMPDIR", "@/mount")],
        before: "mount -t tmpfs -o ro none @/mount",
        run: "go build -o /dev/null .",
        words: "read-only file system",
        ..NONE
    },
    Fault {
        rule: "no_null_device",
        before: "mount -t tmpfs none /dev",
        run: "go build -o @/out .",
        words: "open /dev/null: no such file or directory",
        ..NONE
    },
    Fault {
        rule: "no_proc",
        before: "mount -t tmpfs none /proc",
        run: "@/hello-program itself",
        words: "readlink /proc/self/exe: no such file or directory",
        code: 2,
        ..NONE
    },
    Fault {
        rule: "too_few_open_files",
        before: "ulimit -n 16",
        run: "go build -a -o /dev/null .",
        words: "too many open files",
        ..NONE
    },
    Fault {
        rule: "too_little_address_space",
        before: "ulimit -v 600000",
        run: "@/hello-program",
        words: "failed to reserve page summary memory",
        ..NONE
    },
    Fault {
        rule: "modules_without_certificates",
        set: &[("SSL_CERT_FILE", "/nowhere"), ("SSL_CERT_DIR", "/nowhere")],
        run: "@/hello-program authorities",
        words: "0 authorities",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "c_compiler_not_there",
        set: &[("CC", "nosuchcc")],
        run: "c:go build -o /dev/null .",
        words: "C compiler \"nosuchcc\" not found",
        ..NONE
    },
    Fault {
        rule: "memory_limit_malformed",
        set: &[("GOMEMLIMIT", "512M")],
        run: "@/hello-program",
        words: "malformed GOMEMLIMIT",
        ..NONE
    },
    Fault {
        rule: "modules_off",
        set: &[("GO111MODULE", "off")],
        run: "go mod tidy",
        words: "modules disabled by GO111MODULE=off",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "proxy_off",
        set: &[("GOPROXY", "off"), ("GOFLAGS", "-mod=mod"), ("GOMODCACHE", "@/empty")],
        run: "m:go build .",
        words: "module lookup disabled by GOPROXY=off",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "time_zone_not_there",
        set: &[("TZ", "Asia/Nowhere")],
        run: "@/hello-program zone",
        words: "UTC +0000",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cache_not_writable",
        set: &[("GOCACHE", "@/mount")],
        before: "mount -t tmpfs -o ro none @/mount",
        run: "go build -o /dev/null .",
        words: "failed to initialize build cache",
        ..NONE
    },
    Fault {
        rule: "localhost_not_known",
        before: "mount --bind @/hosts /etc/hosts",
        run: "@/hello-program localhost",
        words: "localhost: lookup localhost",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "files_too_small",
        before: "ulimit -f 2000",
        run: "go build -a -o /dev/null .",
        words: "file too large",
        ..NONE
    },
    Fault {
        rule: "build_directory_full",
        set: &[("TMPDIR", "@/mount")],
        before: "mount -t tmpfs -o size=5m none @/mount",
        run: "go build -a -o /dev/null .",
        words: "no space left on device",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_module_cache",
        set: &[("GOCACHE", "@/cache"), ("GOFLAGS", "-mod=mod")],
        unset: &["HOME", "GOPATH", "GOMODCACHE"],
        run: "m:go build .",
        words: "module cache not found: neither GOMODCACHE nor GOPATH is set",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "module_cache_not_writable",
        set: &[("GOMODCACHE", "@/mount"), ("GOFLAGS", "-mod=mod"), ("GOPROXY", "file:///nowhere")],
        before: "mount -t tmpfs -o ro none @/mount",
        run: "m:go build .",
        words: "read-only file system",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "relative_path_entry",
        set: &[("PATH", "tools:/usr/bin:/bin")],
        run: "mkdir -p tools && ln -sf /bin/true tools/mytool && @/hello-program start",
        words: "cannot run executable found relative to current directory",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "c_not_built",
        set: &[("CGO_CFLAGS", "-nosuch")],
        run: "c:go build -a -o /dev/null .",
        words: "unrecognized command-line option '-nosuch'",
        ..NONE
    },
    Fault {
        rule: "c_not_built",
        set: &[("CGO_LDFLAGS", "-lnosuch")],
        run: "c:go build -o /dev/null .",
        words: "cannot find -lnosuch",
        ..NONE
    },
    Fault {
        rule: "c_not_built",
        set: &[("CC", "@/broken/gcc"), ("CGO_ENABLED", "1")],
        run: "c:go build -a -o /dev/null .",
        words: "gcc: this is no compiler",
        ..NONE
    },
    Fault {
        rule: "c_not_built",
        set: &[(
            "GOFLAGS",
            "-ldflags=-linkmode=external '-ldflags=-linkmode=external -extldflags=-nosuch'",
        )],
        run: "c:go build -o @/linked .",
        words: "-nosuch",
        ..NONE
    },
    Fault {
        rule: "go_for_another_architecture",
        set: &[("PATH", "@/go386/bin:/usr/bin:/bin")],
        run: "echo it builds for $(GOROOT=@/go386 go env GOARCH)",
        words: "it builds for 386",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "several_gos",
        set: &[("PATH", "@/go:@/other/bin:/usr/bin:/bin")],
        run: "echo $(ls @/other/bin/go)",
        words: "other/bin/go",
        code: 0,
        ..NONE
    },
];

const HELLO: &str = r#"package main

import (
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"
)

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
	case "zone":
		fmt.Println(time.Now().Format("MST -0700"))
	case "localhost":
		_, err := net.LookupHost("localhost")
		fmt.Printf("localhost: %v\n", err)
	case "authorities":
		pool, err := x509.SystemCertPool()
		fmt.Println(len(pool.Subjects()), "authorities", err)
	}
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
    let modules = [("hello", HELLO.to_owned()), ("c", of_c(c)), ("p", of_c(pkg_config))];
    for (name, text) in modules {
        fs::create_dir_all(dir.join(name)).unwrap();
        fs::write(dir.join(name).join("go.mod"), format!("module example.com/{name}\n\ngo 1.21\n"))
            .unwrap();
        fs::write(dir.join(name).join("main.go"), text).unwrap();
    }
    fs::create_dir_all(dir.join("m")).unwrap();
    let gomod = "module example.com/m\n\ngo 1.21\n\nrequire example.com/nowhere v1.0.0\n";
    fs::write(dir.join("m/go.mod"), gomod).unwrap();
    fs::write(dir.join("m/m.go"), "package m\n\nimport _ \"example.com/nowhere\"\n").unwrap();
    fs::write(dir.join("hosts"), "192.0.2.7 elsewhere.invalid\n").unwrap();
    for name in ["mount", "nothing"] {
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
    let may_start = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&broken, may_start).unwrap();
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
    fs::copy(Path::new(&root).join("VERSION"), of_386.join("VERSION")).unwrap();
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

/// What a shell prints that puts a fault in and then runs something.
fn with(fault: &Fault, dir: &Path, command: &str) -> Output {
    let of = |text: &str| text.replace('@', &dir.display().to_string());
    let (module, command) = match command.split_once(':') {
        Some((module @ ("c" | "p" | "m"), command)) => (module, command),
        _ => ("hello", command),
    };
    let script = match fault.before {
        "" => of(command),
        before => format!("{} && {}", of(before), of(command)),
    };
    let mut shell = match fault.before.starts_with("mount") {
        true => {
            let mut shell = Command::new(found("unshare"));
            shell.args(namespace());
            shell.arg("/bin/sh");
            shell
        }
        false => Command::new("/bin/sh"),
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
    for fault in &FAULTS {
        let run = fault.run;
        let output = with(fault, dir, run);
        let says = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        if !says.contains(fault.words) {
            wrong.push(format!("{}: `{run}` did not say {:?}: {says}", fault.rule, fault.words));
        }
        // Nobody builds a line of C who does not ask for it.
        let command = match fault.rule {
            "c_not_built" => format!("{landfall} --probe"),
            _ => landfall.clone(),
        };
        let output = with(fault, dir, &command);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        if !told.contains(fault.rule) || output.status.code() != Some(fault.code) {
            let code = output.status.code();
            wrong.push(format!("{}: landfall ends with {code:?}: {told}", fault.rule));
        }
        // A machine may have several Go installations, or no pkg-config, of its own.
        let is_of_here = ["several_gos", "pkg_config_not_there"].contains(&fault.rule);
        if healthy.contains(fault.rule) && !is_of_here {
            wrong.push(format!("{}: told without the fault: {healthy}", fault.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
