//! go.mod and go.work as the Go command reads them: `go mod edit -json` and `go work edit -json` are
//! asked the same.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use landfall_formats::gomod::{self, GoMod, Require, Said};
use serde_json::{Value, json};

const MODULE: &str = r#"// Deprecated: use another
module "example.com/a-module/v2" // with a comment

go 1.24.1
toolchain go1.26.8

godebug default=go1.21
godebug (
	panicnil=1
	http2client=0
)

require golang.org/x/sys v0.30.0
require (
	golang.org/x/net v0.35.0 // indirect
	gopkg.in/yaml.v3 v3.0.1// indirect; and more
	github.com/Azure/go-ansiterm "v0.0.0-20250102033503-faa5f7b0171c"
	github.com/docker/docker v28.0.0+incompatible //indirect
)

exclude golang.org/x/net v1.2.3
replace (
	golang.org/x/net => golang.org/x/net v0.36.0
	golang.org/x/sys v0.30.0 => ../sys
	example.com/one v1.0.0 => example.com/two v1.0.1
)
retract v2.0.0 // by mistake
retract [v2.1.0, v2.1.5]
retract (
	[ v2.2.0 , v2.2.1 ]
	v2.3.0
)
tool golang.org/x/tools/cmd/stringer
tool (
	example.com/a-module/v2/cmd/gen
)
ignore ./node_modules
ignore (
	third_party
)
"#;

const WORK: &str = "go 1.24\ntoolchain go1.26.8\n\nuse ./one\nuse (\n\t./two // a comment\n\t\"./three four\"\n)\nreplace golang.org/x/net => ./net\ngodebug panicnil=1\n";

/// What the Go command reads in a file, as JSON.
fn asked(what: &str, file: &Path) -> Value {
    let output = Command::new("go")
        .args([what, "edit", "-json"])
        .arg(file)
        .output()
        .expect("could not start go; the tests ask it what a go.mod says, install Go");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What we read, in the shape of the Go command's JSON.
fn told(file: &GoMod) -> Value {
    let said = |said: &Option<Said>| said.as_ref().map(|said| said.text.clone());
    let texts = |all: &[Said], key: &str| {
        all.iter().map(|said| json!({ key: said.text })).collect::<Vec<_>>()
    };
    let module = |module: &Require| {
        let mut told = json!({ "Path": module.path, "Version": module.version });
        if module.indirect {
            told["Indirect"] = json!(true);
        }
        told
    };
    let end = |path: &str, version: &Option<String>| match version {
        Some(version) => json!({ "Path": path, "Version": version }),
        None => json!({ "Path": path }),
    };
    json!({
        "module": said(&file.module),
        "go": said(&file.go),
        "toolchain": said(&file.toolchain),
        "require": file.require.iter().map(module).collect::<Vec<_>>(),
        "exclude": file.exclude.iter().map(module).collect::<Vec<_>>(),
        "replace": file.replace.iter().map(|one| json!({
            "Old": end(&one.old, &one.old_version),
            "New": end(&one.new, &one.new_version),
        })).collect::<Vec<_>>(),
        "retract": file.retract.iter().map(|one| json!([one.low, one.high])).collect::<Vec<_>>(),
        "tool": texts(&file.tool, "Path"),
        "ignore": texts(&file.ignore, "Path"),
        "use": texts(&file.r#use, "DiskPath"),
    })
}

/// The same of the Go command's own.
fn shaped(asked: &Value) -> Value {
    let list =
        |name: &str| asked.get(name).filter(|list| !list.is_null()).cloned().unwrap_or(json!([]));
    let retract: Vec<Value> = list("Retract")
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["Low"], one["High"]]))
        .collect();
    json!({
        "module": asked.pointer("/Module/Path"),
        "go": asked.get("Go"),
        "toolchain": asked.get("Toolchain"),
        "require": list("Require"),
        "exclude": list("Exclude"),
        "replace": list("Replace"),
        "retract": retract,
        "tool": list("Tool"),
        "ignore": list("Ignore"),
        "use": list("Use"),
    })
}

/// Every go.mod below a directory, but for those that the Go command's tests break on purpose.
fn below(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && entry.file_name() != "testdata" {
            below(&path, found);
        } else if entry.file_name() == "go.mod" {
            found.push(path);
        }
    }
}

fn goroot() -> PathBuf {
    let output = Command::new("go").args(["env", "GOROOT"]).output().unwrap();
    PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()).join("src")
}

#[test]
fn a_module_is_read_as_the_go_command_reads_it() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gomod");
    fs::create_dir_all(&dir).unwrap();
    let file = dir.join("go.mod");
    fs::write(&file, MODULE).unwrap();
    let read = gomod::read(MODULE.as_bytes());
    assert_eq!(read.problems, []);
    // Of these the Go command is silent.
    let godebug: Vec<&str> = read.godebug.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(godebug, ["default=go1.21", "panicnil=1", "http2client=0"]);
    assert_eq!(told(&read), shaped(&asked("mod", &file)));

    let mut all = Vec::new();
    below(&goroot(), &mut all);
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/programs"), &mut all);
    assert!(all.len() >= 5, "{all:?}");
    for file in all {
        let read = gomod::read(&fs::read(&file).unwrap());
        assert_eq!(told(&read), shaped(&asked("mod", &file)), "{}", file.display());
    }
}

#[test]
fn a_workspace_is_read_as_the_go_command_reads_it() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gowork");
    fs::create_dir_all(&dir).unwrap();
    let file = dir.join("go.work");
    fs::write(&file, WORK).unwrap();
    let read = gomod::read(WORK.as_bytes());
    assert_eq!(read.problems, []);
    assert_eq!(read.toolchain.as_ref().unwrap().text, "go1.26.8");
    assert_eq!(read.godebug[0].text, "panicnil=1");
    // Of the toolchain the Go command is silent here, too.
    let read = GoMod { toolchain: None, ..read };
    assert_eq!(told(&read), shaped(&asked("work", &file)));
}
