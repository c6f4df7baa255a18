//! Holds the functions from which landfall gets to C and to `unsafe.Pointer` against a call graph
//! that is made with types: variable type analysis, of golang.org/x/tools.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde_json::Value;
use wait4::Wait4 as _;

use crate::{cache, product};

/// What `cargo xtask paths` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// The directories of modules whose dependencies are on disk
    #[arg(required = true, value_name = "DIR")]
    modules: Vec<PathBuf>,
    /// The landfall to ask; built from this workspace if not given
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
    /// Also name the functions that landfall does not find
    #[arg(long)]
    missed: bool,
}

/// The typed call graph, and what it is built with.
const ORACLE: &str = include_str!("paths/oracle.go");
const GO_MOD: &str = "module oracle\n\ngo 1.25.0\n\nrequire golang.org/x/tools v0.48.0\n";

/// What landfall must find of the functions that the oracle does, in percent.
const LEAST: f64 = 95.0;

/// Asks both, compares.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let landfall = match &options.landfall {
        Some(path) => path.clone(),
        None => product::build()?,
    };
    let landfall = fs::canonicalize(&landfall)
        .map_err(|e| format!("could not find {}: {e}", landfall.display()))?;
    let oracle = oracle()?;
    let platform = format!("{}/{}", go(&["env", "GOOS"])?, go(&["env", "GOARCH"])?);
    let mut is_good = true;
    for module in &options.modules {
        let (theirs, spent) =
            told(Command::new(&oracle).arg(".").arg("./...").current_dir(module))?;
        println!("{}: the typed call graph took {spent:.2} s of CPU", module.display());
        is_good &= packages(&landfall, module, &platform)?;
        for what in ["C", "unsafe"] {
            let mut ask = Command::new(&landfall);
            ask.args(["why", ".", what, "--all", "--format", "json", "--for", &platform]);
            let (ours, ours_spent) = told(ask.current_dir(module))?;
            let (ours, theirs) = (names(&ours["callers"]), names(&theirs[what]));
            let both = ours.intersection(&theirs).count();
            let found = percent(both, theirs.len());
            println!(
                "  {what}: {both} of its {} functions ({found:.1} %), and {} more; {ours_spent:.2} s of \
                 CPU ({:.1} %)",
                theirs.len(),
                ours.len() - both,
                100.0 * ours_spent / spent
            );
            if options.missed {
                theirs.difference(&ours).for_each(|name| println!("    missed: {name}"));
            }
            is_good &= found >= LEAST;
        }
    }
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether landfall finds the packages with cgo that `go list` does.
fn packages(landfall: &Path, module: &Path, platform: &str) -> Result<bool, String> {
    let format = "{{if .CgoFiles}}{{.ImportPath}}{{end}}";
    let mut list = Command::new("go");
    list.args(["list", "-deps", "-f", format, "./..."]).current_dir(module);
    let listed = cache::output_of(&mut list)?;
    let theirs: BTreeSet<&str> = listed.lines().filter(|line| !line.is_empty()).collect();
    let mut ask = Command::new(landfall);
    ask.args(["graph", ".", "--format", "json", "--for", platform]).current_dir(module);
    let (graph, _) = told(&mut ask)?;
    let ours: BTreeSet<&str> = graph["cgo"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|package| package["path"].as_str())
        .collect();
    let both = ours.intersection(&theirs).count();
    println!(
        "  packages with cgo: {both} of {} ({:.1} %), and {} more",
        theirs.len(),
        percent(both, theirs.len()),
        ours.len() - both
    );
    Ok(both == theirs.len())
}

fn percent(part: usize, all: usize) -> f64 {
    if all == 0 { 100.0 } else { 100.0 * part as f64 / all as f64 }
}

fn names(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// What a command prints as JSON, and the seconds of CPU that it and what it started took.
fn told(command: &mut Command) -> Result<(Value, f64), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("could not start {name}: {e}"))?;
    let mut printed = Vec::new();
    if let Some(stdout) = &mut child.stdout {
        stdout.read_to_end(&mut printed).map_err(|e| format!("could not read {name}: {e}"))?;
    }
    let ended = child.wait4().map_err(|e| format!("could not wait for {name}: {e}"))?;
    if !ended.status.success() {
        return Err(format!("{name} failed: {}", ended.status));
    }
    let told = serde_json::from_slice(&printed)
        .map_err(|e| format!("could not understand what {name} prints: {e}"))?;
    Ok((told, (ended.rusage.utime + ended.rusage.stime).as_secs_f64()))
}

fn go(arguments: &[&str]) -> Result<String, String> {
    Ok(cache::output_of(Command::new("go").args(arguments))?.trim().to_owned())
}

/// The program that makes the typed call graph, built in the cache.
fn oracle() -> Result<PathBuf, String> {
    let folder = cache::folder("paths")?;
    for (name, text) in [("go.mod", GO_MOD), ("main.go", ORACLE)] {
        let file = folder.join(name);
        fs::write(&file, text).map_err(|e| format!("could not write {}: {e}", file.display()))?;
    }
    for arguments in [&["mod", "tidy"][..], &["build", "-o", "oracle", "."]] {
        cache::output_of(Command::new("go").args(arguments).current_dir(&folder))?;
    }
    Ok(folder.join("oracle"))
}
