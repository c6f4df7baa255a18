//! What C compilers and linkers refuse, and what ends a program that C was handed to.

use super::*;

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
