//! How fast a machine is looked at: `doctor` and `record` beside `go env`, which tells of Go alone, and
//! what `watch` takes while it waits.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use wait4::Wait4;

use super::{Bench, Row};

/// How long a process is watched, at a look each second.
const WATCHED: Duration = Duration::from_secs(10);

/// Adds what looking at this machine takes.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    // What gcc takes to answer is not ours: it is not on this PATH.
    let go = Command::new("go").args(["env", "GOROOT"]).output();
    let go = go.map_err(|error| format!("could not start go: {error}"))?;
    let alone = format!("{}/bin", String::from_utf8_lossy(&go.stdout).trim());
    let mut alone_too = Command::new(&bench.landfall);
    alone_too.arg("doctor").env("PATH", alone);
    let mut nothing = Command::new(&bench.landfall);
    nothing.arg("--version");
    let [own, start] = bench.by_turns([&mut alone_too, &mut nothing])?;
    rows.push(Row {
        what: "doctor: processor time, but for what it asks gcc".to_owned(),
        subject: "this machine".to_owned(),
        value: own.cpu,
        unit: "ms",
        goal: 20.0,
        at_least: false,
        raw: json!({ "cpu_ms": own.cpu, "start_cpu_ms": start.cpu }),
    });
    for (command, wall) in [("doctor", 300.0), ("record", 500.0)] {
        let mut ours = Command::new(&bench.landfall);
        ours.arg(command);
        let mut go = Command::new("go");
        go.arg("env");
        let [ours, theirs] = bench.by_turns([&mut ours, &mut go])?;
        let raw = json!({
            "wall_ms": ours.wall, "cpu_ms": ours.cpu, "go_wall_ms": theirs.wall,
            "go_cpu_ms": theirs.cpu,
        });
        let row = |what: &str, value, unit, goal| Row {
            what: format!("{command}{what}"),
            subject: "this machine".to_owned(),
            value,
            unit,
            goal,
            at_least: false,
            raw: raw.clone(),
        };
        rows.push(row(": time that passes", ours.wall, "ms", wall));
    }
    rows.push(watch(bench)?);
    Ok(())
}

/// What watching takes of a processor: a shell that sleeps is watched, and then both end.
fn watch(bench: &Bench) -> Result<Row, String> {
    let cannot = |what: &str, error: std::io::Error| format!("could not {what}: {error}");
    let seconds = (WATCHED + Duration::from_secs(5)).as_secs().to_string();
    let mut sleeper =
        Command::new("sleep").arg(seconds).spawn().map_err(|error| cannot("start sleep", error))?;
    let start = Instant::now();
    let mut watching = Command::new(&bench.landfall)
        .args(["watch", &sleeper.id().to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| cannot("watch", error))?;
    thread::sleep(WATCHED);
    // The watch ends with what it watches.
    sleeper.kill().map_err(|error| cannot("end sleep", error))?;
    sleeper.wait().map_err(|error| cannot("wait for sleep", error))?;
    let ended = watching.wait4().map_err(|error| cannot("wait for the watch", error))?;
    let used = ended.rusage.utime + ended.rusage.stime;
    let share = used.as_secs_f64() / start.elapsed().as_secs_f64() * 100.0;
    Ok(Row {
        what: "watch, a look each second: share of a processor".to_owned(),
        subject: "a process that sleeps".to_owned(),
        value: share,
        unit: "%",
        goal: 0.5,
        at_least: false,
        raw: json!({ "cpu_ms": used.as_secs_f64() * 1e3 }),
    })
}
