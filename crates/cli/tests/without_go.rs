//! Source where no Go is here: what a table tells of the standard library against what GOROOT does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const SAYS: &str = "Go is not here: its standard library was taken from a table of Go 1.";

fn landfall(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    command.args(arguments);
    command
}

fn without_go(arguments: &[&str]) -> Output {
    let output = landfall(arguments).env_clear().output().unwrap();
    let says = String::from_utf8_lossy(&output.stderr);
    assert_eq!(says.matches(SAYS).count(), 1, "{says}");
    output
}

fn json(output: &Output) -> Value {
    let says = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {says}"))
}

fn program(name: &str) -> String {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name);
    dir.to_str().unwrap().to_owned()
}

/// A module that asks the kernel for what only Linux has, as container runtimes do.
fn runtime() -> String {
    let dir: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("without-go");
    fs::create_dir_all(dir.join("ns")).unwrap();
    fs::create_dir_all(dir.join("stat")).unwrap();
    for (name, text) in [
        ("go.mod", "module example.com/runtime\n\ngo 1.21\n"),
        (
            "main.go",
            "package main\n\nimport (\n\t\"example.com/runtime/ns\"\n\t\"example.com/runtime/stat\"\n\
             \t\"log/syslog\"\n\t\"math/rand/v2\"\n\t\"net/http\"\n\t\"os/user\"\n\t\"plugin\"\n)\n\n\
             func main() {\n\t_ = http.Get\n\t_ = user.Current\n\t_ = plugin.Open\n\
             \t_ = syslog.New\n\t_ = rand.N[int]\n\tns.Enter()\n\tstat.Stat()\n}\n",
        ),
        (
            "ns/ns.go",
            "package ns\n\nimport (\n\t\"os/exec\"\n\t\"syscall\"\n)\n\nfunc Enter() {\n\
             \tcmd := exec.Command(\"sh\")\n\tcmd.SysProcAttr = &syscall.SysProcAttr{\n\
             \t\tCloneflags: syscall.CLONE_NEWNS,\n\t}\n\t_ = syscall.Mount\n\
             \t_ = syscall.SYS_OPEN\n}\n",
        ),
        (
            "stat/stat.go",
            "package stat\n\nimport \"syscall\"\n\nfunc Stat() {\n\tvar st syscall.Stat_t\n\
             \t_ = st.Rdev\n\t_ = syscall.Kill\n}\n",
        ),
        ("stat/js.go", "//go:build js || linux\n\npackage stat\n\nimport _ \"syscall/js\"\n"),
    ] {
        fs::write(dir.join(name), text).unwrap();
    }
    dir.to_str().unwrap().to_owned()
}

