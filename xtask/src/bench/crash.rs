//! How fast a dump of 10,000 goroutines is understood, beside panicparse where it is installed
//! (`go install github.com/maruel/panicparse/v2@latest`).

use std::fs;
use std::process::{Command, Stdio};

use serde_json::json;

use super::{Bench, Row};
use crate::cache;
use crate::table;

/// Adds what a dump takes.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    let folder = cache::folder("crashes")?;
    let (program, log) = (folder.join("plain-bench"), folder.join("crowd.log"));
    let mut go = Command::new("go");
    go.args(["build", "-o"]).arg(&program).arg("./plain");
    go.current_dir(table::workspace().join("crates/cli/tests/crashes"));
    cache::output_of(&mut go)?;
    let dump = Command::new(&program)
        .arg("crowd")
        .env("GOTRACEBACK", "all")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("could not start {}: {error}", program.display()))?;
    fs::write(&log, &dump.stderr)
        .map_err(|error| format!("could not write {}: {error}", log.display()))?;
    let mut ours = Command::new(&bench.landfall);
    ours.arg("crash").arg(&log);
    let mut theirs = Command::new("panicparse");
    theirs.arg(&log);
    let has_peer = Command::new("panicparse")
        .arg("-h")
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .is_ok();
    let (own, peer) = match has_peer {
        true => {
            let [own, peer] = bench.by_turns([&mut ours, &mut theirs])?;
            (own, Some(peer.cpu))
        }
        false => {
            let [own] = bench.by_turns([&mut ours])?;
            (own, None)
        }
    };
    rows.push(Row {
        what: "crash: processor time of a dump".to_owned(),
        subject: format!("10,000 goroutines, {:.1} MB", dump.stderr.len() as f64 / super::MEGABYTE),
        value: own.cpu,
        unit: "ms",
        goal: 20.0,
        at_least: false,
        raw: json!({ "cpu_ms": own.cpu, "panicparse_cpu_ms": peer }),
    });
    Ok(())
}
