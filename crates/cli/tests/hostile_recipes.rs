//! Recipes that nobody wrote to be built from: each is answered, soon, in little memory.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Far more than any of these takes, and far less than one that does not end.
const LONGEST: Duration = Duration::from_secs(180);
/// In kilobytes of address space.
const MOST: &str = "4000000";

fn project(name: &str, files: &[(&str, Vec<u8>)]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile-recipes").join(name);
    fs::remove_dir_all(&dir).ok();
    fs::create_dir_all(&dir).unwrap();
    for (name, text) in files {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// What `check` and `fix` say; each ends by itself, with a code of ours.
fn told(dir: &Path) -> String {
    let mut all = String::new();
    for command in ["check", "fix --diff"] {
        let start = Instant::now();
        let line = format!(
            "ulimit -v {MOST}; exec timeout {} '{}' {command} .",
            LONGEST.as_secs(),
            env!("CARGO_BIN_EXE_landfall")
        );
        let output = Command::new("sh").args(["-c", &line]).current_dir(dir).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        let code = output.status.code();
        assert!(matches!(code, Some(0..=3)), "{command} in {}: {code:?}\n{text}", dir.display());
        assert!(start.elapsed() < LONGEST, "{command} in {}", dir.display());
        assert!(!text.contains("panicked"), "{text}");
        all.push_str(&text);
    }
    all
}

#[test]
fn a_bomb_of_aliases_costs_nothing() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..40 {
        let row = vec![format!("*a{}", at - 1); 9].join(", ");
        text.push_str(&format!("a{at}: &a{at} [{row}]\n"));
    }
    text.push_str("on: push\njobs:\n  a:\n    runs-on: *a39\n    strategy:\n      matrix: {a: *a39, b: *a39}\n    steps: *a39\n");
    for name in [
        ".github/workflows/a.yml",
        ".gitlab-ci.yml",
        "compose.yaml",
        ".goreleaser.yml",
        "action.yml",
    ] {
        told(&project("aliases", &[(name, text.clone().into_bytes())]));
    }
    // The same of a Makefile: each variable holds the one before fifty times.
    let mut text = "A0 =\n".to_owned();
    for at in 1..12 {
        text.push_str(&format!("A{at} = {}\n", format!("$(A{})", at - 1).repeat(50)));
    }
    text.push_str("export A11\nall:\n\tgo build $(A11)\n");
    told(&project("aliases", &[("Makefile", text.into_bytes())]));
}

#[test]
fn a_matrix_of_millions_is_not_run_through() {
    let row = (0..1000).map(|at| at.to_string()).collect::<Vec<_>>().join(", ");
    let text = format!(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    strategy:\n      matrix:\n        a: [{row}]\n        b: [{row}]\n        c: [{row}]\n    steps:\n      - run: GOARCH=${{{{ matrix.a }}}} go build\n"
    );
    told(&project("matrix", &[(".github/workflows/a.yml", text.into_bytes())]));
    let loops = "for a in 1 2 3 4 5 6 7 8 9; do ".repeat(30) + "go build;" + &" done;".repeat(30);
    told(&project("loops", &[("a.sh", loops.into_bytes())]));
}

#[test]
fn includes_that_lead_back_end() {
    let files = [
        ("Makefile", b"include a.mk\nall:\n\tgo build\n".to_vec()),
        ("a.mk", b"include b.mk\nX = $(Y)\nall: ; go build $(X)\n".to_vec()),
        ("b.mk", b"include a.mk\nY = $(X)\n".to_vec()),
        ("Dockerfile", b"FROM a AS b\nFROM b AS a\nCOPY --from=a / /\nCOPY --from=9 / /\n".to_vec()),
        (".gitlab-ci.yml", b"include: [{local: .gitlab-ci.yml}]\n.a: {extends: .b}\n.b: {extends: .a}\nc:\n  extends: .a\n  script: [go build]\n".to_vec()),
        ("a.sh", b"f() { g; }\ng() { f; }\nf\n. ./a.sh\n./a.sh\nsh -c 'sh -c \"sh a.sh\"'\n".to_vec()),
    ];
    let dir = project("includes", &files);
    symlink(".", dir.join("again")).unwrap();
    symlink("nowhere", dir.join("b.sh")).unwrap();
    told(&dir);
}

#[test]
fn scripts_of_fifty_megabytes_end_soon() {
    let line = b"RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web ./cmd/web && strip /web\n";
    for (name, piece, times) in [
        ("a.sh", &b"GOOS=linux go build ./... || exit 1\n"[..], 1_400_000),
        ("a.sh", &b"a \\\n"[..], 12_000_000),
        ("a.sh", &b"(\""[..], 25_000_000),
        ("Dockerfile", &line[..], 700_000),
        ("Dockerfile", &b"RUN go env -w GOFLAGS=-v && go build\n"[..], 1_400_000),
        ("Dockerfile", &b"RUN \\\n"[..], 8_000_000),
        ("web.service", &b"[Service]\nLimitNOFILE=1\n"[..], 500_000),
    ] {
        let told = told(&project("large", &[(name, piece.repeat(times))]));
        assert!(told.contains("it is longer than 1 MiB, and was not read"), "{told}");
        // What is just short enough is read.
        let first = if name == "Dockerfile" { &b"FROM golang:1.26\n"[..] } else { b"" };
        let times = ((1 << 20) - first.len()) / piece.len();
        let text = [first, &piece.repeat(times)].concat();
        let told = self::told(&project("large", &[(name, text)]));
        let is_long = told.contains("it runs more than 2000 commands: this is not followed");
        assert_eq!(is_long, piece.windows(3).any(|word| word == b"go "), "{told}");
    }
}

#[test]
fn stages_and_targets_by_the_thousand_end_soon() {
    let stages: String = (0..40_000).map(|at| format!("FROM s{at} AS s{}\n", at + 1)).collect();
    let told_of = told(&project("stages", &[("Dockerfile", stages.into_bytes())]));
    assert!(told_of.contains("it has more than 500 stages: this is not followed"), "{told_of}");
    let targets: String =
        (0..10_000).map(|at| format!("t{at}: t{}\n\tgo build -o a ./...\n", at + 1)).collect();
    let docker = b"FROM golang:1.26\nCOPY . .\nRUN make\n".to_vec();
    told(&project("targets", &[("Makefile", targets.into_bytes()), ("Dockerfile", docker)]));
}

#[test]
fn what_is_no_text_is_said_and_not_read() {
    let noise: Vec<u8> =
        (0..200_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let names = [
        "Dockerfile",
        "a.sh",
        "Makefile",
        ".github/workflows/a.yml",
        "a.service",
        "seccomp.json",
        "a.plist",
        "go.mod",
    ];
    let files: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (*name, noise.clone())).collect();
    let told_of = told(&project("noise", &files));
    assert!(told_of.contains("it holds NUL bytes, as no text does, and was not read"), "{told_of}");
    // Without NUL bytes it is read, as far as it goes.
    let letters: Vec<u8> = noise.iter().map(|byte| byte | 0x20).collect();
    let files: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (*name, letters.clone())).collect();
    told(&project("letters", &files));
}

