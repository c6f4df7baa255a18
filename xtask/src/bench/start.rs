//! What it takes to start, beside `go version`: what everybody waits for who calls landfall in a loop, in a hook or by
//! a key for completion.

use std::process::Command;

use serde_json::json;

use super::{Bench, Row};

/// Milliseconds by the clock.
const GOAL: f64 = 10.0;

/// Adds how long it is from the start to the end of the commands that do least.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    for arguments in [&["--version"] as &[&str], &["rule", "newer_glibc_needed"]] {
        let mut ours = Command::new(&bench.landfall);
        ours.args(arguments);
        let mut theirs = Command::new("go");
        theirs.arg("version");
        let [ours, theirs] = bench.by_turns([&mut ours, &mut theirs])?;
        rows.push(Row {
            what: "start to end, by the clock".to_owned(),
            subject: format!("landfall {}", arguments.join(" ")),
            value: ours.wall,
            unit: "ms",
            goal: GOAL,
            at_least: false,
            raw: json!({ "wall_ms": ours.wall, "cpu_ms": ours.cpu, "memory_mb": ours.memory,
                         "go_version_wall_ms": theirs.wall, "go_version_cpu_ms": theirs.cpu }),
        });
    }
    Ok(())
}
