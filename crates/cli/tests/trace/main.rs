//! `landfall trace`, held against strace and against programs that know how often they call.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod counted;
mod files;
mod followed;
mod refused;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

type Calls = BTreeMap<String, u64>;

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

/// A place for files of one test.
fn place(test: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("trace")
        .join(format!("{test}-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// The program that makes calls in ways that are hard to follow.
fn calls() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let file = place("built").join("calls");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trace/calls.c");
        let status =
            Command::new("gcc").args(["-O1", "-pthread", "-o"]).arg(&file).arg(source).status();
        assert!(status.expect("could not start gcc").success());
        file
    })
}

/// The program of Go that asks from many threads.
fn asks() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| built_by_go(""))
}

/// The same for an architecture; without one for this.
fn built_by_go(arch: &str) -> PathBuf {
    let file = place("built").join(format!("asks{arch}"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/asks");
    let mut go = Command::new("go");
    go.args(["build", "-o"]).arg(&file).arg(".").env("CGO_ENABLED", "0").current_dir(source);
    if !arch.is_empty() {
        go.env("GOARCH", arch);
    }
    assert!(go.status().expect("could not start go").success());
    file
}

/// Who can count here. Both, where the kernel lets us; that it is right to refuse is tested by itself.
fn tracers() -> &'static [&'static str] {
    static MAY: OnceLock<bool> = OnceLock::new();
    let may = MAY.get_or_init(|| {
        let tried = landfall("may", "ebpf", &["true"], Stdio::null());
        let said = String::from_utf8_lossy(&tried.stderr);
        let is_refused = said.contains("it takes root") || said.contains("(os error 1)");
        assert!(tried.status.success() || is_refused, "only the kernel may refuse: {said}");
        tried.status.success()
    });
    if *may { &["ptrace", "ebpf"] } else { &["ptrace"] }
}

/// The command, which is to be started, that traces another and adds it to the file of a test.
fn tracing(file: &Path, by: &str, command: &[&str]) -> Command {
    let mut landfall = Command::new(LANDFALL);
    landfall.args(["trace", "--by", by, "-o"]).arg(file).arg("--").args(command);
    landfall
}

fn landfall(test: &str, by: &str, command: &[&str], stdin: Stdio) -> Output {
    let file = place(test).join(format!("{by}.json"));
    tracing(&file, by, command).stdin(stdin).output().unwrap()
}

/// What a file says of its last run.
fn last_run(file: &Path) -> Value {
    let text = fs::read_to_string(file).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    all["runs"].as_array().unwrap().last().unwrap().clone()
}

fn numbers(calls: &Value) -> Calls {
    let calls = calls.as_object().unwrap();
    calls.iter().map(|(name, count)| (name.clone(), count.as_u64().unwrap())).collect()
}

/// The calls of a command, all of which must be counted, and its exit code must be passed on.
fn counted(test: &str, by: &str, command: &[&str], code: i32) -> Calls {
    let output = landfall(test, by, command, Stdio::null());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{by} {command:?}: {said}");
    let run = last_run(&place(test).join(format!("{by}.json")));
    assert_eq!(run["complete"], true, "{by}: {run}");
    assert_eq!(run["by"], by);
    numbers(&run["calls"])
}

/// The calls of a command as strace counts them, without the execve(2) that starts it.
fn by_strace(test: &str, command: &[&str]) -> Calls {
    let log = place(test).join("strace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "signal=none", "-o"]).arg(&log).args(command);
    strace.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = strace.output().expect("could not start strace");
    assert!(output.status.code().is_some());
    let (mut calls, mut gone) = (Calls::new(), BTreeSet::new());
    for line in fs::read_to_string(log).unwrap().lines() {
        let (thread, line) = line.split_once(' ').unwrap();
        let Some((name, _)) = line.trim_start().split_once('(') else { continue };
        // Of a thread whose others end meanwhile it may tell twice that it ends the process.
        if name == "exit_group" && !gone.insert(thread.to_owned()) {
            continue;
        }
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            *calls.entry(name.to_owned()).or_default() += 1;
        }
    }
    let starts = calls.get_mut("execve").unwrap();
    *starts -= 1;
    calls.retain(|_, count| *count > 0);
    calls
}

/// A program that has started, with the number that it tells.
fn started(command: &mut Command) -> (Child, u32) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let Ok(number) = line.trim().parse() else {
        let mut said = String::new();
        child.stderr.unwrap().read_to_string(&mut said).unwrap();
        panic!("it told {line:?}: {said}");
    };
    (child, number)
}

fn send(signal: &str, process: u32) {
    let status = Command::new("kill").args([signal, &process.to_string()]).status();
    assert!(status.expect("could not start kill").success());
}

fn lives(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // One that has ended and that nobody has waited for does not live.
    stat.rsplit_once(')').is_some_and(|(_, after)| !after.trim_start().starts_with('Z'))
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "{what} does not come");
        sleep(Duration::from_millis(10));
    }
}
