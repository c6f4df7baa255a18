//! How fast source is read: moby, one of the largest Go modules there are, beside `go list` of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::{Bench, Row, Spent};
use crate::cache;

/// The module, and the hash that go.sum has for it. 2.6 million lines with all that it needs.
const MODULE: &str = "github.com/moby/moby/v2";
const VERSION: &str = "v2.0.0-beta.24";
const SUM: &str = "h1:sWv7EckkDJhpraR9yUjkw1XeVf39+MWd58E22PYloNA=";

/// What landfall is asked, the most seconds that may take, and the most megabytes.
const QUESTIONS: &[(&[&str], &str, f64, f64)] = &[
    (&["inspect"], "inspect of source", 0.25, 60.0),
    (&["why", ".", "C", "--all"], "why C --all", 1.0, 400.0),
    (&["ports"], "ports", 2.0, 400.0),
];

/// Adds what reading moby takes.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    let (module, ..) = moby()?;
    let few = Bench { landfall: bench.landfall.clone(), runs: bench.runs.min(7) };
    for (arguments, what, seconds, megabytes) in QUESTIONS {
        let mut ours = Command::new(&few.landfall);
        ours.args(*arguments).current_dir(&module);
        if arguments.len() == 1 {
            ours.arg(".");
        }
        let mut go = Command::new("go");
        go.args(["list", "-e", "-deps", "-json", "./..."]).current_dir(&module);
        let [ours, theirs] = few.by_turns([&mut ours, &mut go])?;
        rows.extend(told(what, &ours, &theirs, (*seconds, *megabytes)));
    }
    Ok(())
}

fn told(what: &str, ours: &Spent, theirs: &Spent, (seconds, megabytes): (f64, f64)) -> [Row; 3] {
    let raw = json!({
        "wall_ms": ours.wall, "cpu_ms": ours.cpu, "memory_mb": ours.memory,
        "go_wall_ms": theirs.wall, "go_cpu_ms": theirs.cpu, "go_memory_mb": theirs.memory,
    });
    let row = |what: String, value, unit, goal| Row {
        what,
        subject: format!("moby {VERSION}"),
        value,
        unit,
        goal,
        at_least: false,
        raw: raw.clone(),
    };
    [
        row(format!("{what}: time that passes"), ours.wall / 1e3, "s", seconds),
        row(format!("{what}: most memory held"), ours.memory, "MB", megabytes),
        row(format!("{what} ÷ go list -e -deps -json"), ours.wall / theirs.wall, "x", 1.0),
    ]
}

/// The module's directory, what it is called, and its hash.
pub(super) fn moby() -> Result<(PathBuf, String, &'static str), String> {
    Ok((module()?, format!("{MODULE} {VERSION}"), SUM))
}

/// The directory of the module with all that it needs beside it, as its own repository has it.
fn module() -> Result<PathBuf, String> {
    let place = cache::folder("bench")?.join(format!("moby-{VERSION}"));
    if place.exists() {
        return Ok(place);
    }
    let exact = format!("{MODULE}@{VERSION}");
    let mut download = Command::new("go");
    download.args(["mod", "download", "-json", &exact]).current_dir(std::env::temp_dir());
    let text = cache::output_of(&mut download)?;
    let said: Value = serde_json::from_str(&text)
        .map_err(|e| format!("could not read what go says of {exact}: {e}"))?;
    if said["Sum"] != SUM {
        return Err(format!("{exact} has the hash {}, which is not {SUM}", said["Sum"]));
    }
    let source = said["Dir"].as_str().ok_or_else(|| format!("go did not unpack {exact}"))?;
    let scratch = cache::scratch_for(&place)?;
    copy(Path::new(source), &scratch)?;
    cache::output_of(Command::new("go").args(["mod", "vendor"]).current_dir(&scratch))?;
    cache::keep(&scratch, &place)?;
    Ok(place)
}

/// Copies a directory; what the module cache has may not be written to.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("could not copy {}: {e}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            let text = fs::read(entry.path()).map_err(failed)?;
            fs::write(&target, text).map_err(failed)?;
        }
    }
    Ok(())
}
