//! `landfall record`: what is written down, what is not, and that it is as good as the machine.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn landfall(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    command.args(arguments);
    command
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn no_secret_of_the_environment_is_written_down() {
    let secret = |number: usize| format!("s3cr3t{number:02}");
    // Where each of them is planted: whole values, parts of them, names of directories.
    let planted = [
        ("CC", "gcc -DTOKEN={}"),
        ("CXX", "{}"),
        ("CGO_ENABLED", "{}"),
        ("CGO_CFLAGS", "-DPASSWORD={}"),
        ("CGO_LDFLAGS", "-L/{}"),
        ("PKG_CONFIG", "/{}/pkg-config"),
        ("GOFLAGS", "-ldflags=-X=main.token={} -{}"),
        ("GOPROXY", "https://user:{}@proxy.invalid"),
        ("GOPRIVATE", "{}.invalid"),
        ("GONOSUMDB", "{}"),
        ("GOAUTH", "{}"),
        ("GOTOOLCHAIN", "{}"),
        ("GOOS", "{}"),
        ("GOARCH", "{}"),
        ("GOBIN", "/{}"),
        ("GOCACHE", "/tmp/{}"),
        ("GOTMPDIR", "/tmp/{}"),
        ("GOENV", "/tmp/{}"),
        ("GOROOT", "/opt/{}"),
        ("GOPATH", "/opt/{}"),
        ("GOMODCACHE", "/opt/{}"),
        ("GODEBUG", "{}=1"),
        ("GOEXPERIMENT", "{}"),
        ("TMPDIR", "/tmp/{}"),
        ("HOME", "/home/{}"),
        ("USER", "{}"),
        ("LOGNAME", "{}"),
        ("HOSTNAME", "{}"),
        ("XDG_CACHE_HOME", "/home/{}/cache"),
        ("XDG_CONFIG_HOME", "/home/{}/config"),
        ("SSL_CERT_FILE", "/tmp/{}.pem"),
        ("SSL_CERT_DIR", "/tmp/{}"),
        ("ZONEINFO", "/tmp/{}.zip"),
        ("TZ", "{}"),
        ("LANG", "{}"),
        ("LD_LIBRARY_PATH", "/opt/{}"),
        ("LD_PRELOAD", ""),
        ("GITHUB_TOKEN", "{}"),
        ("AWS_SECRET_ACCESS_KEY", "{}"),
        ("AWS_SESSION_TOKEN", "{}"),
        ("KUBERNETES_SERVICE_HOST", "{}"),
        ("container", "{}"),
        ("HTTP_PROXY", "http://user:{}@proxy.invalid"),
        ("HTTPS_PROXY", "http://user:{}@proxy.invalid"),
        ("SSH_AUTH_SOCK", "/tmp/{}"),
        ("NETRC", "/home/{}/.netrc"),
        ("DATABASE_URL", "postgres://user:{}@db.invalid"),
        ("NPM_TOKEN", "{}"),
        ("DOCKER_AUTH_CONFIG", "{}"),
        ("PWD", "/home/{}"),
        ("SUDO_USER", "{}"),
        ("GOAMD64", "{}"),
        ("GOARM", "{}"),
        ("GOARM64", "{}"),
        ("GOMIPS", "{}"),
        ("GOFIPS140", "{}"),
        ("GOSUMDB", "{}"),
        ("GOWORK", "{}"),
        ("GOCACHEPROG", "{}"),
        ("GOGC", "{}"),
        ("GOMAXPROCS", "{}"),
        ("GOTRACEBACK", "{}"),
        ("PKG_CONFIG_LIBDIR", "{}"),
        ("PKG_CONFIG_SYSROOT_DIR", "{}"),
        ("https_proxy", "http://user:{}@other.invalid"),
        ("GOMEMLIMIT", "{}"),
    ];
    // Of the directories some are really there, one with a Go and a compiler in it.
    let own = tempfile::tempdir().unwrap();
    let home = own.path().join(secret(99));
    fs::create_dir_all(home.join("bin")).unwrap();
    for tool in ["go", "gcc", "pkg-config"] {
        fs::write(home.join("bin").join(tool), "").unwrap();
    }
    let mut command = landfall(&["record"]);
    for (number, (name, value)) in planted.iter().enumerate() {
        command.env(name, value.replace("{}", &secret(number)));
    }
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}/bin:{path}", home.display()));
    // The same with nothing around each, and with a compiler that fails.
    let mut bare = landfall(&["record"]);
    for (number, (name, _)) in planted.iter().enumerate() {
        bare.env(name, secret(number));
    }
    bare.env("PATH", &path).env("CC", "false -DTOKEN=s3cr3t98");
    for mut command in [command, bare] {
        let output = command.output().unwrap();
        let text = printed(&output);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let leaked: Vec<&str> = text.lines().filter(|line| line.contains("s3cr3t")).collect();
        assert!(planted.len() >= 50 && leaked.is_empty(), "{leaked:#?}");
        assert!(text.contains("kernel = ") && text.len() < 200_000, "{text}");
    }
}

