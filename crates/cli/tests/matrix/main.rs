//! `landfall matrix`, with the Go at hand: what is foretold is what happens, and a build that is not what was asked
//! for is found out, whatever the Go command says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod lies;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

/// A module with a program that wants C where it may, one without, one for Windows alone, and one that cannot be
/// built without C.
fn module(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("matrix").join(name);
    let _ = fs::remove_dir_all(&dir);
    let files = [
        ("go.mod", "module example.com/m\n\ngo 1.19\n"),
        (
            "plain/main.go",
            "package main\n\nimport \"os\"\n\nvar version = \"none\"\n\nfunc main() { os.Stdout.WriteString(\"plain \" + version + \"\\n\") }\n",
        ),
        ("other/main.go", "package main\n\nfunc main() { println(\"other\") }\n"),
        (
            "mixed/c.go",
            "package main\n\n// int twice(int n) { return 2 * n; }\nimport \"C\"\n\nfunc twice(n int) int { return int(C.twice(C.int(n))) }\n",
        ),
        (
            "mixed/go.go",
            "//go:build !cgo\n\npackage main\n\nfunc twice(n int) int { return 2 * n }\n",
        ),
        ("mixed/main.go", "package main\n\nfunc main() { println(twice(21)) }\n"),
        ("only/main.go", "package main\n\nfunc main() { println(answer) }\n"),
        ("only/answer_windows.go", "package main\n\nconst answer = 42\n"),
        (
            "wants/main.go",
            "package main\n\n// #include <stdlib.h>\nimport \"C\"\n\nfunc main() { C.abs(-1) }\n",
        ),
    ];
    for (file, text) in files {
        let path = dir.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(LANDFALL);
    command.arg("matrix").args(arguments).current_dir(dir);
    command.env("XDG_CACHE_HOME", dir.join(".cache")).env("GOFLAGS", "").env("GOPROXY", "off");
    command.env("GOCACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("matrix-cache"));
    for name in ["CC", "CXX", "CGO_ENABLED", "GOOS", "GOARCH", "GOAMD64", "GOEXPERIMENT"] {
        command.env_remove(name);
    }
    command
}

fn told(output: &Output) -> Value {
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = fs::read(root.join("schemas/matrix.schema.json")).unwrap();
        jsonschema::validator_for(&serde_json::from_slice(&text).unwrap()).unwrap()
    });
    let wrong: Vec<String> = SCHEMA.iter_errors(&told).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    told
}

fn cells(dir: &Path, arguments: &[&str]) -> Vec<Value> {
    let told = told(&command(dir, arguments).args(["--format", "json"]).output().unwrap());
    told["cells"].as_array().unwrap().clone()
}