#[test]
fn a_recipe_that_cannot_be_read_is_said() {
    let dir = project("pipes", &[("Dockerfile", b"FROM golang:1.26\n".to_vec())]);
    let status = Command::new("mkfifo").arg(dir.join("a.sh")).status().unwrap();
    assert!(status.success());
    fs::create_dir(dir.join("Makefile")).unwrap();
    assert!(told(&dir).contains("read 1 Dockerfile"));
    // Root reads everything; so it is asked about a directory that goes away.
    let gone = landfall_probe::recipes::find(Path::new("/nowhere/at/all"));
    assert!(gone.0.is_empty() && gone.1.len() == 1, "{gone:?}");
}

#[test]
fn a_named_recipe_is_read_wherever_it_lies() {
    let go = b"FROM golang:1.26\nRUN set -o pipefail; go build | tee log\n".to_vec();
    let files = [("vendor/a/Dockerfile", go), ("a.sh", b"#!/usr/bin/env bats\n".to_vec())];
    let dir = project("named", &files);
    let check = |path: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
        let output = command.args(["check", path]).current_dir(&dir).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&text).into_owned())
    };
    let (code, told) = check("vendor/a/Dockerfile");
    assert!(code == Some(0) && told.starts_with("read 1 Dockerfile"), "{code:?} {told}");
    let (code, told) = check("a.sh");
    assert_eq!(code, Some(3), "{told}");
    assert_eq!(
        told,
        "landfall: could not look at a.sh: a.sh is named like a recipe, and is none\n"
    );
}

/// What nobody understood may hold any fault: it is never said to be without one.
#[test]
fn a_piece_that_is_not_understood_makes_its_file_unsure() {
    for (name, text) in [
        ("Dockerfile", "FROM golang:1.26\nRUNN go build\n"),
        ("Dockerfile", "RUN go build\n"),
        ("Dockerfile", "FROM golang:1.26\nRUN if go build; then\n"),
        ("a.sh", "if go build; then\n"),
        (".github/workflows/a.yml", "on: push\njobs: [\n"),
    ] {
        let dir = project("broken", &[(name, text.as_bytes().to_vec())]);
        let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(["check", "."])
            .current_dir(&dir)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {told}");
        assert!(told.contains(&format!("{name}: unsure")), "{told}");
    }
}