/// What an obstacle is, and on which rows, by the words that both sides have.
fn told(table: &Value, one: usize) -> String {
    let obstacle = &table["obstacles"][one];
    let rows: Vec<usize> = table["ports"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .filter(|(_, row)| row["obstacles"].as_array().unwrap().iter().any(|it| *it == one))
        .map(|(number, _)| number)
        .collect();
    format!(
        "{} {} {} {} {rows:?}",
        obstacle["kind"], obstacle["name"], obstacle["says"], obstacle["way"]
    )
}

#[test]
fn every_port_has_the_outcome_that_it_has_with_go() {
    let names = ["roots", "web", "needs", "lib", "bare"].map(program);
    for dir in names.into_iter().chain([runtime()]) {
        let ours = landfall(&["ports", &dir, "--format", "json"]).output().unwrap();
        let with = json(&ours);
        let release = with["go"].as_str().unwrap();
        let without = without_go(&["ports", &dir, "--format", "json", "--go", release]);
        assert_eq!(ours.status.code(), without.status.code(), "{dir}");
        let without = json(&without);
        assert_eq!([&with["standard"], &without["standard"]], ["goroot", "table"]);
        for field in ["module", "subjects", "packages", "switches"] {
            assert_eq!(with[field], without[field], "{dir}: {field}");
        }
        let all = |table: &Value| -> BTreeSet<String> {
            let count = table["obstacles"].as_array().unwrap().len();
            (0..count).map(|one| told(table, one)).collect()
        };
        let (here, there) = (all(&with), all(&without));
        // The tables have no fields: of those nothing is said.
        let fields = here.iter().filter(|one| one.contains("\"no_member\"")).cloned();
        let rest: BTreeSet<String> = here.difference(&fields.collect()).cloned().collect();
        assert_eq!(rest, there, "{dir}");
        for (one, other) in
            with["ports"].as_array().unwrap().iter().zip(without["ports"].as_array().unwrap())
        {
            let kind =
                |it: &Value| with["obstacles"][it.as_u64().unwrap() as usize]["kind"].clone();
            let mut obstacles = one["obstacles"].as_array().unwrap().iter().map(kind);
            if obstacles.len() == 0 || obstacles.any(|kind| kind != "no_member") {
                assert_eq!(one["outcome"], other["outcome"], "{dir}: {one}");
                assert_eq!(one["stopped"], other["stopped"], "{dir}: {one}");
            }
        }
    }
}

#[test]
fn a_name_that_another_port_has_is_missed_without_go_too() {
    let table = json(&without_go(&["ports", &runtime(), "--format", "json"]));
    let says: Vec<&str> = table["obstacles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["says"].as_str().unwrap())
        .collect();
    for wanted in [
        "undefined: syscall.CLONE_NEWNS",
        "undefined: syscall.Kill",
        "undefined: syscall.SYS_OPEN",
        "undefined: syslog.New",
        "build constraints exclude all Go files in syscall/js",
    ] {
        assert!(says.contains(&wanted), "{wanted}: {says:?}");
    }
    let switched: Vec<&Value> =
        table["switches"].as_array().unwrap().iter().map(|one| &one["package"]).collect();
    assert_eq!(switched, ["net", "os/user", "plugin"]);
}

#[test]
fn the_graph_has_the_packages_that_it_has_with_go() {
    for dir in ["roots", "web", "needs", "lib"].map(program) {
        for no_cgo in [&["--no-cgo"][..], &[]] {
            let arguments = [&["graph", dir.as_str(), "--format", "json"], no_cgo].concat();
            let with = json(&landfall(&arguments).output().unwrap());
            let without = json(&without_go(&arguments));
            assert_eq!(without["standard"], "table");
            // Another release may have other packages: only the same one is compared.
            let told = |graph: &Value| -> Vec<(Value, Value, Value)> {
                let all = graph["cgo"].as_array().unwrap().iter();
                all.map(|one| (one["path"].clone(), one["home"].clone(), one["way"].clone()))
                    .collect()
            };
            assert_eq!(told(&with), told(&without), "{dir}");
            assert_eq!(with["not_found"], without["not_found"], "{dir}");
        }
    }
}

#[test]
fn a_program_is_judged_without_go() {
    for (arguments, runs) in [(&["--no-cgo"][..], true), (&["--cgo"], false)] {
        let check = ["check", &program("web"), "--for", "scratch", "--format", "json"];
        let output = without_go(&[&check, arguments].concat());
        let verdict = json(&output)["verdicts"][0].clone();
        // With cgo net is linked against the C library, and of that nobody knows.
        let unsure = verdict["unsure"].to_string();
        assert_eq!(unsure.contains("net links it against C libraries"), !runs, "{verdict}");
        assert!(!unsure.contains("no Go is here"), "{verdict}");
    }
}

#[test]
fn a_release_that_no_table_has_is_not_guessed() {
    let output = landfall(&["ports", &program("web"), "--go", "1.99", "--format", "json"])
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!String::from_utf8_lossy(&output.stderr).contains(SAYS));
    let table = json(&output);
    assert_eq!(table["obstacles"][0]["kind"], "not_on_disk");
}
