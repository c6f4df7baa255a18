//! Every command of `docs/start.md` and `docs/howto/` is run, in a directory that holds the files of the page, and what
//! it prints is what the page shows.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod pages;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pages::as_shown;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// An empty directory that is a repository, with the two machines that pages speak of.
fn desk(page: &str) -> PathBuf {
    let desk = Path::new(env!("CARGO_TARGET_TMPDIR")).join("howto").join(page);
    if desk.exists() {
        fs::remove_dir_all(&desk).unwrap();
    }
    fs::create_dir_all(desk.join(".git")).unwrap();
    for (machine, called) in [("rhel-9", "staging"), ("rhel-8", "production")] {
        let machine = docs().join("../machines").join(machine).with_extension("toml");
        fs::copy(machine, desk.join(called).with_extension("toml")).unwrap();
    }
    desk
}

/// What a shell prints that runs the command, on both of its outputs.
fn run(desk: &Path, command: &str) -> String {
    let ours = Path::new(env!("CARGO_BIN_EXE_landfall")).parent().unwrap().to_owned();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([ours].into_iter().chain(env::split_paths(&others))).unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {command}")])
        .env("PATH", path)
        .env("GOPROXY", "off")
        .env("GOTOOLCHAIN", "local")
        .env_remove("GOFLAGS")
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C.UTF-8")
        .current_dir(desk)
        .output()
        .expect("could not start sh");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Lays the files of a page and runs its commands in their order; how many these were.
fn follow(file: &Path) -> usize {
    let page = file.file_name().unwrap().to_str().unwrap();
    let desk = desk(page);
    let text = fs::read_to_string(file).unwrap();
    let mut count = 0;
    for block in pages::blocks(&text) {
        match block.info[..] {
            ["console"] => {
                for (command, shown) in pages::commands(block.text) {
                    pages::hold(page, command, &shown, &run(&desk, command));
                    count += 1;
                }
            }
            [_, name] => pages::write(&desk.join(name), block.text),
            _ => {}
        }
    }
    count
}

#[test]
fn every_command_of_start_prints_what_the_page_shows() {
    assert!(follow(&docs().join("start.md")) >= 3);
}

#[test]
fn every_command_of_ten_tasks_prints_what_their_pages_show() {
    let list = fs::read_to_string(docs().join("howto/README.md")).unwrap();
    let mut pages = 0;
    for entry in fs::read_dir(docs().join("howto")).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap();
        if name == "README.md" {
            continue;
        }
        assert!(list.contains(&format!("]({name})")), "docs/howto/README.md does not list {name}");
        assert!(follow(&file) >= 2, "{name} has no commands");
        pages += 1;
    }
    assert!(pages >= 10, "{pages}");
}

#[test]
fn a_line_that_is_not_printed_is_not_as_shown() {
    assert!(!as_shown("web on alpine:3.20: runs", "web on alpine:3.20: breaks"));
    let blocks =
        pages::blocks("a\n```go x/main.go\npackage x\n```\nb\n```console\n$ one\n1\n$ two\n```\n");
    assert_eq!(blocks[0].info, ["go", "x/main.go"]);
    assert_eq!(blocks[0].text, "package x\n");
    assert_eq!(pages::commands(blocks[1].text), [("one", vec!["1"]), ("two", vec![])]);
}
