//! Builds the Go program beside it, runs it over GOROOT and reads its lines.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// What Go says of one file.
#[derive(Debug, Deserialize)]
pub(crate) struct Facts {
    pub(crate) path: String,
    pub(crate) tokens: u64,
}

/// Shows each file of GOROOT together with what Go says of it.
pub(crate) fn each_file(mut look: impl FnMut(&Facts, &[u8])) {
    let program = built();
    let mut oracle = Command::new(program)
        .args(directories())
        .stdout(Stdio::piped())
        .spawn()
        .expect("could not start the oracle");
    let lines = oracle.stdout.take().expect("the oracle's output");
    for line in BufReader::new(lines).lines() {
        let line = line.expect("a line of the oracle");
        let facts: Facts = serde_json::from_str(&line).expect("facts in JSON");
        let text = std::fs::read(&facts.path).expect("a file that the oracle read");
        look(&facts, &text);
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
fn directories() -> Vec<PathBuf> {
    let output = Command::new("go").args(["env", "GOROOT"]).output().expect("could not start go");
    let root = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    ["src", "test"].map(|name| root.join(name)).into_iter().filter(|it| it.is_dir()).collect()
}
