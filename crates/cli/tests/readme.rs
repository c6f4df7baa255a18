//! Every command of the README is run, and what it prints is what the README shows.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod pages;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pages::as_shown;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The program that the README speaks of, built with cgo by the Go at hand.
fn web(dir: &Path) {
    fs::create_dir_all(dir).unwrap();
    let output = Command::new("go")
        .args(["build", "-o"])
        .arg(dir.join("web"))
        .arg(".")
        .env("CGO_ENABLED", "1")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/web"))
        .output()
        .expect("could not start go; the tests build real programs with it, install Go");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A module with a program that needs a package of which every file is for cgo.
fn app(dir: &Path) {
    for (name, text) in [
        ("go.mod", "module example.com/app\n\ngo 1.21\n"),
        ("main.go", "package main\n\nimport _ \"example.com/app/driver\"\n\nfunc main() {}\n"),
        ("driver/driver.go", "package driver\n\nimport \"C\"\n"),
    ] {
        pages::write(&dir.join(name), text);
    }
}

/// A project whose image is built in one stage and shipped in another, and whose go.mod moved on.
fn shop(dir: &Path) {
    for (name, text) in [
        ("go.mod", "module example.com/shop\n\ngo 1.26.0\n"),
        (
            "Dockerfile",
            "FROM --platform=$BUILDPLATFORM golang:1.24 AS build\nCOPY . .\nARG TARGETARCH=amd64\n\
             RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /shop .\n\n\
             FROM alpine:3.22\nCOPY --from=build /shop /shop\nENTRYPOINT [\"/shop\"]\n",
        ),
    ] {
        pages::write(&dir.join(name), text);
    }
}

fn landfall(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(arguments).current_dir(dir).output().unwrap()
}

#[test]
fn an_ellipsis_stands_for_anything_and_nothing_else_does() {
    assert!(as_shown("byte 0x…", "byte  0x55"));
    assert!(as_shown("a…b…", "a-x-b"));
    assert!(!as_shown("byte 0x…", "bytes 0x55"));
    assert!(!as_shown("glibc 2.31", "glibc 2.310"));
}

#[test]
fn every_console_block_of_the_readme_is_what_landfall_prints() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    web(&dir);
    app(&dir.join("app"));
    shop(&dir.join("shop"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/web");
    fs::create_dir_all(dir.join("source")).unwrap();
    for file in ["go.mod", "main.go"] {
        fs::copy(source.join(file), dir.join("source").join(file)).unwrap();
    }
    for machine in ["rhel-8.toml", "rhel-9.toml"] {
        fs::copy(root().join("machines").join(machine), dir.join(machine)).unwrap();
    }
    let failed = "2026-11-20T10:11:12.1234567Z runtime/cgo: pthread_create failed: Operation not permitted\n\
                  2026-11-20T10:11:12.1239Z SIGABRT: abort\n";
    fs::write(dir.join("failed.log"), failed).unwrap();
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    // The other blocks of this one are those of the English one, which another test looks after.
    let chinese = fs::read_to_string(root().join("README.zh-CN.md")).unwrap();
    let (english, own) = (pages::blocks(&text), pages::blocks(&chinese));
    let own = own.iter().filter(|block| block.text.contains("--lang zh-CN"));
    let mut blocks = 0;
    for block in english.iter().chain(own).filter(|block| block.info == ["console"]) {
        for (command, shown) in pages::commands(block.text) {
            let arguments: Vec<&str> =
                command.strip_prefix("landfall ").unwrap().split(' ').collect();
            let output = landfall(&dir, &arguments);
            pages::hold("the README", command, &shown, &String::from_utf8_lossy(&output.stdout));
        }
        blocks += 1;
    }
    assert!(blocks >= 2);
}

#[test]
fn the_numbers_of_the_readme_are_those_of_the_tables() {
    // The fields that are counted come before any that is quoted.
    let rows = |table: &str| -> Vec<Vec<String>> {
        let text = fs::read_to_string(root().join(table)).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
        lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let pairs = rows("truth/truth.csv");
    let all = |field: usize| pairs.iter().map(|row| row[field].as_str()).collect::<BTreeSet<_>>();
    let (programs, roots) = (all(0), all(1));
    let known = rows("truth/roots.csv");
    let arches: BTreeSet<&str> =
        known.iter().filter(|row| roots.contains(&*row[0])).map(|row| &*row[2]).collect();
    let readme = fs::read_to_string(root().join("README.md")).unwrap().replace(',', "");
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        format!("{} machines by name", landfall_know::distros().count()),
        format!(": {} real Go programs from", programs.len()),
        format!("for {} architectures in", arches.len()),
        format!("in {} root filesystems", roots.len()),
        format!("Of {} pairs", pairs.len()),
        format!("against {} real builds", rows("truth/ports.csv").len()),
    ] {
        assert!(readme.contains(&told), "README.md does not say {told:?}");
    }
}

#[test]
fn the_first_of_the_two_commands_judges_the_go_command_itself() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let command = text.lines().find(|line| line.starts_with("cargo run --release -- ")).unwrap();
    let arguments = command.strip_prefix("cargo run --release -- ").unwrap();
    let goroot = Command::new("go").args(["env", "GOROOT"]).output().expect("could not start go");
    let goroot = String::from_utf8(goroot.stdout).unwrap();
    let go = format!("{}/bin/go", goroot.trim());
    let arguments: Vec<&str> = arguments
        .split(' ')
        .filter(|word| !matches!(*word, "\"$(go" | "env"))
        .map(|word| if word == "GOROOT)/bin/go\"" { go.as_str() } else { word })
        .collect();
    let output = landfall(&root(), &arguments);
    let printed = String::from_utf8_lossy(&output.stdout);
    for target in ["debian:11", "alpine:3.20", "scratch"] {
        assert!(
            printed.lines().any(|line| line.starts_with(&format!("{go} on {target}: "))),
            "{printed}"
        );
    }
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output.status);
}

#[test]
fn every_command_that_the_readme_lists_has_its_help() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `landfall ")?.split([' ', '`']).next())
        .collect();
    assert!(listed.len() >= 7, "{listed:?}");
    let help = landfall(&root(), &["--help"]);
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for command in &listed {
        let output = landfall(&root(), &[command, "--help"]);
        assert!(output.status.success(), "landfall {command} --help");
    }
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    for line in commands {
        let name = line.split_whitespace().next().unwrap();
        assert!(name == "help" || listed.contains(&name), "README.md does not list {name}");
    }
}
