//! What programs need and miss, told before they are built.

use super::*;

#[test]
fn a_program_without_c_runs_on_any_linux_before_it_is_built() {
    let dir = module(&[("main.go", "package main\n\nfunc main() { println(1) }\n")]);
    let output = check(dir.path(), &["--no-cgo", "--for", "scratch", "--for", "debian:11"]);
    let printed = printed(&output);
    assert_eq!(output.status.code(), Some(0), "{printed}");
    assert!(printed.contains("example.com/app on scratch, debian:11: runs"), "{printed}");
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
