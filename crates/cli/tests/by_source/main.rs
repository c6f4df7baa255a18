//! Programs that are judged by their source, against what the Go command makes of it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

mod building;
mod linking;
mod programs;

pub(crate) fn module(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("go.mod"), "module example.com/app\n\ngo 1.21\n").unwrap();
    for (name, text) in files {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    dir
}

pub(crate) fn check(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    command.arg("check").arg(dir).args(arguments);
    for name in ["CGO_ENABLED", "GOFLAGS", "GOAMD64", "CC"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

pub(crate) fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn go_build(dir: &Path, arch: &str, cgo: &str) -> Result<(), String> {
    let output = Command::new("go")
        .args(["build", "-o", "/dev/null", "."])
        .env("GOOS", "linux")
        .env("GOARCH", arch)
        .env("CGO_ENABLED", cgo)
        .current_dir(dir)
        .output()
        .expect("could not start go; the tests ask it what it builds, install Go");
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(says) }
}
