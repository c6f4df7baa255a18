//! What the Go command refuses, in its words and in ours.

use super::*;

#[test]
fn a_go_that_is_too_old_and_may_fetch_no_other_does_not_begin() {
    let dir = module(&[("main.go", "package main\n\nfunc main() {}\n")]);
    fs::write(dir.path().join("go.mod"), "module example.com/app\n\ngo 1.99\n").unwrap();
    let said = |setting: &str| {
        let go = Command::new("go")
            .args(["build", "-o", "/dev/null", "."])
            .env("GOTOOLCHAIN", setting)
            .current_dir(dir.path())
            .output()
            .expect("could not start go");
        let ours = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(["check", ".", "--no-cgo", "--for", "scratch"])
            .env("GOTOOLCHAIN", setting)
            .current_dir(dir.path())
            .output()
            .unwrap();
        (String::from_utf8_lossy(&go.stderr).into_owned(), printed(&ours))
    };
    let (go, ours) = said("local");
    let words = go.trim().strip_prefix("go: ").expect("what go refuses with");
    assert!(words.starts_with("go.mod requires go >= 1.99"), "{go}");
    assert!(ours.contains(words) && ours.contains("./go.mod:3"), "{ours}");
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", ".", "--no-cgo", "--for", "scratch"])
        .env("GOTOOLCHAIN", "auto")
        .current_dir(dir.path())
        .output()
        .unwrap();
    let says = printed(&output);
    assert!(!says.contains("requires go"), "{says}");
    // Which tags a release sets that no table has yet nobody knows.
    assert_eq!(output.status.code(), Some(2), "{says}");
    assert!(says.contains("nobody here knows which build tags Go 1.99 sets by itself"), "{says}");
    // A release that is named is run, whatever is at hand.
    let version =
        Command::new("go").args(["env", "GOVERSION"]).output().expect("could not start go");
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let (go, ours) = said(&version);
    let words = go.trim().strip_prefix("go: ").expect("what go refuses with");
    assert!(words.ends_with(&format!("GOTOOLCHAIN={version})")) && ours.contains(words), "{ours}");
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", ".", "--no-cgo", "--for", "scratch"])
        .env("GOTOOLCHAIN", "go1.99.0")
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert!(!printed(&output).contains("requires go"), "{output:?}");
}

#[test]
fn flags_that_want_cgo_are_refused_without_it_in_the_words_of_go() {
    let dir = module(&[("main.go", "package main\n\nfunc main() {}\n")]);
    for flag in
        ["-race", "-msan", "-buildmode=c-shared", "-buildmode=c-archive", "-buildmode=plugin"]
    {
        let go = Command::new("go")
            .args(["build", "-o", "/dev/null", "."])
            .envs([("GOFLAGS", flag), ("CGO_ENABLED", "0"), ("GOOS", "linux"), ("GOARCH", "amd64")])
            .current_dir(dir.path())
            .output()
            .expect("could not start go");
        let refused = String::from_utf8_lossy(&go.stderr).into_owned();
        let words = refused.lines().find(|line| !line.starts_with('#')).expect("what go says");
        let words = words.strip_prefix("go: ").unwrap_or(words);
        let ours = |arguments: &[&str]| {
            let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
                .args(["check", ".", "--for", "debian:12/amd64"])
                .args(arguments)
                .env("GOFLAGS", flag)
                .current_dir(dir.path())
                .output()
                .unwrap();
            printed(&output)
        };
        let without = ours(&["--no-cgo"]);
        assert!(without.contains(words), "{flag}: {words:?} is not in {without}");
        assert!(!ours(&["--cgo"]).contains(words), "{flag}");
    }
}