#[test]
fn what_is_foretold_is_what_happens() {
    let dir = module("foretold");
    let ports = "linux/amd64,linux/arm64,windows/amd64,darwin/arm64,js/wasm";
    let mut arguments = vec![".", "--ports", ports, "--cgo", "0,1", "--try-all", "--keep-going"];
    arguments.extend(["--out", "out", "--jobs", "2"]);
    let cells = cells(&dir, &arguments);
    // Five programs; without cgo on five ports, and with it on the four that have it.
    assert_eq!(cells.len(), 5 * 9);
    let mut wrong = Vec::new();
    for cell in &cells {
        let foretold = match cell["predicted"].as_str().unwrap() {
            "runs" => Some(true),
            "breaks" => Some(false),
            _ => None,
        };
        if foretold != cell["built"].as_bool() {
            wrong.push(format!("{cell:#}"));
        }
        if cell["built"] == true && cell["verified"] != true {
            wrong.push(format!("not verified: {cell:#}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let of = |program: &str, os: &str, cgo: bool| {
        let is = |cell: &&Value| {
            cell["program"].as_str().unwrap().ends_with(program)
                && cell["os"] == os
                && cell["cgo"] == cgo
        };
        cells.iter().find(is).unwrap().clone()
    };
    assert_eq!(of("/only", "windows", false)["built"], true);
    assert_eq!(of("/only", "linux", false)["predicted"], "breaks");
    assert_eq!(of("/wants", "linux", false)["predicted"], "breaks");
    assert_eq!(of("/wants", "linux", true)["built"], true);
    assert_eq!(of("/mixed", "darwin", true)["predicted"], "breaks");
}

#[test]
fn what_was_built_is_kept_until_something_changes() {
    let dir = module("kept");
    let arguments = ["plain", "--ports", "linux/amd64", "--run", "app"];
    let first = cells(&dir, &arguments);
    assert_eq!((&first[0]["kept"], &first[0]["ran"]), (&Value::from(false), &Value::from(true)));
    let product = PathBuf::from(first[0]["product"].as_str().unwrap());
    assert_eq!(cells(&dir, &arguments)[0]["kept"], true);
    // Another flag, another source, another product in its place: each is built again.
    let with_flag = [&arguments[..], &["--", "-trimpath"]].concat();
    let output = command(&dir, &["--format", "json"]).args(with_flag).output().unwrap();
    assert_eq!(told(&output)["cells"][0]["kept"], false);
    assert_eq!(cells(&dir, &arguments)[0]["kept"], false);
    fs::write(dir.join("plain/more.go"), "package main\n\nfunc init() { version = \"more\" }\n")
        .unwrap();
    assert_eq!(cells(&dir, &arguments)[0]["kept"], false);
    assert_eq!(Command::new(&product).output().unwrap().stdout, b"plain more\n");
    fs::write(&product, "another").unwrap();
    assert_eq!(cells(&dir, &arguments)[0]["kept"], false);
}

#[test]
fn a_plan_and_a_dry_run_build_nothing() {
    let dir = module("dry");
    let planned = cells(&dir, &["plain", "--ports", "all", "--plan"]);
    assert!(planned.len() > 40, "{}", planned.len());
    assert!(planned.iter().all(|cell| cell["built"].is_null()));
    let output = command(&dir, &["plain", "--ports", "linux/arm/v6", "--dry-run", "--out", "out"])
        .args(["--", "-ldflags=-s -w"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with("GOOS=linux GOARCH=arm CGO_ENABLED=0 GOARM=6 go build -o "), "{said}");
    assert!(said.trim_end().ends_with("'-ldflags=-s -w' example.com/m/plain"), "{said}");
    assert!(!dir.join("out").exists() && !dir.join(".cache").exists());
    // A shell runs it as it is printed.
    let status =
        Command::new("sh").args(["-ec", &said]).current_dir(&dir).env("GOFLAGS", "").status();
    assert!(status.unwrap().success());
    assert!(dir.join("out").is_dir());
}

#[test]
fn what_could_not_be_looked_at_is_not_fine() {
    let dir = module("unsure");
    // Nothing here runs it, and no product is for that machine.
    let output =
        command(&dir, &["plain", "--ports", "plan9/amd64", "--run", "app", "--out", "out"])
            .args(["--format", "json"])
            .output()
            .unwrap();
    let cell = &told(&output)["cells"][0];
    assert_eq!((&cell["verified"], &cell["ran"]), (&Value::from(true), &Value::Null), "{cell:#}");
    assert!(cell["reason"].as_str().unwrap().contains("plan9/amd64"), "{cell:#}");
    assert_eq!(output.status.code(), Some(2));
    let output =
        command(&dir, &["plain", "--ports", "plan9/amd64", "--for", "debian:12"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("no product is for debian:12"));
    assert_eq!(output.status.code(), Some(2));
    assert!(dir.join("out/plain-plan9-amd64").is_file());
}

#[test]
fn a_go_older_than_the_module_is_foretold_to_refuse_it() {
    let dir = module("newer");
    fs::write(dir.join("go.mod"), "module example.com/m\n\ngo 1.99\n").unwrap();
    let go = fake_go(&dir, "exec \"$real\" \"$@\"");
    let arguments = ["plain", "--ports", "linux/amd64", "--go", &go, "--try-all", "--out", "out"];
    let cell = &cells(&dir, &arguments)[0];
    assert_eq!((&cell["predicted"], &cell["built"]), (&Value::from("breaks"), &Value::from(false)));
    assert!(cell["reason"].as_str().unwrap().contains("go.mod asks for Go 1.99"), "{cell:#}");
}

#[test]
fn products_for_other_architectures_run_by_an_emulator() {
    let dir = module("emulated");
    let arches = ["arm64", "arm", "riscv64", "s390x", "ppc64le", "mips64le", "loong64"];
    let ports = arches.map(|arch| format!("linux/{arch}")).join(",");
    let cells = cells(&dir, &["other", "--ports", &ports, "--run", "app", "--out", "out"]);
    assert_eq!(cells.len(), arches.len());
    let silent: Vec<_> = cells.iter().filter(|cell| cell["ran"] != true).collect();
    assert!(silent.is_empty(), "install qemu-user: {silent:#?}");
}

#[test]
fn what_pkg_config_does_not_know_is_foretold_to_break() {
    let dir = module("asks");
    let knows = program(&dir.join("knows"), "pkg-config", "#!/bin/sh\nexit 0\n");
    // What was built once lies in Go's cache, and nobody is asked again: each has a name of its own.
    for (name, program, why) in [
        ("a", "pkg-config", "pkg-config does not find lib-a; example.com/m/a asks for it"),
        ("b", "/nowhere/pkg-config", "/nowhere/pkg-config is not in PATH, and is to find lib-b"),
        ("c", knows.as_str(), ""),
    ] {
        let text = "package main\n\n// #cgo pkg-config: lib-NAME\nimport \"C\"\n\nfunc main() { _ = C.int(1) }\n";
        fs::create_dir_all(dir.join(name)).unwrap();
        fs::write(dir.join(name).join("main.go"), text.replace("NAME", name)).unwrap();
        let arguments = [name, "--ports", "linux/amd64", "--cgo", "1", "--try-all"];
        let output = command(&dir, &arguments)
            .args(["--format", "json"])
            .env("PKG_CONFIG", program)
            .output()
            .unwrap();
        let cell = &told(&output)["cells"][0];
        let foretold = if why.is_empty() { "runs" } else { "breaks" };
        assert_eq!(cell["predicted"], foretold, "{cell:#}");
        assert_eq!(cell["built"], why.is_empty(), "{cell:#}");
        assert!(cell["reason"].as_str().unwrap().starts_with(why), "{cell:#}");
    }
}

#[test]
fn a_directory_that_is_named_is_built_where_patterns_pass_over_it() {
    let dir = module("named");
    fs::create_dir_all(dir.join("_examples/app")).unwrap();
    fs::copy(dir.join("other/main.go"), dir.join("_examples/app/main.go")).unwrap();
    let arguments = ["_examples/app", "--ports", "linux/amd64", "--out", "out"];
    let cells = cells(&dir, &arguments);
    let cell = &cells[0];
    assert_eq!(
        (cells.len(), &cell["predicted"], &cell["built"]),
        (1, &"runs".into(), &true.into())
    );
    assert_eq!(cell["program"], "example.com/m/_examples/app");
}

#[test]
fn packages_without_a_program_are_refused() {
    let dir = module("library");
    fs::create_dir_all(dir.join("library")).unwrap();
    fs::write(dir.join("library/l.go"), "package library\n").unwrap();
    let output = command(&dir, &["library", "--plan"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(3) && said.contains("it has no program"), "{said}");
}

#[test]
fn a_build_that_takes_too_long_is_ended_and_leaves_nothing() {
    let dir = module("late");
    let go = fake_go(&dir, "sleep 60");
    let told = cells(
        &dir,
        &["plain", "--ports", "linux/amd64", "--limit", "1", "--go", &go, "--out", "out"],
    );
    assert_eq!(told[0]["built"], false);
    assert!(told[0]["reason"].as_str().unwrap().contains("within 1 seconds"), "{told:?}");
    let left: Vec<_> = walk(&dir.join("out")).into_iter().filter(|path| path.is_file()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn who_is_stopped_tells_what_is_done() {
    let dir = module("stopped");
    let go =
        fake_go(&dir, "[ $GOARCH = arm64 ] && { touch begun; sleep 60; }; exec \"$real\" \"$@\"");
    let mut child = command(&dir, &["plain", "--ports", "linux/amd64,linux/arm64", "--jobs", "1"])
        .args(["--go", &go, "--out", "out", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while !dir.join("begun").exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was stopped");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let stop = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(stop.success());
    let output = child.wait_with_output().unwrap();
    let told = told(&output);
    assert_eq!(told["stopped"], true);
    let built: Vec<_> =
        told["cells"].as_array().unwrap().iter().map(|cell| cell["built"].clone()).collect();
    assert_eq!(built, [Value::from(true), Value::Null]);
    assert_eq!(output.status.code(), Some(2));
    let half: Vec<_> = walk(&dir.join("out"))
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')))
        .collect();
    assert!(half.is_empty(), "{half:?}");
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| [vec![path.clone()], walk(&path)].concat()).collect()
}

/// A `go` that is the real one in all but `go build`: there it does what a line of shell says, in which `$real` is
/// the real one and `$out` the file that is to be written.
fn fake_go(dir: &Path, build: &str) -> String {
    let output = Command::new("go").args(["env", "GOROOT"]).output().unwrap();
    let real = Path::new(String::from_utf8(output.stdout).unwrap().trim()).join("bin/go");
    let text = format!(
        "#!/bin/sh\nreal={}\n[ \"$1\" = build ] || exec \"$real\" \"$@\"\nout=$3\n{build}\n",
        real.display()
    );
    program(&dir.join("fake"), "go", &text)
}

fn program(dir: &Path, name: &str, text: &str) -> String {
    fs::create_dir_all(dir).unwrap();
    let file = dir.join(name);
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    file.display().to_string()
}

#[test]
fn an_honest_go_is_believed() {
    let dir = module("honest");
    let flags = [
        "-trimpath",
        "-tags=netgo,osusergo",
        "-ldflags=-s -w -X main.version=1.2",
        "-buildmode=pie",
    ];
    for (arguments, flags) in
        [(&["plain", "--run", "app"][..], &flags[..]), (&["mixed", "--cgo", "0,1"], &flags[..3])]
    {
        let output = command(&dir, arguments)
            .args(["--ports", "linux/amd64", "--format", "json", "--"])
            .args(flags)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{:#}", told(&output));
        for cell in told(&output)["cells"].as_array().unwrap() {
            assert_eq!(
                (&cell["built"], &cell["verified"]),
                (&Value::from(true), &Value::from(true)),
                "{cell:#}"
            );
        }
    }
}
