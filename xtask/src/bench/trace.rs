//! What a call costs more while it is counted: by eBPF and by ptrace, beside strace and beside nobody.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::{Bench, Row};
use crate::cache;

/// A program that reads as often as it is told, a byte at a time.
const READS: &str = r#"package main

import (
	"os"
	"strconv"
	"syscall"
)

func main() {
	times, _ := strconv.Atoi(os.Args[1])
	zero, err := syscall.Open("/dev/zero", syscall.O_RDONLY, 0)
	if err != nil {
		os.Exit(1)
	}
	var one [1]byte
	for i := 0; i < times; i++ {
		if n, _ := syscall.Read(zero, one[:]); n != 1 {
			os.Exit(1)
		}
	}
}
"#;

/// How often it reads where nothing stops it, and where each call does.
const MANY: f64 = 2_000_000.0;
const SOME: f64 = 200_000.0;

/// Adds what is counted in the kernel, and what is counted by stops.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    let program = reads()?;
    let few = Bench { landfall: bench.landfall.clone(), runs: bench.runs.min(9) };
    rows.push(in_the_kernel(&few, &program)?);
    rows.extend(by_stops(&few, &program)?);
    Ok(())
}

fn in_the_kernel(bench: &Bench, program: &Path) -> Result<Row, String> {
    let ebpf = ["trace", "--quiet", "--by", "ebpf", "--"];
    let [mut none, mut many] = [0.0, MANY].map(|times| run(program, times));
    let [mut none_counted, mut many_counted] = [0.0, MANY].map(|times| {
        let mut counted = bench.landfall(&ebpf, program);
        counted.arg(times.to_string());
        counted
    });
    let commands = [&mut none, &mut many, &mut none_counted, &mut many_counted];
    let [none, many, none_counted, many_counted] = bench.by_turns(commands)?;
    // What waits for a processor is no part of it.
    let alone = (many.cpu - none.cpu) / MANY * 1e6;
    let counted = (many_counted.cpu - none_counted.cpu) / MANY * 1e6;
    Ok(Row {
        what: "trace --by ebpf: what a call costs more".to_owned(),
        subject: "read(2) in a program of Go".to_owned(),
        value: counted - alone,
        unit: "ns",
        goal: 100.0,
        at_least: false,
        raw: json!({ "alone_ns": alone, "counted_ns": counted,
                     "start_alone_ms": none.cpu, "start_counted_ms": none_counted.cpu }),
    })
}

fn by_stops(bench: &Bench, program: &Path) -> Result<[Row; 2], String> {
    let mut alone = run(program, SOME);
    let mut ours = bench.landfall(&["trace", "--quiet", "--by", "ptrace", "--"], program);
    ours.arg(SOME.to_string());
    let strace = |options: &[&str]| {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-o", "/dev/null"]).args(options).arg(program).arg(SOME.to_string());
        strace
    };
    let mut counting = strace(&["-c"]);
    // With a filter it stops at those alone that are asked for; here nearly all are.
    let mut filtering = strace(&["--seccomp-bpf", "-c", "-e", "trace=read"]);
    let commands = [&mut alone, &mut ours, &mut counting, &mut filtering];
    let [alone, ours, counting, filtering] = bench.by_turns(commands)?;
    let row = |what: &str, value, goal| Row {
        what: format!("trace --by ptrace ÷ {what}: time that passes"),
        subject: format!("{SOME} read(2) in a program of Go"),
        value,
        unit: "x",
        goal,
        at_least: false,
        raw: json!({ "alone_ms": alone.wall, "landfall_ms": ours.wall, "strace_ms": counting.wall,
                     "strace_seccomp_bpf_ms": filtering.wall }),
    };
    Ok([
        row("strace -f -c", ours.wall / counting.wall, 0.7),
        row("strace -f --seccomp-bpf -c -e trace=read", ours.wall / filtering.wall, 1.0),
    ])
}

fn run(program: &Path, times: f64) -> Command {
    let mut command = Command::new(program);
    command.arg(times.to_string());
    command
}

/// The program, built by the Go at hand.
pub(super) fn reads() -> Result<PathBuf, String> {
    let dir = cache::folder("bench")?.join("reads");
    let failed = |error: std::io::Error| format!("could not write {}: {error}", dir.display());
    fs::create_dir_all(&dir).map_err(failed)?;
    fs::write(dir.join("main.go"), READS).map_err(failed)?;
    fs::write(dir.join("go.mod"), "module example.com/reads\n\ngo 1.21\n").map_err(failed)?;
    let mut go = Command::new("go");
    go.args(["build", "-o", "reads", "."]).env("CGO_ENABLED", "0").current_dir(&dir);
    cache::output_of(&mut go)?;
    Ok(dir.join("reads"))
}
