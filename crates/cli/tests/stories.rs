//! Runs every command of `stories/*.md` and holds what it prints, and its exit code, against what
//! is written there. `UPDATE=1 cargo test -p landfall --test stories` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod forge;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use forge::{CGO, Program, STATIC};

#[test]
fn every_story_is_still_true() {
    let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stories");
    let desk = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stories");
    // Told to write, this test starts itself with the word that trycmd understands.
    let writes = std::env::var_os("TRYCMD").is_some();
    if !writes {
        lay(&stories, &desk);
    }
    if std::env::var_os("UPDATE").is_some() && !writes {
        let status = Command::new(std::env::current_exe().unwrap())
            .env("TRYCMD", "overwrite")
            .status()
            .unwrap();
        assert!(status.success());
        for story in markdown(&desk) {
            let text = any_row(&fs::read_to_string(&story).unwrap());
            fs::write(stories.join(story.file_name().unwrap()), text).unwrap();
        }
        return;
    }
    trycmd::TestCases::new()
        .env("NO_COLOR", "")
        .register_bin("landfall", Path::new(env!("CARGO_BIN_EXE_landfall")))
        .case(desk.join("*.md"))
        .run();
}

#[test]
fn who_asks_for_colours_gets_them_and_a_pipe_does_not() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("colours");
    fs::create_dir_all(&folder).unwrap();
    STATIC.write(&folder.join("static"));
    let printed = |color: &str, no_color: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(["check", "static", "--for", "scratch", "--color", color])
            .env("NO_COLOR", no_color)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(printed("always", "").contains("\x1b["));
    assert!(printed("always", "1").contains("\x1b["), "the option is newer than the variable");
    assert!(!printed("auto", "").contains('\x1b'));
    assert!(!printed("never", "").contains('\x1b'));
}

/// `--for` takes these names, so a list of the machines has to know them.
#[test]
fn a_distribution_is_listed_under_each_of_its_names() {
    let listed = |name: &str| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_landfall")).args(["targets", name]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (name, target) in [
        ("rockylinux", "rocky:9 "),
        ("almalinux:9", "alma:9 "),
        ("redhat", "rhel:9 "),
        ("archlinux", "arch "),
        ("suse", "opensuse-leap:"),
        ("suse", "sles:"),
    ] {
        let listed = listed(name);
        assert!(listed.lines().any(|line| line.starts_with(target)), "{name}: {listed}");
    }
}

/// A story with the row numbers taken out: a row more in a table is no other story.
fn any_row(story: &str) -> String {
    const TABLE: &str = ".csv:";
    let mut parts = story.split(TABLE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let row = if rest.len() < part.len() { "[..]" } else { "" };
        text.extend([TABLE, row, rest]);
    }
    text
}

/// Copies the stories to the desk, each beside a folder of its own that holds what it is about.
fn lay(stories: &Path, desk: &Path) {
    match fs::remove_dir_all(desk) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{error}"),
        _ => fs::create_dir_all(desk).unwrap(),
    }
    for story in markdown(stories) {
        let copy = desk.join(story.file_name().unwrap());
        fs::copy(&story, &copy).unwrap();
        let folder = copy.with_extension("in");
        furnish(&folder);
        if copy.ends_with("machines.md") {
            for name in ["alpine-3.20-without-musl-dev.toml", "rhel-9.toml", "rhel-8.toml"] {
                let machines = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../machines");
                fs::copy(machines.join(name), folder.join(name)).unwrap();
            }
        }
        // This story happens in a project that has its reasons not to hear of two things.
        if copy.ends_with("project.md") {
            let reasons = "[allow]\n\
                           no_ca_certificates = \"they are mounted from the host\"\n\
                           no_temporary_directory = \"TMPDIR is set\"\n";
            fs::write(folder.join("landfall.toml"), reasons).unwrap();
        }
    }
}

/// Go source that leans on C and on the layout of memory.
const MAIN: &str = "package main

// #cgo LDFLAGS: -lsqlite3
// #include <sqlite3.h>
import \"C\"

import \"unsafe\"

//export onRow
func onRow(p *C.char) {}

func main() {
	C.sqlite3_free(unsafe.Pointer(C.sqlite3_version))
}
";

/// What lies on the desk of every story.
fn furnish(folder: &Path) {
    fs::create_dir_all(folder.join("dist/notes")).unwrap();
    // A story happens in a repository of its own.
    fs::create_dir_all(folder.join(".git")).unwrap();
    // `web` was built with cgo, `static` without; `plain` is no Go program.
    CGO.write(&folder.join("web"));
    STATIC.write(&folder.join("static"));
    let plain = Program { go: None, settings: &[], functions: &[], ..CGO };
    plain.write(&folder.join("plain"));
    let external = Program { imports: &[("__libc_start_main", "GLIBC_2.34")], ..CGO };
    external.write(&folder.join("external"));
    let pcap = Program { needed: &["libc.so.6", "libpcap.so.0.8"], ..CGO };
    pcap.write(&folder.join("pcap"));
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/golden");
    fs::copy(goldens.join("pe-amd64-exe"), folder.join("tool.exe")).unwrap();
    fs::copy(goldens.join("macho-amd64-exe"), folder.join("tool")).unwrap();
    CGO.write(&folder.join("dist/web"));
    STATIC.write(&folder.join("dist/static"));
    fs::write(folder.join("dist/README.md"), "what is in here\n").unwrap();
    fs::write(folder.join("dist/notes/todo.txt"), "nothing\n").unwrap();
    let cut: Vec<u8> = CGO.bytes()[..100].to_vec();
    fs::write(folder.join("cut"), cut).unwrap();
    let whole = CGO.bytes();
    fs::write(folder.join("half"), &whole[..whole.len() / 2]).unwrap();
    fs::write(folder.join("empty"), "").unwrap();
    fs::create_dir_all(folder.join("module/internal/tool")).unwrap();
    fs::write(
        folder.join("module/go.mod"),
        "module example.com/module\n\ngo 1.24\n\ntoolchain go1.26.8\n",
    )
    .unwrap();
    fs::write(folder.join("module/main.go"), MAIN).unwrap();
    fs::write(folder.join("module/broken.go"), "package main\n\nfunc {\n").unwrap();
    fs::write(folder.join("module/internal/tool/go.mod"), "module example.com/tool\n").unwrap();
    fs::write(folder.join("module/internal/tool/tool.go"), "package tool\n").unwrap();
    fs::write(folder.join("notes.txt"), "only words\n").unwrap();
    fs::create_dir_all(folder.join("words")).unwrap();
    fs::write(folder.join("words/notes.txt"), "only words\n").unwrap();
    fs::create_dir_all(folder.join("emptydir")).unwrap();
    symlink("circle", folder.join("circle")).unwrap();
    symlink("web", folder.join("link")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
}

fn markdown(folder: &Path) -> Vec<PathBuf> {
    let mut stories: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    stories.sort();
    assert!(!stories.is_empty(), "there is no story in {}", folder.display());
    stories
}
