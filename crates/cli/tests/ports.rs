//! What `landfall ports` foretells of small packages against what the Go command makes of them.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A module whose packages import nothing of the standard library, so that the Go command has each
/// built in no time.
const FILES: &[(&str, &str)] = &[
    ("go.mod", "module example.com/ported\n\ngo 1.22\n"),
    ("fine/fine.go", "package fine\n\nfunc F() int { return helper() }\n"),
    ("fine/here_linux.go", "package fine\n\nfunc helper() int { return 1 }\n"),
    ("fine/else.go", "//go:build !linux\n\npackage fine\n\nfunc helper() int { return 2 }\n"),
    ("vanish/use.go", "package vanish\n\nfunc F() int { return helper() }\n"),
    ("vanish/help_linux.go", "package vanish\n\nfunc helper() int { return 1 }\n"),
    // A local, a label, a key and a field of the same name are not the missing function.
    (
        "local/use.go",
        "package local\n\ntype t struct{ helper int }\n\nfunc F(n int) int {\n\thelper := n\n\
         helper2:\n\tfor i := range 3 {\n\t\tif i > helper { break helper2 }\n\t}\n\
         \treturn t{helper: 1}.helper + helper\n}\n",
    ),
    ("local/help_linux.go", "package local\n\nfunc helper() int { return 1 }\n"),
    ("typed/use.go", "package typed\n\nfunc F(t *T) int { return t.B }\n"),
    ("typed/t_linux.go", "package typed\n\ntype T struct{ A, B int }\n"),
    ("typed/t_else.go", "//go:build !linux\n\npackage typed\n\ntype T struct{ A int }\n"),
    ("method/use.go", "package method\n\nfunc F(t T) int { return t.Only() }\n"),
    ("method/t.go", "package method\n\ntype T int\n"),
    ("method/only_windows.go", "package method\n\nfunc (T) Only() int { return 1 }\n"),
    ("embeds/use.go", "package embeds\n\nfunc F(t T) int { return t.Only }\n"),
    ("embeds/t_windows.go", "package embeds\n\ntype T struct{ Only int }\n"),
    (
        "embeds/t_else.go",
        "//go:build !windows\n\npackage embeds\n\ntype T struct{ base }\n\n\
         type base struct{ Only int }\n",
    ),
    ("key/use.go", "package key\n\nvar V = T{A: 1, B: 2}\n"),
    ("key/t_arm64.go", "package key\n\ntype T struct{ A int }\n"),
    ("key/t_else.go", "//go:build !arm64\n\npackage key\n\ntype T struct{ A, B int }\n"),
    (
        "pair/use.go",
        "package pair\n\ntype id struct{ dev uint64 }\n\nfunc F(s *S) id { return id{dev: s.Dev} }\n",
    ),
    ("pair/s_amd64.go", "package pair\n\ntype S struct{ Dev uint64 }\n"),
    ("pair/s_else.go", "//go:build !amd64\n\npackage pair\n\ntype S struct{ Dev uint32 }\n"),
    ("nowhere/use.go", "//go:build windows\n\npackage nowhere\n\nvar X = onlyWithATag\n"),
    ("nowhere/else.go", "package nowhere\n"),
    ("twice/all.go", "package twice\n\nfunc F() {}\n"),
    ("twice/more_windows.go", "package twice\n\nfunc F() {}\n"),
    ("body/f.go", "package body\n\nfunc F()\n"),
    ("body/f_amd64.s", "TEXT \u{b7}F(SB),4,$0-0\n\tRET\n"),
    ("only/only_linux.go", "package only\n\nconst X = 1\n"),
    ("imports/use.go", "package imports\n\nimport \"example.com/ported/only\"\n\nvar X = only.X\n"),
    (
        "qualified/use.go",
        "package qualified\n\nimport v \"example.com/ported/consts\"\n\nvar X = v.Here\n",
    ),
    ("consts/all.go", "package consts\n\nconst All = 1\n"),
    ("consts/here_darwin.go", "package consts\n\nconst Here = 1\n"),
    ("names/one.go", "package names\n"),
    ("names/other_plan9.go", "package other\n"),
    ("broken/all.go", "package broken\n"),
    ("broken/bad_windows.go", "package broken\n\nfunc f( {\n"),
    ("tests/all.go", "package tests\n"),
    ("tests/all_test.go", "package tests\n\nvar x = undefinedHere\n"),
];

