//! Who names no machine means those that the recipes name: each program is judged where it is shipped.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::process::Command;

const MAIN: &str = "package main\n\nimport (\n\t\"net/http\"\n\t\"time\"\n)\n\n\
    func main() {\n\t_, _ = http.Get(\"https://example.com\")\n\
    \tzone, _ := time.LoadLocation(\"Asia/Tokyo\")\n\tprintln(zone.String())\n}\n";
const BUILD: &str = "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\n\
    ARG TARGETARCH\nRUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web ./cmd/web\n";

/// What is said of a module whose Dockerfile ends so, and the exit code.
fn told(end: &str) -> (String, Option<i32>) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("cmd/web")).unwrap();
    fs::create_dir_all(dir.path().join("cmd/tool")).unwrap();
    fs::write(dir.path().join("go.mod"), "module example.com/web\n\ngo 1.21\n").unwrap();
    fs::write(dir.path().join("cmd/web/main.go"), MAIN).unwrap();
    fs::write(dir.path().join("cmd/tool/main.go"), "package main\n\nfunc main() {}\n").unwrap();
    fs::write(dir.path().join("Dockerfile"), format!("{BUILD}{end}")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", "."])
        .current_dir(dir.path())
        .env_remove("GOFLAGS")
        .output()
        .unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

#[test]
fn what_a_program_wants_is_held_against_the_image_that_ships_it() {
    let (told, code) = told("FROM scratch\nCOPY --from=build /web /web\n");
    assert_eq!(code, Some(0), "{told}");
    for platform in ["amd64", "arm64"] {
        let line = format!("/web of Dockerfile on scratch/{platform}: runs");
        assert!(told.contains(&line), "{told}");
    }
    assert!(told.contains("has no certificate authorities"), "{told}");
    assert!(told.contains("has no time zones"), "{told}");
    assert!(!told.contains("tool"), "no image ships it: {told}");
}

#[test]
fn what_a_stage_brings_is_there() {
    let (told, _) = told(
        "FROM scratch\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n\
         COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/zoneinfo.zip\n\
         COPY --from=build /web /web\n",
    );
    assert!(told.contains("on scratch/amd64, scratch/arm64: runs"), "{told}");
    assert!(!told.contains("degrades"), "{told}");
    let (told, _) = self::told(
        "FROM alpine:3.20\nRUN apk add --no-cache tzdata\nCOPY --from=build /web /web\n",
    );
    assert!(
        told.contains("on alpine:3.20/amd64, alpine:3.20/arm64: runs")
            && !told.contains("degrades"),
        "{told}"
    );
}

/// What is said of a module that has a library and programs: one for Unix alone, one for all, one that asks C for
/// users, one that wants certificates and one that a tag leaves out; with a recipe, and the exit code.
fn told_of(recipe: &str, text: &str) -> (String, Option<i32>) {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("go.mod", "module example.com/web\n\ngo 1.21\n");
    write("cmd/web/main.go", "//go:build unix\n\npackage main\n\nfunc main() {}\n");
    write("cmd/tool/main.go", "package main\n\nfunc main() {}\n");
    write("cmd/user/main.go", "package main\n\nimport _ \"os/user\"\n\nfunc main() {}\n");
    write("cmd/slim/main.go", "//go:build !slim\n\npackage main\n\nfunc main() {}\n");
    write("cmd/client/main.go", MAIN);
    write("lib/lib.go", "package lib\n");
    write(recipe, text);
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", "."])
        .current_dir(dir.path())
        .env_remove("GOFLAGS")
        .env_remove("CGO_ENABLED")
        .output()
        .unwrap();
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

#[test]
fn a_release_is_asked_whether_it_builds_for_each_of_its_platforms() {
    let (told, code) = told_of(
        ".goreleaser.yaml",
        "version: 2\nbuilds:\n- main: ./cmd/web/main.go\n  binary: web\n  env: [CGO_ENABLED=0]\n  \
         goos: [linux, windows]\n  goarch: [amd64, arm64]\n",
    );
    let web = "example.com/web/cmd/web of .goreleaser.yaml";
    assert!(told.contains(&format!("{web} on linux/amd64, linux/arm64: runs")), "{told}");
    for platform in ["windows/amd64", "windows/arm64"] {
        assert!(told.contains(&format!("{web} on {platform}: breaks")), "{told}");
    }
    assert!(told.contains("[source_does_not_build]") && !told.contains("tool"), "{told}");
    assert!(!told.contains("--no-cgo"), "the recipe says it: {told}");
    assert_eq!(code, Some(1));
}

#[test]
fn a_job_builds_for_its_runner_or_for_a_platform_that_it_names() {
    let (told, code) = told_of(
        ".github/workflows/ci.yml",
        "on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        os: [ubuntu-22.04, windows-2025]\n    \
         runs-on: ${{ matrix.os }}\n    env: {CGO_ENABLED: 0}\n    steps:\n    - uses: actions/checkout@v6\n    \
         - run: go build ./cmd/tool\n    - run: GOOS=freebsd GOARCH=arm64 go build ./cmd/web\n",
    );
    for line in [
        "example.com/web/cmd/tool of .github/workflows/ci.yml on ubuntu-22.04: runs",
        // Which Windows it is nobody says, and a program of Go wants a new one.
        "example.com/web/cmd/tool of .github/workflows/ci.yml on windows/amd64: unsure",
        "example.com/web/cmd/web of .github/workflows/ci.yml on freebsd/arm64: runs",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    assert_eq!(code, Some(2), "{told}");
}

#[test]
fn a_platform_is_judged_as_one_that_the_user_names_and_each_doubt_keeps_its_reason() {
    let recipe = "version: 2\nbuilds:\n- main: ./cmd/user\n  goos: [linux, darwin]\n  \
        goarch: [amd64, arm64]\n  env: [CGO_ENABLED=1]\n";
    let (told, code) = told_of(".goreleaser.yaml", recipe);
    let line = "example.com/web/cmd/user of .goreleaser.yaml on linux/amd64, linux/arm64: unsure";
    assert!(told.contains(line), "{told}");
    assert!(told.contains("it is not built yet, and os/user links it against"), "{told}");
    assert!(told.contains("the recipe names a platform and no machine"), "{told}");
    assert_eq!(code, Some(2), "{told}");
}

/// A workflow of one job on Ubuntu that runs these lines.
fn job(runs: &[&str]) -> String {
    let steps: String = runs.iter().map(|run| format!("    - run: {run}\n")).collect();
    format!(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-22.04\n    steps:\n    - uses: actions/checkout@v6\n{steps}"
    )
}

#[test]
fn what_is_built_in_two_ways_is_judged_in_both_and_told_apart() {
    let lines = [
        "CGO_ENABLED=0 go build -tags extra ./cmd/user",
        "CGO_ENABLED=1 go build -tags extra ./cmd/user",
    ];
    let (told, _) = told_of(".github/workflows/ci.yml", &job(&lines));
    let user = "example.com/web/cmd/user of .github/workflows/ci.yml";
    assert!(told.contains(&format!("{user} (without cgo) on ubuntu-22.04: runs")), "{told}");
    assert!(told.contains(&format!("{user} (with cgo) on ubuntu-22.04: unsure")), "{told}");
    let lines =
        ["CGO_ENABLED=1 go build ./cmd/user", "CGO_ENABLED=1 go build -tags osusergo ./cmd/user"];
    let (told, code) = told_of(".github/workflows/ci.yml", &job(&lines));
    assert!(told.contains(&format!("{user} (without tags) on ubuntu-22.04: unsure")), "{told}");
    assert!(
        told.contains(&format!("{user} (with -tags osusergo) on ubuntu-22.04: runs")),
        "{told}"
    );
    assert_eq!(code, Some(2), "{told}");
}

#[test]
fn what_is_built_in_two_ways_and_is_the_same_is_told_once() {
    let lines = ["CGO_ENABLED=0 go build ./cmd/tool", "CGO_ENABLED=1 go build -tags x ./cmd/tool"];
    let (told, code) = told_of(".github/workflows/ci.yml", &job(&lines));
    let line = "example.com/web/cmd/tool of .github/workflows/ci.yml on ubuntu-22.04: runs";
    assert_eq!(told.matches("cmd/tool of").count(), 1, "{told}");
    assert!(told.contains(line), "{told}");
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn a_job_of_which_nobody_knows_where_it_runs_is_named_in_one_line_of_its_file() {
    let job = |name: &str, runner: &str| {
        let lines = "steps: [{uses: actions/checkout@v6}, {run: go build ./cmd/web}]";
        format!("  {name}:\n    runs-on: {runner}\n    env: {{CGO_ENABLED: 0}}\n    {lines}\n")
    };
    let workflow = |jobs: &[String]| format!("on: push\njobs:\n{}", jobs.concat());
    let unknown = [job("a", "big-7"), job("b", "big-7"), job("c", "${{ vars.RUNNER }}")];
    let all = [&[job("d", "ubuntu-22.04")], &unknown[..]].concat();
    let (told, code) = told_of(".github/workflows/ci.yml", &workflow(&all));
    let line = "what .github/workflows/ci.yml builds on its runners: unsure";
    assert_eq!(told.matches(line).count(), 1, "{told}");
    assert!(told.contains("jobs a, b: nobody here knows the runner big-7; job c: "), "{told}");
    assert!(told.contains("cmd/web of .github/workflows/ci.yml on ubuntu-22.04: runs"), "{told}");
    assert_eq!(code, Some(2), "{told}");
    // Where no job is known, no machine is named, and this one is meant as well.
    let (told, code) = told_of(".github/workflows/ci.yml", &workflow(&unknown));
    assert!(told.contains(line) && told.contains("cmd/web on here: runs"), "{told}");
    assert_eq!(code, Some(2), "{told}");
}

#[test]
fn a_job_that_builds_in_a_directory_that_nobody_knows_is_not_passed_over() {
    let elsewhere = "on: push\njobs:\n  a:\n    runs-on: ubuntu-22.04\n    steps:\n    \
        - uses: actions/checkout@v6\n    - run: go build .\n      working-directory: ${{ vars.DIR }}\n    \
        - run: go build -C cmd/web\n";
    let (told, code) = told_of(".github/workflows/ci.yml", elsewhere);
    assert!(told.contains("job a: in which directory it builds: "), "{told}");
    assert!(told.contains("job a: it builds in another directory, as -C says"), "{told}");
    assert_eq!(code, Some(2), "{told}");
}

#[test]
fn a_package_that_is_no_program_which_is_known_is_named() {
    let lines = [
        "go build ./cmd/web ./cmd/none",
        "go build ./cmd/other",
        "CGO_ENABLED=0 go build -tags slim ./cmd/slim",
        // Of these nothing is shipped: a library, one of Go's, one of somebody else's.
        "go build ./lib",
        "go build ./lib/...",
        "go build fmt",
        "go install example.org/tool",
    ];
    let (told, code) = told_of(".github/workflows/ci.yml", &job(&lines));
    let line = "what .github/workflows/ci.yml builds on its runners: unsure";
    assert_eq!(told.matches(line).count(), 1, "{told}");
    for package in ["none", "other", "slim"] {
        let line = format!("what ./cmd/{package} is could not be told: ");
        assert!(told.contains(&line), "{told}");
    }
    assert!(!told.contains("lib is") && !told.contains("tool is"), "{told}");
    assert_eq!(code, Some(2), "{told}");
}

#[test]
fn a_pattern_is_of_the_directory_that_it_is_said_in() {
    let inside = "on: push\njobs:\n  a:\n    runs-on: ubuntu-22.04\n    env: {CGO_ENABLED: 0}\n    steps:\n    \
        - uses: actions/checkout@v6\n    - run: go build ./tool/...\n      working-directory: cmd\n";
    let (told, code) = told_of(".github/workflows/ci.yml", inside);
    assert!(told.contains("cmd/tool of .github/workflows/ci.yml on ubuntu-22.04: runs"), "{told}");
    assert!(!told.contains("cmd/web") && !told.contains("cmd/user"), "{told}");
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn a_runner_is_no_image_of_its_distribution_and_has_more() {
    let lines = ["CGO_ENABLED=0 go build ./cmd/client"];
    let (told, code) = told_of(".github/workflows/ci.yml", &job(&lines));
    let line = "example.com/web/cmd/client of .github/workflows/ci.yml on ubuntu-22.04: runs";
    assert!(told.contains(line), "{told}");
    assert!(
        told.contains("could not look: ubuntu-22.04 has more in it than ubuntu:22.04"),
        "{told}"
    );
    assert!(!told.contains("degrades"), "{told}");
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn an_image_that_nobody_here_knows_is_unsure() {
    let (told, code) = told("FROM example.com/base:7\nCOPY --from=build /web /web\n");
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("what Dockerfile ships on its last stage: unsure"), "{told}");
    assert!(told.contains("nobody here knows"), "{told}");
}

#[test]
fn a_directory_of_which_nobody_knows_what_it_holds_is_no_bundle() {
    let (told, _) = told("FROM scratch\nCOPY rootfs/ /\nCOPY --from=build /web /web\n");
    assert!(told.contains("on scratch/amd64, scratch/arm64: runs"), "{told}");
    assert!(told.contains("unsure: "), "nobody looked into rootfs: {told}");
    assert!(told.contains("what is copied into scratch may hold it"), "{told}");
}
