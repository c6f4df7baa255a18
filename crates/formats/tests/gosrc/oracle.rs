//! Builds the Go program beside it, runs it over GOROOT and reads its lines.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::facts::Facts;
use crate::heads::{HEADS, NAMES, PREAMBLES};
use crate::selection::Package;
use crate::tokens;

/// The directory of the cases.
pub(crate) const CASES: &str = "gosrc-cases";

/// What Go says of one file.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub(crate) path: String,
    pub(crate) tokens: u64,
    pub(crate) file: Facts,
    pub(crate) constraints: Vec<String>,
    pub(crate) matches: String,
    pub(crate) package: Option<Package>,
}

/// Shows each file of GOROOT and each of the cases together with what Go says of it.
pub(crate) fn each_file(mut look: impl FnMut(Line, &[u8])) {
    let program = built();
    let mut oracle = Command::new(program)
        .args(goroot())
        .args(cases())
        .args(trees())
        .stdout(Stdio::piped())
        .spawn()
        .expect("could not start the oracle");
    let lines = oracle.stdout.take().expect("the oracle's output");
    for line in BufReader::new(lines).lines() {
        let line = line.expect("a line of the oracle");
        let said: Line = serde_json::from_str(&line).expect("facts in JSON");
        let text = std::fs::read(&said.path).expect("a file that the oracle read");
        look(said, &text);
    }
    assert!(oracle.wait().expect("the oracle's end").success());
}

fn built() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gosrc/oracle");
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gosrc-oracle");
    let status = Command::new("go")
        .args(["build", "-o"])
        .arg(&program)
        .arg(".")
        .current_dir(source)
        .status()
        .expect("could not start go");
    assert!(status.success(), "go build of the oracle failed");
    program
}

/// Where Go's own source is. A distribution may leave out its tests.
fn goroot() -> Vec<PathBuf> {
    let output = Command::new("go").args(["env", "GOROOT"]).output().expect("could not start go");
    let root = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    ["src", "test"].map(|name| root.join(name)).into_iter().filter(|it| it.is_dir()).collect()
}

/// Directories that are to be read besides: `cargo xtask source --facts` names real modules.
fn trees() -> Vec<PathBuf> {
    let named = std::env::var_os("LANDFALL_GO_TREES").unwrap_or_default();
    std::env::split_paths(&named).filter(|dir| !dir.as_os_str().is_empty()).collect()
}

/// The cases, the cases without one token, and small files made of heads, names and preambles.
fn cases() -> [PathBuf; 2] {
    let [cases, made] = [CASES, "gosrc-made"].map(|name| {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // What an earlier version of the test left there may be none any more.
        std::fs::remove_dir_all(&directory).ok();
        std::fs::create_dir_all(&directory).expect("a directory for the cases");
        directory
    });
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gosrc/cases");
    for case in std::fs::read_dir(source).expect("the cases") {
        let case = case.expect("a case").path();
        let text = std::fs::read_to_string(&case).expect("its text").replace("\r\n", "\n");
        let name = case.file_name().expect("its name").to_string_lossy();
        write(&cases, &name, &text);
        for (index, text) in tokens::each_left_out(&text).into_iter().enumerate() {
            std::fs::write(made.join(format!("{index}_{name}")), text).expect("a case");
        }
    }
    for (index, head) in HEADS.iter().enumerate() {
        write(&made, &format!("head{index}.go"), &format!("{head}\npackage made\n"));
        write(&made, &format!("directly{index}.go"), &format!("{head}package made\n"));
    }
    for name in NAMES {
        write(&made, name, "package made\n");
    }
    for (index, preamble) in PREAMBLES.iter().enumerate() {
        let text = format!("package made\n\n{preamble}import \"C\"\n");
        write(&made, &format!("preamble{index}.go"), &text);
    }
    [cases, made]
}

/// Writes a file as it is, and as an editor on Windows would.
fn write(directory: &Path, name: &str, text: &str) {
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    std::fs::write(directory.join(format!("windows_{name}")), windows).expect("a case");
    std::fs::write(directory.join(name), text).expect("a case");
}
