//! `landfall ci` and the action: what is written is pinned, asks for little, and fails when it should.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::Path;
use std::process::Command;

const COMMIT: &str = "0123456789012345678901234567890123456789";

fn landfall(dir: &Path, args: &[&str]) -> (String, String, Option<i32>) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_landfall")).args(args).current_dir(dir).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// A file of this repository.
fn of_repository(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)).unwrap()
}

/// A directory with a recipe that breaks, or with one that does not.
fn project(breaks: bool) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let arch = if breaks { "ARG TARGETARCH=amd64" } else { "ARG TARGETARCH" };
    let text = format!(
        "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n{arch}\n\
         RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .\n\
         FROM alpine:3.20\nCOPY --from=build /web /web\nENTRYPOINT [\"/web\"]\n"
    );
    fs::write(dir.path().join("Dockerfile"), text).unwrap();
    dir
}

#[test]
fn the_workflow_for_github_is_pinned_and_asks_for_little() {
    let dir = tempfile::tempdir().unwrap();
    let from = format!("acme/landfall@{COMMIT}");
    let (told, said, code) = landfall(dir.path(), &["ci", "--write", "github", "--from", &from]);
    assert_eq!(
        (told.as_str(), code),
        ("wrote .github/workflows/landfall.yml\n", Some(0)),
        "{said}"
    );
    let text = fs::read_to_string(dir.path().join(".github/workflows/landfall.yml")).unwrap();
    let uses: Vec<&str> = text.lines().filter(|line| line.contains("uses:")).collect();
    assert_eq!(uses.len(), 3);
    for line in uses {
        let pin = line.split('@').nth(1).unwrap().split(' ').next().unwrap();
        assert!(pin.len() == 40 && pin.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
    }
    assert!(text.contains("permissions: {}\n") && text.contains("persist-credentials: false"));
    // Our own rules have nothing to say of it.
    let (told, _, code) = landfall(dir.path(), &["check", ".github/workflows/landfall.yml"]);
    assert_eq!(code, Some(0), "{told}");
    // What is there is not written over.
    let (_, said, code) = landfall(dir.path(), &["ci", "--write", "github", "--from", &from]);
    assert!(code == Some(3) && said.contains("it is there already"), "{said}");
}

#[test]
fn what_is_not_pinned_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for from in ["acme/landfall@v1", "acme/landfall", "@0123456789012345678901234567890123456789"] {
        let (_, said, code) = landfall(dir.path(), &["ci", "--write", "github", "--from", from]);
        assert!(code == Some(3) && said.contains("could not use --from"), "{from}: {said}");
    }
    let odd = format!("acme/x; curl evil@{COMMIT}");
    assert_eq!(landfall(dir.path(), &["ci", "--write", "gitlab", "--from", &odd]).2, Some(3));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

/// The lines of a block scalar below a key, without their indentation.
fn script(text: &str, from: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap();
    let (_, rest) = rest.split_once("run: |\n").unwrap();
    let indentation = rest.len() - rest.trim_start().len();
    rest.lines()
        .take_while(|line| line.trim().is_empty() || line.starts_with(&" ".repeat(indentation)))
        .map(|line| format!("{}\n", line.get(indentation..).unwrap_or_default()))
        .collect()
}

/// The step of the action, run as a runner runs it, with this landfall in its place.
fn step(dir: &Path, fail_on: &str) -> Option<i32> {
    let temp = tempfile::tempdir().unwrap();
    let bin = temp.path().join("landfall/bin");
    fs::create_dir_all(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_landfall"), bin.join("landfall")).unwrap();
    let script = script(&of_repository("action.yml"), "name: Check");
    let status = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script])
        .current_dir(dir)
        .env("RUNNER_TEMP", temp.path())
        .env("CHECKED", ".")
        .env("TARGETS", "")
        .env("SARIF", "out.sarif")
        .env("FAIL_ON", fail_on)
        .output()
        .unwrap()
        .status;
    status.code()
}

#[test]
fn the_action_fails_when_something_breaks_and_writes_sarif_all_the_same() {
    let dir = project(true);
    assert_eq!(step(dir.path(), "breaks"), Some(1));
    let sarif = fs::read_to_string(dir.path().join("out.sarif")).unwrap();
    assert!(sarif.contains("platform_argument_overridden"), "{sarif}");
    assert_eq!(step(dir.path(), "never"), Some(0));
    let fine = project(false);
    assert_eq!(step(fine.path(), "breaks"), Some(0));
}

#[test]
fn the_job_for_gitlab_fails_when_something_breaks() {
    let dir = tempfile::tempdir().unwrap();
    let from = format!("https://example.com/acme/landfall.git@{COMMIT}");
    let (text, _, code) =
        landfall(dir.path(), &["ci", "--write", "gitlab", "--from", &from, "--print"]);
    assert_eq!(code, Some(0));
    assert!(text.contains(&format!("--rev {COMMIT} landfall")), "{text}");
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.contains("script:"))
        .skip(1)
        .map_while(|line| line.strip_prefix("    - "))
        .filter(|line| !line.starts_with("cargo "))
        .collect();
    assert_eq!(lines.len(), 3);
    let bin = Path::new(env!("CARGO_BIN_EXE_landfall")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    for (breaks, expected) in [(true, 1), (false, 0)] {
        let dir = project(breaks);
        let output = Command::new("bash")
            .args(["-eo", "pipefail", "-c", &lines.join("\n")])
            .current_dir(dir.path())
            .env("PATH", &path)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(expected));
        assert!(dir.path().join("landfall.sarif").is_file());
    }
}
