//! Rules held against what really happens on this machine: programs that do not start, and
//! programs that start and miss a file.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds one of the programs beside this file for a platform, without cgo.
fn built(program: &str, os: &str, arch: &str) -> PathBuf {
    built_with(program, os, arch, "0")
}

fn built_with(program: &str, os: &str, arch: &str, cgo: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("really");
    fs::create_dir_all(&dir).unwrap();
    let file = dir.join(format!("{program}-{os}-{arch}-{cgo}"));
    let output = Command::new("go")
        .args(["build", "-trimpath", "-o"])
        .arg(&file)
        .arg(".")
        .env("CGO_ENABLED", cgo)
        .env("GOOS", os)
        .env("GOARCH", arch)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(program))
        .output()
        .expect("could not start go; the tests build real programs with it, install Go");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    file
}

/// What landfall prints of a program on a target, and its exit code.
fn check(file: &Path, target: &str) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", "--format", "concise", "--for", target])
        .arg(file)
        .output()
        .unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap())
}

/// What a program prints when it is started in a root filesystem of its own.
fn started_in(root: &Path, file: &Path, argument: &str) -> String {
    let inside = root.join("program");
    // By another process: a file that this one has open to write, what other tests start inherits,
    // and while it is open the kernel does not run it.
    let copied = Command::new("install").args(["-m", "755"]).arg(file).arg(&inside).status();
    assert!(copied.expect("could not start install; install coreutils").success());
    let is_root = fs::metadata("/proc/self")
        .is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0);
    let mut command = match is_root {
        true => Command::new("chroot"),
        false => {
            let mut command = Command::new("unshare");
            command.args(["--map-root-user", "chroot"]);
            command
        }
    };
    let output = command
        .arg(root)
        .args(["/program", argument])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .output();
    fs::remove_file(&inside).unwrap();
    let output = output.expect("could not start chroot; install coreutils");
    assert!(
        output.status.success(),
        "a root filesystem can be entered by root or in a user namespace only: {output:?}"
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_program_for_another_platform_is_refused_by_the_kernel_and_by_landfall() {
    let foreign = if std::env::consts::ARCH == "s390x" { "ppc64le" } else { "s390x" };
    let here = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    for (os, arch, rule) in [
        ("linux", foreign, "wrong_architecture"),
        ("windows", if here == "arm64" { "arm64" } else { "amd64" }, "wrong_operating_system"),
        ("darwin", if here == "arm64" { "arm64" } else { "amd64" }, "wrong_operating_system"),
    ] {
        let file = built("web", os, arch);
        let started = Command::new(&file).spawn();
        // ENOEXEC, unless an emulator is registered for it; landfall sees that too, but for a
        // container, in which the host's emulators cannot be seen.
        let (says, code) = check(&file, "here");
        match started {
            Err(error) if error.raw_os_error() == Some(8) => {
                let hidden = !std::path::Path::new("/proc/sys/fs/binfmt_misc/status").exists()
                    && rule == "wrong_architecture";
                assert_eq!(code, if hidden { 2 } else { 1 }, "{says}");
                assert!(says.contains(rule), "{says}");
                let (says, code) = check(&file, &format!("linux/{here}"));
                assert_eq!(code, 1, "{says}");
                assert!(says.contains(&format!("[{rule}]")), "{says}");
            }
            Err(error) => panic!("{os}/{arch}: {error}"),
            Ok(mut child) => {
                child.wait().unwrap();
                assert!(!says.contains("[wrong_architecture]"), "{says}");
            }
        }
    }
    let own = built("web", "linux", here);
    assert!(Command::new(&own).status().unwrap().success());
    assert_eq!(check(&own, "here").1, 0);
}

#[test]
fn what_a_machine_lacks_is_missed_by_the_program_and_told_by_landfall() {
    let native = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let program = built("needs", "linux", native);
    let dir = program.parent().unwrap();
    let authority = Command::new(&program).arg("authority").current_dir(dir).output().unwrap();
    assert!(authority.status.success());
    let [empty, furnished] = ["empty", "furnished"].map(|name| {
        let root = dir.join(name);
        fs::remove_dir_all(&root).unwrap_or_default();
        fs::create_dir_all(&root).unwrap();
        // The server's own certificate: it is not where a client looks for authorities.
        fs::copy(dir.join("authority.pem"), root.join("server.pem")).unwrap();
        fs::copy(dir.join("authority.key"), root.join("server.key")).unwrap();
        root
    });
    for folder in ["etc/ssl/certs", "tmp", "usr/share/zoneinfo/Asia"] {
        fs::create_dir_all(furnished.join(folder)).unwrap();
    }
    fs::copy(dir.join("authority.pem"), furnished.join("etc/ssl/certs/ca-certificates.crt"))
        .unwrap();
    fs::write(furnished.join("etc/passwd"), "daemon:x:1:1:daemon:/:/bin/false\n").unwrap();
    fs::write(furnished.join("etc/resolv.conf"), "nameserver 127.0.0.1\n").unwrap();
    fs::write(furnished.join("etc/hosts"), "192.0.2.7 landfall.invalid\n").unwrap();
    // The smallest zone file there is: version 1, one type, no changes (RFC 8536).
    let mut utc = b"TZif\0".to_vec();
    utc.extend([0; 15]);
    for count in [0u32, 0, 0, 0, 1, 4] {
        utc.extend(count.to_be_bytes());
    }
    utc.extend([0, 0, 0, 0, 0, 0]);
    utc.extend(b"CST\0");
    fs::write(furnished.join("usr/share/zoneinfo/Asia/Shanghai"), utc).unwrap();

    for (rule, words) in [
        ("no_ca_certificates", "certificate signed by unknown authority"),
        ("no_time_zones", "unknown time zone Asia/Shanghai"),
        ("no_user_database", "open /etc/passwd: no such file or directory"),
        ("no_temporary_directory", "no such file or directory"),
        ("no_resolver_config", "[::1]:53"),
    ] {
        let missed = started_in(&empty, &program, rule);
        assert!(missed.contains(words), "{rule} in an empty root: {missed}");
        let found = started_in(&furnished, &program, rule);
        assert_eq!(found.trim(), format!("{rule} <nil>"), "in a furnished root");
        let told = check(&program, &format!("rootfs:{}", empty.display()));
        assert!(told.0.contains(&format!("[{rule}]")), "{}", told.0);
        assert_eq!(told.1, 0, "what degrades does not decide");
        let (told, code) = check(&program, &format!("rootfs:{}", furnished.display()));
        assert!(!told.contains(rule) && code == 0, "{told}");
    }
}

/// A name service of glibc that knows one user and one host, alice and vm1.invalid.
const NAME_SERVICE: &str = r#"
#include <arpa/inet.h>
#include <netdb.h>
#include <nss.h>
#include <pwd.h>
#include <string.h>

enum nss_status _nss_landfall_getpwnam_r(const char *name, struct passwd *out, char *buffer,
                                         size_t length, int *error) {
    static char user[] = "alice", none[] = "x", home[] = "/";
    if (strcmp(name, user) != 0) return NSS_STATUS_NOTFOUND;
    *out = (struct passwd){user, none, 1000, 1000, none, home, none};
    return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_landfall_gethostbyname4_r(const char *name, struct gaih_addrtuple **out,
                                               char *buffer, size_t length, int *error,
                                               int *herror, int *ttl) {
    static char host[] = "vm1.invalid";
    if (strcmp(name, host) != 0) return NSS_STATUS_NOTFOUND;
    struct gaih_addrtuple one = {NULL, host, AF_INET, {htonl(0xC0000207)}, 0};
    if (*out == NULL) *out = (struct gaih_addrtuple *)buffer;
    **out = one;
    return NSS_STATUS_SUCCESS;
}
"#;

#[test]
fn names_that_only_the_c_library_knows_are_missed_without_cgo() {
    let native = if std::env::consts::ARCH == "aarch64" { "arm64" } else { "amd64" };
    let [pure, with_c] = ["0", "1"].map(|cgo| built_with("needs", "linux", native, cgo));
    let dir = pure.parent().unwrap();
    let root = dir.join("names");
    fs::remove_dir_all(&root).unwrap_or_default();
    fs::create_dir_all(root.join("etc")).unwrap();
    fs::create_dir_all(root.join("lib")).unwrap();
    fs::write(root.join("etc/passwd"), "daemon:x:1:1:daemon:/:/bin/false\n").unwrap();
    fs::write(root.join("etc/hosts"), "127.0.0.1 localhost\n").unwrap();
    fs::write(root.join("etc/resolv.conf"), "nameserver 127.0.0.1\n").unwrap();
    // What the program with cgo loads, where it loads it from.
    let loaded = Command::new("ldd").arg(&with_c).output().expect("could not start ldd");
    for path in String::from_utf8_lossy(&loaded.stdout).split_whitespace() {
        if path.starts_with('/') {
            let inside = root.join(path.trim_start_matches('/'));
            fs::create_dir_all(inside.parent().unwrap()).unwrap();
            fs::copy(path, inside).unwrap();
        }
    }
    let source = dir.join("landfall-names.c");
    fs::write(&source, NAME_SERVICE).unwrap();
    let library = root.join("lib/libnss_landfall.so.2");
    let compiled = Command::new("gcc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .status()
        .expect("could not start gcc; install gcc");
    assert!(compiled.success());

    let told = |file: &Path| check(file, &format!("rootfs:{}", root.display())).0;
    let rules = ["user_source_not_asked", "host_source_not_asked"];
    for rule in rules {
        assert!(!told(&pure).contains(rule), "without a list of sources: {}", told(&pure));
    }
    fs::write(
        root.join("etc/nsswitch.conf"),
        "passwd: files landfall\nhosts: files landfall [!UNAVAIL=return] dns\n",
    )
    .unwrap();
    for rule in rules {
        let missed = started_in(&root, &pure, rule);
        assert!(!missed.contains("<nil>"), "{missed}");
        let found = started_in(&root, &with_c, rule);
        assert_eq!(found.trim(), format!("{rule} <nil>"));
        assert!(told(&pure).contains(&format!("[{rule}]")), "{}", told(&pure));
        assert!(!told(&with_c).contains(rule), "{}", told(&with_c));
    }
    // A source that is listed and has no library answers nobody.
    fs::remove_file(library).unwrap();
    for rule in rules {
        assert!(!started_in(&root, &with_c, rule).contains("<nil>"));
        assert!(!told(&pure).contains(rule), "{}", told(&pure));
    }
}

/// Builds a package of a module that is written for it, without cgo.
fn built_from(name: &str, files: &[(&str, &str)], package: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (path, text) in files {
        let file = dir.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let file = dir.join("built");
    let output = Command::new("go")
        .args(["build", "-o"])
        .args([&file, Path::new(package)])
        .env("CGO_ENABLED", "0")
        .current_dir(&dir)
        .output()
        .expect("could not start go; the tests build real programs with it, install Go");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    file
}

const MODULE: (&str, &str) = ("go.mod", "module example.com/module\n\ngo 1.21\n");

#[test]
fn a_package_that_is_built_like_a_program_does_not_start_and_is_told_by_landfall() {
    let files = [MODULE, ("web/web.go", "package web\n\nfunc Serve() {}\n")];
    let file = built_from("package", &files, "./web");
    let mode = Command::new("chmod").arg("+x").arg(&file).status();
    assert!(mode.expect("could not start chmod; install coreutils").success());
    let refused = Command::new(&file).spawn().unwrap_err();
    assert_eq!(refused.raw_os_error(), Some(8), "{refused}");
    let (says, code) = check(&file, "scratch");
    assert!(says.contains("[package_in_place_of_program]") && code == 1, "{says}");
}

#[test]
fn a_static_program_that_opens_plugins_is_refused_them_and_told_by_landfall() {
    let opens = "package main\n\nimport \"plugin\"\n\nfunc main() {\n\
                 \t_, err := plugin.Open(\"nothing.so\")\n\tprintln(err.Error())\n}\n";
    let file = built_from("plugins", &[MODULE, ("main.go", opens)], ".");
    let output = Command::new(&file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("plugin: not implemented"), "{said}");
    let (says, code) = check(&file, "scratch");
    assert!(says.contains("[plugins_opened_by_static_program]") && code == 0, "{says}");
    let source = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", "--no-cgo", "--format", "concise", "--for", "scratch"])
        .arg(file.parent().unwrap())
        .output()
        .unwrap();
    let says = String::from_utf8_lossy(&source.stdout);
    assert!(says.contains("[plugins_opened_by_static_program]"), "{says}");
}

#[test]
fn authorities_that_a_module_brings_along_are_seen() {
    let program = built("roots", "linux", "amd64");
    let (told, code) = check(&program, "scratch");
    assert!(!told.contains("no_ca_certificates") && code == 0, "{told}");
    let (told, _) = check(&built("web", "linux", "amd64"), "scratch");
    assert!(told.contains("[no_ca_certificates]"), "{told}");
}

#[test]
fn a_program_that_is_started_by_name_is_missed_where_it_is_not() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("starter");
    let (source, root) = (dir.join("source"), dir.join("root"));
    fs::remove_dir_all(&root).ok();
    fs::create_dir_all(&source).unwrap();
    fs::create_dir_all(root.join("usr/bin")).unwrap();
    fs::write(source.join("go.mod"), "module example.com/starter\n\ngo 1.21\n").unwrap();
    let text = "package main\n\nimport (\n\t\"fmt\"\n\t\"os/exec\"\n)\n\nfunc main() {\n\
                \tfmt.Println(exec.Command(\"landfall-no-such-program\").Run())\n}\n";
    fs::write(source.join("main.go"), text).unwrap();
    let file = dir.join("starter");
    let built = Command::new("go")
        .args(["build", "-o"])
        .arg(&file)
        .arg(".")
        .env("CGO_ENABLED", "0")
        .current_dir(&source)
        .status();
    assert!(built.expect("could not start go").success());
    let told = || {
        let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(["check", "--no-cgo", "--for"])
            .arg(format!("rootfs:{}", root.display()))
            .arg(&source)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let says = started_in(&root, &file, "");
    let words = "exec: \"landfall-no-such-program\": executable file not found in $PATH";
    assert!(says.contains(words), "{says}");
    let missing = told();
    assert!(missing.contains("[started_program_not_there]"), "{missing}");
    assert!(missing.contains("example.com/starter.main starts landfall-no-such-program"));
    assert!(missing.contains("main.go:9"), "{missing}");
    // Any program that starts will do.
    fs::copy(&file, root.join("usr/bin/landfall-no-such-program")).unwrap();
    assert!(!told().contains("started_program_not_there"), "{}", told());
}