#[test]
fn constants_that_need_64_bits_do_not_build_where_an_int_has_32() {
    let cases = [
        ("x := 1 << 40; _ = x", true),
        ("x := math.MaxUint32; _ = x", true),
        ("fmt.Println(math.MaxInt64)", true),
        ("_ = int(1 << 31)", true),
        ("_ = uintptr(math.MaxUint64)", true),
        ("var x int = -1<<31 - 1; _ = x", true),
        ("if n := 3_000_000_000; n > 0 { return }", true),
        ("x := 1<<31 - 1; _ = x", false),
        ("_ = uint(1<<32 - 1)", false),
        ("x := int64(1 << 40); _ = x", false),
        ("const c = 1 << 40; _ = c >> 20", false),
        ("fmt.Println(int64(math.MaxInt64), 1<<30)", false),
        ("x := 1 << 40 >> 20; _ = x", false),
        ("x := 1<<4 | 1<<3*2; _ = x", false),
        ("x := 2 + 1<<30; _ = x", false),
    ];
    let head = "import (\n\t\"fmt\"\n\t\"math\"\n)\n\nvar _, _ = fmt.Print, math.Pi\n";
    let file = |(number, (body, _)): (usize, &(&str, bool))| {
        (format!("p{number}/p.go"), format!("package p\n\n{head}\nfunc F() {{ {body} }}\n"))
    };
    let files: Vec<(String, String)> = cases.iter().enumerate().map(file).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let dir = module(&files);
    let refused_by_go = |arch: &str| {
        let output = Command::new("go")
            .args(["build", "./..."])
            .envs([("GOOS", "linux"), ("GOARCH", arch), ("CGO_ENABLED", "0")])
            .current_dir(dir.path())
            .output()
            .expect("could not start go");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let refused_by_us = |arch: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(["ports", "--all", "--format", "json", "--for", &format!("linux/{arch}")])
            .current_dir(dir.path())
            .output()
            .unwrap();
        printed(&output)
    };
    assert_eq!(refused_by_go("amd64"), "");
    assert!(!refused_by_us("amd64").contains("overflows"));
    let (theirs, ours) = (refused_by_go("386"), refused_by_us("386"));
    for (number, (body, breaks)) in cases.iter().enumerate() {
        assert_eq!(theirs.contains(&format!("p{number}/p.go:")), *breaks, "{body}: {theirs}");
        assert_eq!(ours.contains(&format!("/p{number}/p.go\"")), *breaks, "{body}: {ours}");
    }
}

#[test]
fn cgo_is_on_where_go_says_it_is() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = module(&[("main.go", "package main\n\nfunc main() {}\n")]);
    let go = Command::new("go").args(["env", "GOROOT"]).output().expect("could not start go");
    let go = format!("{}/bin/go", String::from_utf8_lossy(&go.stdout).trim());
    let tools = dir.path().join("tools");
    fs::create_dir(&tools).unwrap();
    for name in ["clang", "cc", "gcc"] {
        let tool = tools.join(name);
        fs::write(&tool, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&tool, fs::Permissions::from_mode(0o755)).unwrap();
        for cc in ["", "clang", "gone"] {
            let asked = |program: &str, arguments: &[&str]| {
                let output = Command::new(program)
                    .args(arguments)
                    .env("PATH", &tools)
                    .env("CC", cc)
                    .env("GOROOT", go.trim_end_matches("/bin/go"))
                    .env_remove("CGO_ENABLED")
                    .current_dir(dir.path())
                    .output();
                printed(&output.unwrap())
            };
            let theirs = asked(&go, &["env", "CGO_ENABLED"]).trim() == "1";
            // What is built for here is told by what an undefined name is blamed on.
            fs::write(dir.path().join("x.go"), "package main\n\nvar _ = nothing\n").unwrap();
            let ours = asked(env!("CARGO_BIN_EXE_landfall"), &["check", ".", "--for", "here"]);
            fs::remove_file(dir.path().join("x.go")).unwrap();
            assert_eq!(ours.contains("with cgo: undefined"), theirs, "{name} CC={cc}: {ours}");
            assert_eq!(ours.contains("without cgo: undefined"), !theirs, "{name} CC={cc}: {ours}");
        }
        fs::remove_file(&tool).unwrap();
    }
}

#[test]
fn a_debug_setting_that_go_refuses_is_found() {
    for (setting, is_refused) in
        [("nosuchkey=1", true), ("gctrace=1", true), ("http2client=0", false)]
    {
        let text = format!("//go:debug {setting}\npackage main\n\nfunc main() {{}}\n");
        let dir = module(&[("main.go", &text)]);
        let output = check(dir.path(), &["--no-cgo", "--for", "scratch"]);
        let printed = printed(&output);
        assert_eq!(output.status.code(), Some(i32::from(is_refused)), "{printed}");
        assert_eq!(printed.contains("[debug_setting_refused]"), is_refused, "{printed}");
        let outcome = go_build(dir.path(), "amd64", "0");
        assert_eq!(outcome.is_err(), is_refused, "{outcome:?}");
    }
}
