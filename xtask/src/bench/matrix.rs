//! What a matrix costs beside the builds that it runs, and how long it takes to foretell all ports.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::{Bench, Row, Spent, source, spent};
use crate::cache;
use crate::ports::{self, MODE};

/// A program of some size: with all that it needs 1,000 files of Go and more.
const MODULE: &str = "github.com/mikefarah/yq/v4";
const VERSION: &str = "v4.44.3";
/// Ports of three formats. All of them take half an hour, and the share is the same.
const PORTS: [&str; 3] = ["darwin/arm64", "linux/amd64", "windows/amd64"];

/// Adds the plan of all ports, and what some of them cost.
pub(super) fn measure(bench: &Bench, rows: &mut Vec<Row>) -> Result<(), String> {
    let dir = ports::fetched(MODULE, VERSION)?;
    let subject = format!("yq {VERSION}");
    let few = Bench { landfall: bench.landfall.clone(), runs: bench.runs.min(7) };
    let mut plan = few.landfall(&["matrix", "--plan", "--ports", "all"], &dir);
    let [plan] = few.by_turns([plan.env("GOFLAGS", MODE)])?;
    rows.push(Row {
        what: "matrix --plan of all ports: time that passes".to_owned(),
        subject: subject.clone(),
        value: plan.wall,
        unit: "ms",
        goal: 1000.0,
        at_least: false,
        raw: json!({ "wall_ms": plan.wall, "cpu_ms": plan.cpu, "memory_mb": plan.memory }),
    });
    let standard = standard()?;
    let ours = ours(&bench.landfall, &dir, &standard)?;
    let theirs = theirs(&dir, &standard)?;
    rows.push(Row {
        what: "matrix ÷ the go builds that it runs".to_owned(),
        subject: format!(
            "{subject}, {} ports, only the standard library built before",
            PORTS.len()
        ),
        value: ours.cpu / theirs.cpu,
        unit: "x",
        goal: 1.15,
        at_least: false,
        raw: json!({ "cpu_ms": ours.cpu, "wall_ms": ours.wall,
                     "go_cpu_ms": theirs.cpu, "go_wall_ms": theirs.wall }),
    });
    Ok(())
}

/// A build cache that has the standard library for each of the ports.
fn standard() -> Result<PathBuf, String> {
    let release = cache::output_of(Command::new("go").args(["env", "GOVERSION"]))?;
    let place = cache::folder("bench")?.join(format!("std-{}", release.trim()));
    if !place.exists() {
        let scratch = cache::scratch_for(&place)?;
        for port in PORTS {
            cache::output_of(build(port, &scratch).arg("std"))?;
        }
        cache::keep(&scratch, &place)?;
    }
    Ok(place)
}

fn build(port: &str, gocache: &Path) -> Command {
    let (os, arch) = port.split_once('/').unwrap_or_default();
    let mut go = Command::new("go");
    go.arg("build").env("GOOS", os).env("GOARCH", arch).env("CGO_ENABLED", "0");
    go.env("GOFLAGS", MODE).env("GOCACHE", gocache);
    go
}

/// A copy of a build cache, and an empty directory for what is built.
fn fresh(standard: &Path) -> Result<(PathBuf, PathBuf), String> {
    let (gocache, products) = (cache::folder("matrix-bench/cache")?, "matrix-bench/products");
    cache::discard(&gocache)?;
    source::copy(standard, &gocache)?;
    cache::discard(&cache::folder(products)?)?;
    Ok((gocache, cache::folder(products)?))
}

fn ours(landfall: &Path, dir: &Path, standard: &Path) -> Result<Spent, String> {
    let (gocache, products) = fresh(standard)?;
    let mut matrix = Command::new(landfall);
    matrix.arg("matrix").arg(dir).args(["--ports", &PORTS.join(","), "--out"]).arg(products);
    let taken = spent(matrix.env("GOFLAGS", MODE).env("GOCACHE", gocache))?;
    cache::discard(&cache::folder("matrix-bench")?)?;
    Ok(taken)
}

fn theirs(dir: &Path, standard: &Path) -> Result<Spent, String> {
    let (gocache, products) = fresh(standard)?;
    let mut all = Spent { cpu: 0.0, wall: 0.0, memory: 0.0 };
    for port in PORTS {
        let mut go = build(port, &gocache);
        go.arg("-o").arg(products.join(port.replace('/', "-"))).arg(".").current_dir(dir);
        let taken = spent(&mut go)?;
        all.cpu += taken.cpu;
        all.wall += taken.wall;
    }
    cache::discard(&cache::folder("matrix-bench")?)?;
    Ok(all)
}
