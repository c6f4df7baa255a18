//! Source that nobody wrote to be built: each command answers, soon, in little memory.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const COMMANDS: &[&[&str]] = &[
    &["check", "--no-cgo", "--for", "scratch"],
    &["ports"],
    &["graph"],
    &["inspect"],
    &["baseline"],
    &["why", "C"],
];

/// Far more than any of these takes, and far less than one that does not end.
const LONGEST: Duration = Duration::from_secs(60);
/// In kilobytes of address space: a file of a hundred megabytes must not be blown up.
const MOST: &str = "4000000";

fn module(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile").join(name);
    fs::remove_dir_all(&dir).ok();
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("go.mod"), "module example.com/m\n\ngo 1.21\n").unwrap();
    fs::write(dir.join("main.go"), "package main\n\nfunc main() {}\n").unwrap();
    dir
}

fn started(arguments: &[&str], dir: &Path) -> Child {
    // The shell bounds the memory, as `ulimit` does for a service.
    let mut line = vec![env!("CARGO_BIN_EXE_landfall"), arguments[0]];
    match arguments {
        ["why", what] => line.extend([".", what]),
        [_, rest @ ..] => {
            line.extend(rest);
            line.push(".");
        }
        [] => {}
    }
    Command::new("sh")
        .args(["-c", &format!("ulimit -v {MOST}; exec \"$@\""), "sh"])
        .args(line)
        .current_dir(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What every command says; each ends by itself, with a code of ours.
fn told_by_all(dir: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for arguments in COMMANDS {
        let child = started(arguments, dir);
        let id = child.id().to_string();
        let start = Instant::now();
        let watch = thread::spawn(move || child.wait_with_output());
        while !watch.is_finished() {
            if start.elapsed() > LONGEST {
                Command::new("kill").args(["-9", &id]).status().unwrap();
                panic!("{arguments:?} does not end");
            }
            thread::sleep(Duration::from_millis(5));
        }
        let output = watch.join().unwrap().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        assert!(code.is_some_and(|code| (0..=3).contains(&code)), "{arguments:?}: {code:?} {text}");
        assert!(!text.trim().is_empty(), "{arguments:?} says nothing");
        all.push(text);
    }
    all
}

#[test]
fn a_file_of_a_hundred_megabytes_is_named_and_left_open() {
    let dir = module("huge");
    let mut file = File::create(dir.join("huge.go")).unwrap();
    file.write_all(b"package main\n\nvar x = []int{\n").unwrap();
    let line = "\t0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,\n".repeat(1 << 14);
    while file.metadata().unwrap().len() < 100_000_000 {
        file.write_all(line.as_bytes()).unwrap();
    }
    file.write_all(b"}\n").unwrap();
    let told = told_by_all(&dir);
    assert!(told[0].contains("huge.go"), "{}", told[0]);
    fs::remove_file(dir.join("huge.go")).unwrap();
}

#[test]
fn a_million_parentheses_are_no_depth() {
    for (name, open, close) in [("round", "(", ")"), ("curly", "{", "}"), ("square", "[", "]")] {
        let dir = module(name);
        let (open, close) = (open.repeat(1_000_000), close.repeat(1_000_000));
        fs::write(dir.join("deep.go"), format!("package main\n\nvar x = {open}1{close}\n"))
            .unwrap();
        let told = told_by_all(&dir);
        assert!(told[0].contains("deep.go"), "{name}: {}", told[0]);
    }
}

#[test]
fn constants_and_calls_within_one_another_are_no_depth() {
    let dir = module("constants");
    let n = 300_000;
    for (open, close) in [("(", ")"), ("int(", ")"), ("fmt.Println(", ")"), ("exec.Command(", ")")]
    {
        let (open, close) = (open.repeat(n), close.repeat(n));
        let text = format!(
            "package main\n\nimport (\n\t\"fmt\"\n\t\"os/exec\"\n)\n\nvar x = {open}1 << 40{close}\n"
        );
        fs::write(dir.join("deep.go"), text).unwrap();
        told_by_all(&dir);
    }
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let dir = module("bytes");
    fs::write(dir.join("bytes.go"), b"package main\n\nvar x = \"\xff\xfe\"\n\xc3\x28\n\0").unwrap();
    fs::write(dir.join("windows.txt.go"), "\u{feff}package main\r\n\r\nvar y = 1\r\n").unwrap();
    let told = told_by_all(&dir);
    assert!(told[0].contains("bytes.go"), "{}", told[0]);
    assert!(!told[0].contains("windows.txt.go"), "{}", told[0]);
}

#[test]
fn links_that_lead_round_end() {
    let dir = module("round-and-round");
    fs::create_dir(dir.join("a")).unwrap();
    symlink("..", dir.join("a/up")).unwrap();
    symlink("loop.go", dir.join("loop.go")).unwrap();
    symlink("/dev/zero", dir.join("zero.go")).unwrap();
    symlink(".", dir.join("self")).unwrap();
    told_by_all(&dir);
}

#[test]
fn modules_that_need_one_another_end() {
    let dir = module("circle");
    for (name, other) in [("a", "b"), ("b", "a")] {
        fs::create_dir(dir.join(name)).unwrap();
        let text =
            format!("module example.com/{name}\n\ngo 1.21\n\nrequire example.com/{other} v1.0.0\n");
        fs::write(dir.join(name).join("go.mod"), text).unwrap();
        let text = format!("package {name}\n\nimport _ \"example.com/{other}\"\n");
        fs::write(dir.join(name).join("x.go"), text).unwrap();
    }
    fs::write(
        dir.join("go.mod"),
        "module example.com/m\n\ngo 1.21\n\nrequire example.com/a v1.0.0\n\n\
         replace example.com/a v1.0.0 => ./a\n\nreplace example.com/b v1.0.0 => ./b\n",
    )
    .unwrap();
    fs::write(
        dir.join("main.go"),
        "package main\n\nimport _ \"example.com/a\"\n\nfunc main() {}\n",
    )
    .unwrap();
    told_by_all(&dir);
}

#[test]
fn constraints_that_overflow_are_told() {
    let dir = module("tags");
    let deep = format!("//go:build {}linux{}\n", "(".repeat(100_000), ")".repeat(100_000));
    fs::write(dir.join("deep.go"), format!("{deep}\npackage main\n")).unwrap();
    let long = format!("//go:build {}linux\n", "!x && ".repeat(100_000));
    fs::write(dir.join("long.go"), format!("{long}\npackage main\n")).unwrap();
    let release = "//go:build go1.99999999999999999999999\n";
    fs::write(dir.join("release.go"), format!("{release}\npackage main\n")).unwrap();
    told_by_all(&dir);
}

#[test]
fn a_go_mod_that_is_none_is_an_error() {
    let dir = module("no-go-mod");
    for text in [&b"\xff\xfe\0\0"[..], b"module", b"module \"\n", b"require (\n", b"\n"] {
        fs::write(dir.join("go.mod"), text).unwrap();
        told_by_all(&dir);
    }
    fs::remove_file(dir.join("go.mod")).unwrap();
    fs::create_dir(dir.join("go.mod")).unwrap();
    told_by_all(&dir);
}
