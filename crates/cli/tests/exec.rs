//! `landfall exec`: a command is as it is without it, and is explained where it fails.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Command, Output, Stdio};

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

const FAILS: &str = "echo 'runtime: failed to create new OS thread (have 22 already; errno=11)' >&2; \
                     echo 'fatal error: newosproc' >&2; exit 2";

fn exec(script: &str) -> Output {
    Command::new(LANDFALL).args(["exec", "--", "sh", "-c", script]).output().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn output_and_exit_code_are_those_of_the_command() {
    let output = exec("printf 'a\\377b'; printf 'to errors' >&2; exit 7");
    assert_eq!(output.stdout, b"a\xffb");
    assert_eq!(output.stderr, b"to errors");
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(exec("kill -TERM $$").status.code(), Some(128 + 15));
}

#[test]
fn only_what_fails_is_explained() {
    let told = errors(&exec(FAILS));
    assert!(told.contains("landfall explains:") && told.contains("newosproc"), "{told}");
    let fine = exec(&FAILS.replace("exit 2", "exit 0"));
    assert!(!errors(&fine).contains("landfall explains:"), "{}", errors(&fine));
    assert_eq!(fine.status.code(), Some(0));
}

#[test]
fn a_command_that_is_not_there_ends_as_in_a_shell() {
    let output = Command::new(LANDFALL).args(["exec", "--", "no-such-command"]).output().unwrap();
    assert_eq!(output.status.code(), Some(127));
    assert!(errors(&output).contains("no-such-command: no such file"), "{}", errors(&output));
}

#[test]
fn what_the_command_reads_is_what_we_are_given() {
    let mut child = Command::new(LANDFALL)
        .args(["exec", "--", "cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"through").unwrap();
    assert_eq!(child.wait_with_output().unwrap().stdout, b"through");
}

#[test]
fn where_both_streams_are_one_file_the_order_stays() {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("exec-order");
    let file = File::create(&path).unwrap();
    let both = (file.try_clone().unwrap(), file);
    let script = "for i in 1 2 3 4 5 6 7 8 9; do echo out$i; echo err$i >&2; done";
    let ended = Command::new(LANDFALL)
        .args(["exec", "--", "sh", "-c", script])
        .stdout(both.0)
        .stderr(both.1)
        .status();
    assert!(ended.unwrap().success());
    let lines = (1..10).flat_map(|one| [format!("out{one}\n"), format!("err{one}\n")]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), lines.collect::<String>());
}

#[test]
#[cfg(target_os = "linux")]
fn a_signal_to_us_reaches_the_command() {
    let mut child = Command::new(LANDFALL)
        .args([
            "exec",
            "--",
            "sh",
            "-c",
            "trap 'echo heard; exit 5' TERM; echo ready; while :; do sleep 0.05; done",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut ready = [0; 6];
    output.read_exact(&mut ready).unwrap();
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "heard\n");
    assert_eq!(child.wait().unwrap().code(), Some(5));
}

#[test]
fn more_than_a_pipe_holds_goes_through() {
    let output = exec("head -c 3000000 /dev/zero | tr '\\0' x; echo; exit 1");
    assert_eq!(output.stdout.len(), 3_000_001);
    assert_eq!(output.status.code(), Some(1));
}