#[test]
fn what_is_judged_by_a_recording_is_judged_as_here() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("prod-7.toml");
    let output = landfall(&["record", "-o"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\nname = \"prod-7\"\n"), "{text}");
    let judged = |target: &str| {
        let go = Command::new("go").args(["env", "GOROOT"]).output().expect("could not start go");
        let go = Path::new(String::from_utf8_lossy(&go.stdout).trim()).join("bin/go");
        let output = landfall(&["check", "--format", "concise", "--for", target]).arg(go).output();
        output.unwrap().status.code()
    };
    let target = format!("machine:{}", file.display());
    assert_eq!(judged(&target), judged("here"));
    // What was written down is written down as it is when it is read back.
    for word in ["libc = ", "glibc = ", "[limits]", "[sysctl]", "[toolchain]", "[compiler]"] {
        assert!(text.contains(word), "{word}");
    }
}

#[test]
fn a_process_that_is_not_there_and_a_file_that_cannot_be_written_are_errors() {
    let output = landfall(&["record", "--pid", "999999999"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(says.contains("could not look at process 999999999: there is none"), "{says}");
    let output = landfall(&["record", "-o", "/nowhere/at/all.toml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(says.contains("could not write /nowhere/at/all.toml"), "{says}");
}

#[test]
fn of_another_process_what_it_sees_is_written_down() {
    // A shell with an environment of its own, and one whose files are others too.
    let told_of = |shell: &mut Command| {
        let mut child = shell.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
        std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
        let output = landfall(&["record", "--pid", line.trim()]).output().unwrap();
        let ended = Command::new("kill").arg(line.trim()).status().unwrap();
        assert!(ended.success() && output.status.code() == Some(0), "{output:?}");
        child.wait().unwrap();
        printed(&output)
    };
    let path = std::env::var("PATH").unwrap();
    let mut own = Command::new("/bin/sh");
    own.args(["-c", "echo $$; exec sleep 60"]).env_clear();
    own.envs([("PATH", path.as_str()), ("HOME", "/"), ("GOFLAGS", "-mod=vendor"), ("GOGC", "off")]);
    let told = told_of(&mut own);
    assert!(
        told.contains("goflags = [\"-mod=vendor\"]") && told.contains("gogc = \"off\""),
        "{told}"
    );
    let ways: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    let may = |way: &&&[&str]| {
        let tried = Command::new("unshare").args(**way).arg("true").output();
        tried.is_ok_and(|output| output.status.success())
    };
    let way = ways.iter().find(may).expect("neither root nor a user namespace may mount here");
    let mut other = Command::new("unshare");
    other.args(*way).args(["/bin/sh", "-c"]);
    other.arg("mount -t tmpfs none /etc && echo ID=elsewhere > /etc/os-release && echo $$ && exec sleep 60");
    let told = told_of(&mut other);
    assert!(told.contains("distribution = \"elsewhere\""), "{told}");
    assert!(told.contains("\"certificates\"") && !told.contains("certificates = "), "{told}");
}

#[test]
fn a_root_filesystem_is_told_without_starting_anything_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let put = |path: &str, text: &str| {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    put("etc/os-release", "ID=alpine\nVERSION_ID=3.22.1\n");
    put("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    put("etc/ssl/certs/ca-certificates.crt", "-----BEGIN CERTIFICATE-----\n");
    put("tmp/.keep", "");
    put("usr/lib/go/VERSION", "go1.26.8\n");
    put("usr/lib/go/src/unsafe/unsafe.go", "package unsafe\n");
    let go = Command::new("go").args(["env", "GOROOT"]).output().expect("could not start go");
    let go = Path::new(String::from_utf8_lossy(&go.stdout).trim()).join("bin/go");
    fs::create_dir_all(root.join("usr/lib/go/bin")).unwrap();
    fs::copy(&go, root.join("usr/lib/go/bin/go")).unwrap();
    put("usr/lib/go/src/internal/goversion/goversion.go", "const Version = 26\n");
    put("usr/lib/go/pkg/tool/linux_amd64/compile", "");
    fs::copy(go, root.join("usr/lib/go/pkg/tool/linux_amd64/compile")).unwrap();
    for tool in ["gcc", "as", "ld", "pkg-config"] {
        put(&format!("usr/bin/{tool}"), "#!/bin/sh\ntouch /started\n");
    }
    put("usr/lib/gcc/x86_64-alpine-linux-musl/14.2.0/crtbegin.o", "");
    put("usr/libexec/gcc/x86_64-alpine-linux-musl/14.2.0/cc1", "");
    std::os::unix::fs::symlink("../lib/go/bin/go", root.join("usr/bin/go")).unwrap();
    let doctor = || {
        let root = root.to_str().unwrap();
        let output = landfall(&["doctor", "--root", root]).output().unwrap();
        (printed(&output), output.status.code())
    };
    let (told, code) = doctor();
    assert!(told.contains("alpine 3.22.1") && told.contains("go1.26.8"), "{told}");
    assert!(told.contains("[c_headers_not_there]"), "{told}");
    assert_eq!(code, Some(1), "{told}");
    put("usr/include/stdlib.h", "");
    let (told, code) = doctor();
    assert!(!told.contains("unsure") && !told.contains("breaks"), "{told}");
    assert_eq!(code, Some(0), "{told}");
    assert!(!root.join("started").exists() && !Path::new("/started").exists());
    // A link out of the root leads nowhere.
    fs::remove_file(root.join("usr/include/stdlib.h")).unwrap();
    std::os::unix::fs::symlink("/../../etc/passwd", root.join("usr/include/stdlib.h")).unwrap();
    fs::remove_file(root.join("etc/passwd")).unwrap();
    assert!(doctor().0.contains("[c_headers_not_there]"), "{}", doctor().0);
}
