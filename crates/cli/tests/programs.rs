//! Programs that are judged by their source, against what the Go command makes of it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn module(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("go.mod"), "module example.com/app\n\ngo 1.21\n").unwrap();
    for (name, text) in files {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    dir
}

fn check(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    command.arg("check").arg(dir).args(arguments);
    for name in ["CGO_ENABLED", "GOFLAGS", "GOAMD64", "CC"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn go_build(dir: &Path, arch: &str, cgo: &str) -> Result<(), String> {
    let output = Command::new("go")
        .args(["build", "-o", "/dev/null", "."])
        .env("GOOS", "linux")
        .env("GOARCH", arch)
        .env("CGO_ENABLED", cgo)
        .current_dir(dir)
        .output()
        .expect("could not start go; the tests ask it what it builds, install Go");
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(says) }
}

#[test]
fn a_program_without_c_runs_on_any_linux_before_it_is_built() {
    let dir = module(&[("main.go", "package main\n\nfunc main() { println(1) }\n")]);
    let output = check(dir.path(), &["--no-cgo", "--for", "scratch", "--for", "debian:11"]);
    let printed = printed(&output);
    assert_eq!(output.status.code(), Some(0), "{printed}");
    assert!(printed.contains("example.com/app on scratch: runs"), "{printed}");
}

#[test]
fn a_program_with_c_is_what_the_machine_makes_of_it_that_builds_it() {
    let dir = module(&[("main.go", "package main\n\nimport \"C\"\n\nfunc main() {}\n")]);
    let output = check(dir.path(), &["--cgo", "--for", "scratch"]);
    let printed = printed(&output);
    assert_eq!(output.status.code(), Some(2), "{printed}");
    assert!(printed.contains("links it against C libraries of the machine that builds it"));
}

#[test]
fn what_needs_cgo_does_not_build_for_another_platform_and_the_way_to_it_is_told() {
    let dir = module(&[
        (
            "main.go",
            "package main\n\nimport \"example.com/app/inner\"\n\nfunc main() { inner.F() }\n",
        ),
        ("inner/inner.go", "package inner\n\nimport _ \"example.com/app/c\"\n\nfunc F() {}\n"),
        ("c/c.go", "package c\n\nimport \"C\"\n"),
    ]);
    // Whichever of both we are on, the other is another platform.
    let other = if cfg!(target_arch = "aarch64") { "amd64" } else { "arm64" };
    let target = format!("linux/{other}");
    let output = check(dir.path(), &["--for", &target, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = &report["verdicts"][0]["findings"][0];
    assert_eq!(finding["rule"], "source_does_not_build", "{report}");
    let says = finding.to_string();
    assert!(says.contains("inner/inner.go"), "{says}");
    assert!(says.contains("example.com/app → example.com/app/inner"), "{says}");
    // What marks files in a pull request marks the line.
    let annotated = printed(&check(dir.path(), &["--for", &target, "--format", "github"]));
    assert!(annotated.contains("inner/inner.go,line=3,"), "{annotated}");
    let sarif = check(dir.path(), &["--for", &target, "--format", "sarif"]);
    let sarif: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 3, "{sarif}");
    assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("inner/inner.go"));
    let theirs = go_build(dir.path(), other, "0").unwrap_err();
    assert!(theirs.contains("build constraints exclude all Go files"), "{theirs}");
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

#[test]
fn a_program_that_imports_runtime_cgo_does_not_link_without_cgo() {
    let text = "package main\n\nimport _ \"runtime/cgo\"\n\nfunc main() {}\n";
    let dir = module(&[("main.go", text)]);
    let output = check(dir.path(), &["--no-cgo", "--for", "linux/amd64"]);
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    assert!(printed(&output).contains("x_cgo_init not defined"), "{}", printed(&output));
    let theirs = go_build(dir.path(), "amd64", "0").unwrap_err();
    assert!(theirs.contains("x_cgo_init not defined"), "{theirs}");
}

#[test]
fn a_directory_of_a_module_stands_for_the_programs_in_it() {
    let program = "package main\n\nfunc main() {}\n";
    let dir = module(&[("cmd/one/main.go", program), ("cmd/two/main.go", program)]);
    let told = |below: &str| {
        let output = check(&dir.path().join(below), &["--no-cgo", "--for", "scratch"]);
        printed(&output)
    };
    let all = told("");
    assert!(all.contains("cmd/one on scratch") && all.contains("cmd/two on scratch"), "{all}");
    let one = told("cmd/one");
    assert!(one.contains("cmd/one on scratch") && !one.contains("cmd/two"), "{one}");
}

#[test]
fn flags_that_change_the_linking_leave_it_open() {
    let dir = module(&[("main.go", "package main\n\nfunc main() {}\n")]);
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .arg("check")
        .arg(dir.path())
        .args(["--no-cgo", "--for", "scratch"])
        .env("GOFLAGS", "-buildmode=pie")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(printed(&output).contains("GOFLAGS=-buildmode=pie"), "{}", printed(&output));
}

/// What a program's verdict for a machine that has nothing says it will miss.
fn missed(verdict: &Value) -> Vec<String> {
    let findings = verdict["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_a_program_needs_of_a_machine_is_what_its_file_needs() {
    let scratch = tempfile::tempdir().unwrap();
    for name in ["web", "needs", "roots", "bare"] {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name);
        let file = scratch.path().join(name);
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&file)
            .arg(".")
            .env("CGO_ENABLED", "0")
            .current_dir(&dir)
            .status();
        assert!(built.expect("could not start go").success(), "{name}");
        let verdict = |what: &Path, arguments: &[&str]| -> Value {
            let output =
                check(what, &[arguments, &["--for", "scratch", "--format", "json"]].concat());
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            said["verdicts"][0].clone()
        };
        let (source, artifact) = (verdict(&dir, &["--no-cgo"]), verdict(&file, &[]));
        assert_eq!(missed(&source), missed(&artifact), "{name}: {source}");
        assert_eq!(source["unsure"].as_array().unwrap().len(), 0, "{name}: {source}");
    }
}

#[test]
fn what_only_reflection_could_call_is_left_open() {
    let dir = module(&[(
        "main.go",
        "package main\n\nimport (\n\t\"os\"\n\t\"reflect\"\n\t\"time\"\n)\n\ntype T struct{}\n\n\
         func (T) Zone() { time.LoadLocation(\"Asia/Shanghai\") }\n\n\
         func main() { reflect.ValueOf(T{}).MethodByName(os.Args[1]).Call(nil) }\n",
    )]);
    let output = check(dir.path(), &["--no-cgo", "--for", "scratch"]);
    let printed = printed(&output);
    assert_eq!(output.status.code(), Some(0), "{printed}");
    let says = "example.com/app.main may call example.com/app.T.Zone by reflection, and that leads to \
                time.LoadLocation";
    assert!(printed.contains(says), "{printed}");
}

#[test]
fn a_flag_that_go_lets_in_nowhere_is_refused_by_both() {
    let program =
        "package main\n\n// #cgo LDFLAGS: -lm -Wl,-z,muldefs\nimport \"C\"\n\nfunc main() {}\n";
    let dir = module(&[("main.go", program)]);
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    let refused = go_build(dir.path(), arch, "1").unwrap_err();
    assert!(refused.contains("invalid flag in #cgo LDFLAGS: -Wl,-z,muldefs"), "{refused}");
    let output = check(dir.path(), &["--cgo", "--for", "debian:12"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let printed = printed(&output);
    assert!(printed.contains("refuses the flag -Wl,-z,muldefs in #cgo LDFLAGS"), "{printed}");
    assert!(printed.contains("main.go:3"), "{printed}");
    // What it says to do lets the flag in.
    assert!(printed.contains("CGO_LDFLAGS_ALLOW='-Wl,-z,muldefs'"), "{printed}");
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", "--cgo", "--for", "debian:12"])
        .arg(dir.path())
        .env("CGO_LDFLAGS_ALLOW", "-Wl,-z,muldefs")
        .output()
        .unwrap();
    assert!(!String::from_utf8_lossy(&output.stdout).contains("cgo_flag_refused"), "{output:?}");
}

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
fn what_go_mod_vendor_leaves_behind_is_missed_by_the_c_compiler_and_by_landfall() {
    let dir = module(&[
        ("main.go", "package main\n\nimport \"example.com/dep\"\n\nfunc main() { dep.F() }\n"),
        ("dep/go.mod", "module example.com/dep\n\ngo 1.21\n"),
        (
            "dep/dep.go",
            "package dep\n\n// #include \"./inc/dep.h\"\n// #include \"./own.h\"\nimport \"C\"\n\n\
             func F() { C.f() }\n",
        ),
        ("dep/inc/dep.h", "static void f(void) {}\n"),
        ("dep/own.h", "\n"),
        (
            "go.mod",
            "module example.com/app\n\ngo 1.21\n\nrequire example.com/dep v1.0.0\n\n\
             replace example.com/dep v1.0.0 => ./dep\n",
        ),
    ]);
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    go_build(dir.path(), arch, "1").unwrap();
    let says = "fatal error: ./inc/dep.h: No such file or directory";
    let ours = || printed(&check(dir.path(), &["--cgo", "--for", "debian:12"]));
    assert!(!ours().contains(says), "{}", ours());
    let go = Command::new("go").args(["mod", "vendor"]).current_dir(dir.path()).status();
    assert!(go.expect("could not start go").success());
    assert!(go_build(dir.path(), arch, "1").unwrap_err().contains(says));
    let told = ours();
    assert!(told.contains(says) && told.contains("dep/dep.go:3"), "{told}");
    assert!(told.contains("`go mod vendor` copies only directories with Go files"), "{told}");
    assert!(!told.contains("own.h"), "{told}");
}

#[test]
fn an_archive_for_another_architecture_is_refused_by_the_linker_and_by_landfall() {
    let dir = module(&[
        (
            "main.go",
            "package main\n\n// #cgo LDFLAGS: ${SRCDIR}/libx.a\n// int x(void);\nimport \"C\"\n\n\
             func main() { println(C.x()) }\n",
        ),
        // Below a directory without Go files, so that nobody takes it for the package's own.
        ("c/x.c", "int x(void) { return 7; }\n"),
    ]);
    let run = |program: &str, arguments: &[&str]| {
        let status = Command::new(program).args(arguments).current_dir(dir.path()).status();
        assert!(status.expect("could not start a tool; install gcc and binutils").success());
    };
    run("gcc", &["-c", "-o", "x.o", "c/x.c"]);
    run("ar", &["rcs", "libx.a", "x.o"]);
    let (own, other, machine) = match cfg!(target_arch = "aarch64") {
        true => ("arm64", "amd64", 62),
        false => ("amd64", "arm64", 183),
    };
    let ours =
        |arch: &str| printed(&check(dir.path(), &["--cgo", "--for", &format!("linux/{arch}")]));
    go_build(dir.path(), own, "1").unwrap();
    let says = "libx.a: file in wrong format";
    assert!(!ours(own).contains(says), "{}", ours(own));
    let told = ours(other);
    assert!(told.contains(says) && told.contains(&format!("it is ELF for {own}")), "{told}");
    assert!(told.contains("main.go:3"), "{told}");
    // The same object as a compiler for the other architecture would have named it (`e_machine`).
    let mut object = fs::read(dir.path().join("x.o")).unwrap();
    object[18] = machine;
    fs::write(dir.path().join("x.o"), object).unwrap();
    fs::remove_file(dir.path().join("libx.a")).unwrap();
    run("ar", &["rcs", "libx.a", "x.o"]);
    let refused = go_build(dir.path(), own, "1").unwrap_err();
    assert!(["incompatible", "wrong format"].iter().any(|it| refused.contains(it)), "{refused}");
    assert!(ours(own).contains(says), "{}", ours(own));
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
fn a_standard_of_cplusplus_for_c_is_taken_by_gcc_and_refused_where_clang_compiles() {
    let program = "package main\n\n// #cgo CFLAGS: -std=c++17\nimport \"C\"\n\nfunc main() {}\n";
    let dir = module(&[("main.go", program)]);
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    go_build(dir.path(), arch, "1").unwrap();
    let told = |target: &str| printed(&check(dir.path(), &["--cgo", "--for", target]));
    let own = format!("linux/{arch}");
    assert!(!told(&own).contains("cplusplus_flag_for_c"), "{}", told(&own));
    let apple = told("darwin/arm64");
    assert!(apple.contains("clang refuses -std=c++17 in #cgo CFLAGS"), "{apple}");
    assert!(apple.contains("main.go:3"), "{apple}");
}

#[test]
fn pointers_of_go_that_are_handed_to_c_end_the_program_as_told() {
    // What is told must end the program, and what does not end it must not be told.
    let calls = [
        ("m := map[string]int{}; C.take(unsafe.Pointer(&m))", true),
        ("m := make(map[string]int); C.take(unsafe.Pointer(&m))", true),
        ("s := []byte{1}; C.take(unsafe.Pointer(&s))", true),
        ("s := make([]int, 2); C.take(unsafe.Pointer(&s))", true),
        ("c := make(chan int); C.take(unsafe.Pointer(&c))", true),
        ("p := new(int); C.take(unsafe.Pointer(&p))", true),
        ("p := &T{}; C.put(2, (**C.char)(unsafe.Pointer(&p)))", true),
        ("s := [][]byte{{1}}; C.take(unsafe.Pointer(&s[0]))", true),
        ("s := []*T{{}}; C.put(1, (**C.char)(unsafe.Pointer(&s[0])))", true),
        ("s := []byte{1}; C.take(unsafe.Pointer(&s[0]))", false),
        ("n := 1; C.take(unsafe.Pointer(&n))", false),
        ("t := T{}; C.take(unsafe.Pointer(&t))", false),
        ("s := []*C.char{C.CString(`a`)}; C.put(1, (**C.char)(unsafe.Pointer(&s[0])))", false),
        ("m := map[int]int{}; h := cgo.NewHandle(m); C.take(unsafe.Pointer(&h))", false),
    ];
    let mut text = "package main\n\n// static void take(void *p) {}\n\
                    // static void put(int n, char **p) {}\nimport \"C\"\n\n\
                    import (\n\t\"os\"\n\t\"runtime/cgo\"\n\t\"unsafe\"\n)\n\n\
                    type T struct{ n int }\n\nvar _ cgo.Handle\n\nfunc main() {\n\tswitch os.Args[1] {\n"
        .to_owned();
    let first = text.lines().count() + 2;
    for (number, (call, _)) in calls.iter().enumerate() {
        text += &format!("\tcase \"{number}\":\n\t\t{call}\n");
    }
    text += "\t}\n}\n";
    let dir = module(&[("main.go", &text)]);
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    let file = dir.path().join("app");
    let built = Command::new("go")
        .args(["build", "-o"])
        .args([&file])
        .arg(".")
        .env("CGO_ENABLED", "1")
        .current_dir(dir.path())
        .status();
    assert!(built.expect("could not start go").success());
    let survey = landfall_formats::gosrc::handed_to_c(
        text.as_bytes(),
        &landfall_formats::gosrc::read(text.as_bytes()),
    );
    for (number, (call, ends)) in calls.iter().enumerate() {
        let output = Command::new(&file).arg(number.to_string()).output().unwrap();
        let says = String::from_utf8_lossy(&output.stderr);
        assert_eq!(!output.status.success(), *ends, "{call}: {says}");
        assert_eq!(says.contains("argument of cgo function has Go pointer"), *ends, "{says}");
        let line = first + 2 * number;
        let is_told =
            survey.iter().any(|it| landfall_formats::gosrc::line(text.as_bytes(), it.at) == line);
        assert_eq!(is_told, *ends, "{call}");
    }
    let told = printed(&check(dir.path(), &["--cgo", "--for", &format!("linux/{arch}")]));
    assert!(told.contains("[go_pointer_handed_to_c]"), "{told}");
    assert!(told.contains("C.take is handed &m, a map of Go"), "{told}");
    assert!(told.contains(&format!("main.go:{first}")), "{told}");
    let told = printed(&check(dir.path(), &["--no-cgo", "--for", &format!("linux/{arch}")]));
    assert!(!told.contains("go_pointer_handed_to_c"), "{told}");
}

#[test]
fn a_function_of_cplusplus_is_not_found_by_the_name_that_c_has_for_it() {
    let program = |preamble: &str| {
        format!(
            "package main\n\n// #cgo LDFLAGS: ${{SRCDIR}}/libx.a\n// {preamble}\nimport \"C\"\n\n\
             func main() {{ println(C.add(1, 2)) }}\n"
        )
    };
    // As a C++ compiler names `int add(int, int)`; none is needed for that here.
    let mangled = "int _Z3addii(int a, int b) { return a + b; }\n";
    let dir = module(&[("main.go", &program("int add(int, int);")), ("c/x.c", mangled)]);
    let archive = || {
        for (tool, arguments) in
            [("gcc", ["-c", "-o", "x.o", "c/x.c"].as_slice()), ("ar", &["rcs", "libx.a", "x.o"])]
        {
            let status = Command::new(tool).args(arguments).current_dir(dir.path()).status();
            assert!(status.expect("could not start a tool; install gcc and binutils").success());
        }
    };
    archive();
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    let ours = || printed(&check(dir.path(), &["--cgo", "--for", &format!("linux/{arch}")]));
    let says = "undefined reference to `add'";
    let refused = go_build(dir.path(), arch, "1").unwrap_err();
    assert!(refused.contains(says), "{refused}");
    let told = ours();
    assert!(told.contains(says) && told.contains("main.go:7"), "{told}");
    assert!(told.contains("_Z3addii: declare it extern \"C\""), "{told}");
    // What the package gives of it itself, or the archive under both names, is found.
    let given = "int _Z3addii(int, int); static int add(int a, int b) { return _Z3addii(a, b); }";
    fs::write(dir.path().join("main.go"), program(given)).unwrap();
    go_build(dir.path(), arch, "1").unwrap();
    assert!(!ours().contains(says), "{}", ours());
    fs::write(dir.path().join("main.go"), program("int add(int, int);")).unwrap();
    let both = format!("{mangled}int add(int a, int b) {{ return _Z3addii(a, b); }}\n");
    fs::write(dir.path().join("c/x.c"), both).unwrap();
    archive();
    go_build(dir.path(), arch, "1").unwrap();
    assert!(!ours().contains(says), "{}", ours());
}

#[test]
fn an_archive_of_cplusplus_is_not_linked_without_its_library() {
    // What a C++ compiler writes for exceptions; none is needed for that here.
    let c = "int __gxx_personality_v0(void);\nint x(void) { return __gxx_personality_v0(); }\n";
    let program = |flags: &str| {
        format!(
            "package main\n\n// #cgo LDFLAGS: ${{SRCDIR}}/libx.a{flags}\n// int x(void);\nimport \"C\"\n\n\
             func main() {{ println(C.x()) }}\n"
        )
    };
    let dir = module(&[("main.go", &program("")), ("c/x.c", c)]);
    for (tool, arguments) in
        [("gcc", ["-c", "-o", "x.o", "c/x.c"].as_slice()), ("ar", &["rcs", "libx.a", "x.o"])]
    {
        let status = Command::new(tool).args(arguments).current_dir(dir.path()).status();
        assert!(status.expect("could not start a tool; install gcc and binutils").success());
    }
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    let refused = go_build(dir.path(), arch, "1").unwrap_err();
    let says = "undefined reference to `__gxx_personality_v0'";
    assert!(refused.contains(says), "{refused}");
    let ours = || printed(&check(dir.path(), &["--cgo", "--for", &format!("linux/{arch}")]));
    assert!(ours().contains(says) && ours().contains("main.go:3"), "{}", ours());
    // Either of what it says to do ends that.
    fs::write(dir.path().join("main.go"), program(" -lstdc++")).unwrap();
    assert!(!ours().contains(says), "{}", ours());
    fs::write(dir.path().join("main.go"), program("")).unwrap();
    fs::write(dir.path().join("empty.cc"), "").unwrap();
    assert!(!ours().contains(says), "{}", ours());
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