const PORTS: [&str; 6] =
    ["linux/amd64", "linux/arm64", "windows/amd64", "darwin/arm64", "plan9/386", "js/wasm"];

fn write(dir: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let file = dir.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

fn ports(dir: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["ports", "--format", "json"])
        .args(arguments)
        .arg(dir)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// By package: whether it is said to be built without cgo on a port.
fn foretold(table: &Value, port: &str) -> BTreeMap<String, bool> {
    let rows = table["ports"].as_array().unwrap();
    let is_row = |row: &&Value| {
        let name = format!("{}/{}", row["os"].as_str().unwrap(), row["arch"].as_str().unwrap());
        name == port && row["cgo"] == false
    };
    let row = rows.iter().find(is_row).expect("a row for the port");
    assert_eq!(row["unsure"], Value::Array(Vec::new()), "{port}");
    let stopped = row["stopped"].as_array().unwrap();
    let name = |subject: &Value| {
        let index = usize::try_from(subject.as_u64().unwrap()).unwrap();
        table["subjects"][index].as_str().unwrap().to_owned()
    };
    let subjects = row["subjects"].as_array().unwrap().iter();
    subjects.map(|subject| (name(subject), !stopped.contains(subject))).collect()
}

fn is_built(dir: &Path, port: &str, package: &str) -> Result<(), String> {
    let (os, arch) = port.split_once('/').unwrap();
    let output = Command::new("go")
        .args(["build", package])
        .env("GOOS", os)
        .env("GOARCH", arch)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-mod=mod")
        .current_dir(dir)
        .output()
        .expect("could not start go; the tests ask it what it builds, install Go");
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(says) }
}

#[test]
fn what_is_foretold_is_what_the_go_command_does() {
    let dir = TempDir::new().unwrap();
    write(dir.path(), FILES);
    let table = ports(dir.path(), &PORTS.map(|port| ["--for", port]).concat());
    let (mut built, mut stopped) = (0, 0);
    for port in PORTS {
        for (package, is_foretold) in foretold(&table, port) {
            let outcome = is_built(dir.path(), port, &package);
            assert_eq!(is_foretold, outcome.is_ok(), "{package} for {port}: {outcome:?}");
            if is_foretold { built += 1 } else { stopped += 1 }
        }
    }
    assert!(built > 40 && stopped > 20, "{built} built, {stopped} stopped");
}

#[test]
fn what_stops_a_package_is_said_as_the_go_command_says_it() {
    let dir = TempDir::new().unwrap();
    write(dir.path(), FILES);
    let table = ports(dir.path(), &["--for", "windows/amd64"]);
    let obstacles = table["obstacles"].as_array().unwrap();
    for (package, says) in [
        ("vanish", "undefined: helper"),
        ("qualified", "undefined: v.Here"),
        ("twice", "F redeclared in this block"),
        ("imports", "build constraints exclude all Go files in "),
    ] {
        let path = format!("example.com/ported/{package}");
        let is_of = |one: &&Value| one["way"].as_array().unwrap().last().unwrap() == path.as_str();
        let told = obstacles.iter().find(is_of).unwrap_or_else(|| panic!("{package}: {table}"));
        let told = told["says"].as_str().unwrap();
        let theirs = is_built(dir.path(), "windows/amd64", &path).unwrap_err();
        // A path of the module is a directory to the one and an import path to the other.
        assert!(told.starts_with(says), "{told}");
        assert!(theirs.contains(says), "{theirs}");
    }
    let vanish = obstacles.iter().find(|one| one["says"] == "undefined: helper").unwrap();
    assert_eq!(vanish["line"], 3);
    assert!(vanish["file"].as_str().unwrap().ends_with("vanish/use.go"));
    assert!(vanish["because"].as_str().unwrap().contains("help_linux.go"));
}

