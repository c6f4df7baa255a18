//! Failures that are made to happen here, by the Go, the compiler, the loader and the kernel at hand
//! (`truth/failures`), and what landfall says of their texts: the fault that was put in comes first.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod explain;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use explain::{explained, explained_in};
use rayon::prelude::*;

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

#[test]
fn a_fault_that_is_put_in_is_the_first_that_is_named() {
    let failures = root().join("truth/failures");
    let mut scripts: Vec<PathBuf> =
        fs::read_dir(failures).unwrap().map(|entry| entry.unwrap().path()).collect();
    scripts.retain(|script| script.extension().is_some_and(|ending| ending == "sh"));
    scripts.sort();
    assert!(scripts.len() >= 120, "there are only {} failures", scripts.len());
    let go = go_at_hand();
    scripts.retain(|script| since(script) <= go);
    assert!(scripts.len() >= 120, "Go 1.{go} makes only {} failures happen", scripts.len());
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explained");
    let _ = fs::remove_dir_all(&place);
    let wrong: Vec<String> =
        scripts.par_iter().filter_map(|script| misnamed(script, &place).err()).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), scripts.len(), wrong.join("\n"));
}

/// The minor release of Go from which on a failure happens: before, Go does not fail that way.
fn since(script: &Path) -> u32 {
    let text = fs::read_to_string(script).unwrap();
    let since = text.lines().find_map(|line| line.strip_prefix("# since: Go 1."));
    since.map_or(0, |minor| minor.trim().parse().unwrap())
}

fn go_at_hand() -> u32 {
    let said = Command::new("go").args(["env", "GOVERSION"]).output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    let minor = said.trim().strip_prefix("go1.").and_then(|rest| rest.split('.').next());
    minor.and_then(|minor| minor.parse().ok()).unwrap_or(u32::MAX)
}

/// Runs a script in a directory of its own, and says what landfall names in the place of the fault.
fn misnamed(script: &Path, place: &Path) -> Result<(), String> {
    let name = script.file_stem().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(script).unwrap();
    let fault = text.lines().find_map(|line| line.strip_prefix("# signature: "));
    let fault = fault.ok_or_else(|| format!("{name}: it does not say which fault it puts in"))?;
    let dir = place.join(&name);
    fs::create_dir_all(&dir).unwrap();
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explained-cache");
    let both = format!("exec 2>&1\n{text}");
    let ran = Command::new("bash")
        .args(["-c", &both, "bash"])
        .current_dir(&dir)
        .env("PARTS", root().join("truth/failures/parts"))
        .env("HOME", &dir)
        .env("GOCACHE", shared)
        .env("GOPATH", dir.join("go"))
        .env("GOPROXY", "off")
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("GOROOT")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let log = [ran.stdout, ran.stderr].concat();
    let causes = explained(&log);
    let first = causes["causes"][0]["signature"].as_str();
    match first == Some(fault.trim()) {
        true => Ok(()),
        false => Err(format!(
            "{name}: {} instead of {fault}\n{}",
            first.unwrap_or("nothing"),
            String::from_utf8_lossy(&log)
        )),
    }
}

/// A program whose loader is none that is here, in a directory of its own.
fn without_loader(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("beside").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("go.mod"), "module example.com/web\n\ngo 1.19\n").unwrap();
    fs::write(
        dir.join("main.go"),
        "package main\n\nimport \"C\"\n\nfunc main() { println(\"runs\") }\n",
    )
    .unwrap();
    let built = Command::new("go")
        .args(["build", "-o", "web", "."])
        .current_dir(&dir)
        .env("CGO_ENABLED", "1")
        .env("GOFLAGS", "-mod=mod")
        .status();
    assert!(built.unwrap().success());
    let mut bytes = fs::read(dir.join("web")).unwrap();
    let at = bytes.windows(5).position(|some| some == b"/lib6" || some == b"/lib/").unwrap();
    bytes[at + 1..at + 4].copy_from_slice(b"LIB");
    fs::write(dir.join("web"), bytes).unwrap();
    dir
}

#[test]
fn a_program_that_is_pointed_at_confirms_its_cause() {
    let dir = without_loader("build");
    // What is started is not there, says whoever starts it.
    let log = b"fork/exec ./web: no such file or directory\n";
    let alone = explained_in(Path::new(env!("CARGO_TARGET_TMPDIR")), &[], log);
    assert_eq!(alone["causes"][0]["certainty"], "likely", "{alone}");
    let with = explained_in(&dir, &["--build", "web"], log);
    assert_eq!(with["causes"][0]["certainty"], "sure", "{with}");
    let seen = with["causes"][0]["evidence"].to_string();
    assert!(seen.contains("/LIB"), "{seen}");
    // The text names it, and there it lies.
    let found = explained_in(&dir, &[], log);
    assert_eq!(found["causes"][0]["signature"], with["causes"][0]["signature"]);
    assert_eq!(found["causes"][0]["certainty"], "sure", "{found}");
}

#[test]
fn a_line_of_source_that_is_named_is_shown() {
    let dir = without_loader("source");
    let log = b"# example.com/web\n./main.go:5:15: undefined: println2\n";
    let told = explained_in(&dir, &[], log);
    assert_eq!(told["causes"][0]["evidence"][0]["origin"], "./main.go:5", "{told}");
    let from_afar = explained_in(Path::new("/"), &["--source", dir.to_str().unwrap()], log);
    assert_eq!(from_afar["causes"][0]["evidence"][0]["origin"], "./main.go:5", "{from_afar}");
}

#[test]
fn what_is_not_there_to_be_looked_at_is_an_error() {
    for arguments in
        [["--build", "/nonexistent"], ["--source", "/nonexistent"], ["--for", "nosuch:1"]]
    {
        let told =
            Command::new(LANDFALL).arg("explain").args(arguments).arg("a text").output().unwrap();
        assert_eq!(told.status.code(), Some(3), "{arguments:?}");
        assert!(told.stdout.is_empty(), "{arguments:?}");
    }
    let told = Command::new(LANDFALL).args(["explain", "no-such.log"]).output().unwrap();
    assert_eq!(told.status.code(), Some(3));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
