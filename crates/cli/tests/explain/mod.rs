//! What `landfall explain`, the program itself, says of a log.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What is said of a log in a directory that has nothing to do with it.
pub(crate) fn explained(log: &[u8]) -> Value {
    explained_in(Path::new(env!("CARGO_TARGET_TMPDIR")), &[], log)
}

/// What is said of a log by a landfall that is started in this directory, with these arguments besides.
pub(crate) fn explained_in(dir: &Path, arguments: &[&str], log: &[u8]) -> Value {
    let mut landfall = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["explain", "--format", "json"])
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("landfall starts");
    let mut stdin = landfall.stdin.take().expect("it was piped");
    stdin.write_all(log).expect("landfall reads");
    drop(stdin);
    let output = landfall.wait_with_output().expect("landfall ends");
    let said: Value = serde_json::from_slice(&output.stdout).expect("landfall prints JSON");
    let causes = said["causes"].as_array().expect("causes are a list");
    let code = if causes.is_empty() { 2 } else { 0 };
    assert_eq!(output.status.code(), Some(code), "{}", output.status);
    said
}