#[test]
fn cgo_makes_other_files_of_a_package_and_a_table_says_which() {
    let dir = TempDir::new().unwrap();
    write(
        dir.path(),
        &[
            ("go.mod", "module example.com/switched\n\ngo 1.21\n"),
            (
                "main.go",
                "package main\n\nimport _ \"example.com/switched/driver\"\n\nfunc main() {}\n",
            ),
            ("driver/real.go", "package driver\n\n// int f(void);\nimport \"C\"\n"),
            ("driver/stub.go", "//go:build !cgo\n\npackage driver\n"),
        ],
    );
    let table = ports(dir.path(), &["--for", "linux/amd64", "--for", "plan9/386"]);
    let outcome = |os: &str, cgo: bool| {
        let rows = table["ports"].as_array().unwrap();
        let row = rows.iter().find(|row| row["os"] == os && row["cgo"] == cgo);
        row.map(|row| row["outcome"].as_str().unwrap().to_owned())
    };
    assert_eq!(outcome("linux", false).as_deref(), Some("changes"));
    assert_eq!(outcome("linux", true).as_deref(), Some("builds"));
    assert_eq!(outcome("plan9", false).as_deref(), Some("builds"));
    assert_eq!(outcome("plan9", true), None, "Plan 9 has no cgo");
    let switch = &table["switches"][0];
    assert_eq!(switch["package"], "example.com/switched/driver");
    assert_eq!(switch["with"][0], "real.go");
    assert_eq!(switch["without"][0], "stub.go");
}

#[test]
fn a_newer_release_of_go_leaves_out_what_is_tagged_so() {
    let dir = TempDir::new().unwrap();
    write(
        dir.path(),
        &[
            ("go.mod", "module example.com/tagged\n\ngo 1.21\n"),
            (
                "use/use.go",
                "package use\n\nimport \"example.com/tagged/http\"\n\nvar X = http.Prefix\n",
            ),
            (
                "http/old.go",
                "//go:build !(go1.27 && !legacy)\n\npackage http\n\nconst Prefix = \"\"\n",
            ),
            ("http/new.go", "package http\n"),
        ],
    );
    let says = |arguments: &[&str]| {
        let table = ports(dir.path(), &[&["--for", "linux/amd64"], arguments].concat());
        table["obstacles"][0]["says"].as_str().map(str::to_owned)
    };
    assert_eq!(says(&["--go", "1.26"]), None);
    assert_eq!(says(&["--go", "1.27"]).as_deref(), Some("undefined: http.Prefix"));
    assert_eq!(says(&["--go", "1.27", "--tags", "legacy"]), None);
}

#[test]
fn a_package_that_is_not_on_disk_makes_a_port_unsure_and_says_what_fetches_it() {
    let dir = TempDir::new().unwrap();
    write(
        dir.path(),
        &[
            ("go.mod", "module example.com/m\n\ngo 1.21\n\nrequire example.com/gone v1.0.0\n"),
            ("main.go", "package main\n\nimport _ \"example.com/gone/x\"\n\nfunc main() {}\n"),
        ],
    );
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["ports", "--for", "linux/amd64"])
        .arg(dir.path())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{printed}");
    assert!(printed.contains("unsure [1]"), "{printed}");
    assert!(printed.contains("go mod download"), "{printed}");
}

#[test]
fn more_ports_than_are_looked_at_in_one_go_are_refused() {
    let dir = TempDir::new().unwrap();
    write(dir.path(), &FILES[..1]);
    let names = ["--for", "linux/amd64"].repeat(65);
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .arg("ports")
        .arg(dir.path())
        .args(names)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(says.contains("could not look at 65 ports at a time"), "{says}");
}
