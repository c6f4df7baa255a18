//! Builds real modules for every port, really, and holds what landfall foretold against that.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde_json::Value;

use crate::cache;
use crate::product;
use crate::table::{self, Table, fits, line, truth_file};

/// What `cargo xtask ports` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Only modules that fit this pattern
    #[arg(long, value_name = "GLOB", default_value = "*")]
    only: String,
    /// Only ports that fit this pattern, as in linux/*
    #[arg(long, value_name = "GLOB", default_value = "*")]
    port: String,
    /// Build with cgo too, for this machine's own port, with its C compiler and libraries
    #[arg(long)]
    cgo: bool,
    /// Build with cgo too, for the Linux ports of zig-targets.csv and for Windows, with the C library
    /// that this zig brings along
    #[arg(long, value_name = "PATH")]
    zig: Option<PathBuf>,
    /// Take the truth from truth/ports.csv instead of building
    #[arg(long)]
    recorded: bool,
    /// The landfall to ask; built from this workspace if not given
    #[arg(long, value_name = "PATH")]
    landfall: Option<PathBuf>,
}

const COLUMNS: [&str; 9] =
    ["module", "version", "go", "os", "arch", "cgo", "program", "built", "says"];

/// A module's zip has no vendor directory, though it may have a list of what would be in it.
pub const MODE: &str = "-mod=readonly";

/// What was built, and for what.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Case {
    module: String,
    version: String,
    os: String,
    arch: String,
    cgo: String,
    program: String,
}

/// What came of it: nothing, or the first complaint.
type Outcome = Option<String>;

/// Builds, compares, records.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let modules = Table::read(&truth_file("modules.csv"), &["module", "version", "from"])?;
    let modules: Vec<(String, String)> = modules
        .rows()
        .filter(|row| fits(&options.only, &row[0]))
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let landfall = match &options.landfall {
        Some(path) => path.clone(),
        None => product::build()?,
    };
    let go = go_release()?;
    let mut foretold: BTreeMap<Case, String> = BTreeMap::new();
    let mut dirs: BTreeMap<(String, String), PathBuf> = BTreeMap::new();
    for (module, version) in &modules {
        let dir = fetched(module, version)?;
        foretold.extend(ask(&landfall, module, version, &dir)?);
        dirs.insert((module.clone(), version.clone()), dir);
    }
    foretold.retain(|case, _| fits(&options.port, &format!("{}/{}", case.os, case.arch)));
    let mut truth = recorded(&go)?;
    if !options.recorded {
        build_all(&go, &compilers(options)?, &foretold, &dirs, &mut truth)?;
    }
    Ok(compare(&foretold, &truth))
}

/// The ports for which there is a C compiler, and which it is; of our own the Go command knows.
pub type Compilers = BTreeMap<(String, String), Option<String>>;

fn compilers(options: &Options) -> Result<Compilers, String> {
    let mut compilers = Compilers::new();
    if let Some(zig) = &options.zig {
        let zig =
            fs::canonicalize(zig).map_err(|e| format!("could not find {}: {e}", zig.display()))?;
        of_zig(&zig, &mut compilers)?;
    }
    if options.cgo {
        compilers.insert((go_env("GOHOSTOS")?, go_env("GOHOSTARCH")?), None);
    }
    Ok(compilers)
}

/// Adds the ports that zig has a C library for.
pub fn of_zig(zig: &Path, compilers: &mut Compilers) -> Result<(), String> {
    let cc = |target: &str| Some(format!("{} cc -target {target}", zig.display()));
    let table = table::workspace().join("crates/know/data/zig-targets.csv");
    let text = fs::read_to_string(&table)
        .map_err(|e| format!("could not read {}: {e}", table.display()))?;
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    // What comes before the source holds no comma.
    for [arch, target, os] in rows.filter_map(|row| {
        let mut cells = row.split(',');
        Some([cells.next()?, cells.next()?, cells.next()?])
    }) {
        compilers.insert((os.to_owned(), arch.to_owned()), cc(target));
    }
    Ok(())
}

fn compare(foretold: &BTreeMap<Case, String>, truth: &BTreeMap<Case, Outcome>) -> ExitCode {
    let (mut agree, mut unsure, mut false_builds, mut false_breaks) = (0, 0, 0, 0);
    for (case, outcome) in truth {
        let Some(told) = foretold.get(case) else { continue };
        let Case { program, os, arch, cgo, .. } = case;
        let cgo = if cgo == "1" { "with cgo" } else { "without cgo" };
        match (told.as_str(), outcome) {
            ("builds", None) | ("breaks", Some(_)) => agree += 1,
            ("unsure", _) => unsure += 1,
            ("builds", Some(says)) => {
                false_builds += 1;
                println!("false \"builds\": {program} for {os}/{arch} {cgo}: {says}");
            }
            _ => {
                false_breaks += 1;
                println!("false \"breaks\": {program} for {os}/{arch} {cgo}: it was built");
            }
        }
    }
    let all = agree + unsure + false_builds + false_breaks;
    println!(
        "{all} builds: {agree} as foretold, {unsure} unsure, {false_builds} false \"builds\", \
         {false_breaks} false \"breaks\""
    );
    match (all, false_breaks) {
        (1.., 0) if false_builds * 100 <= all => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// What landfall says of each program on each port.
fn ask(
    landfall: &Path,
    module: &str,
    version: &str,
    dir: &Path,
) -> Result<BTreeMap<Case, String>, String> {
    let output = Command::new(landfall)
        .args(["ports", "--format", "json"])
        .arg(dir)
        .env("GOFLAGS", MODE)
        .output()
        .map_err(|e| format!("could not start {}: {e}", landfall.display()))?;
    let says: Value = serde_json::from_slice(&output.stdout)
        .map_err(|e| format!("could not read what landfall says of {module}: {e}"))?;
    let subjects = says["subjects"].as_array().cloned().unwrap_or_default();
    let mut told = BTreeMap::new();
    for row in says["ports"].as_array().into_iter().flatten() {
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let list = |key: &str| row[key].as_array().cloned().unwrap_or_default();
        let (stopped, doubted) = (list("stopped"), list("unsure"));
        for subject in row["subjects"].as_array().into_iter().flatten() {
            let program = subjects[subject.as_u64().unwrap_or_default() as usize].as_str();
            let verdict = match (stopped.contains(subject), doubted.contains(subject)) {
                (true, _) => "breaks",
                (false, true) => "unsure",
                (false, false) => "builds",
            };
            let case = Case {
                module: module.to_owned(),
                version: version.to_owned(),
                os: word("os"),
                arch: word("arch"),
                cgo: if row["cgo"] == true { "1" } else { "0" }.to_owned(),
                program: program.unwrap_or_default().to_owned(),
            };
            told.insert(case, verdict.to_owned());
        }
    }
    Ok(told)
}

/// Builds every case that is not recorded yet, without cgo, and with it where there is a compiler:
/// port after port, so that the compiler's cache can be emptied, and what is known is recorded after
/// each.
fn build_all(
    go: &str,
    compilers: &Compilers,
    foretold: &BTreeMap<Case, String>,
    dirs: &BTreeMap<(String, String), PathBuf>,
    truth: &mut BTreeMap<Case, Outcome>,
) -> Result<(), String> {
    let mut ports: BTreeMap<(&str, &str), Vec<&Case>> = BTreeMap::new();
    let compiler = |case: &Case| compilers.get(&(case.os.clone(), case.arch.clone()));
    let is_asked = |case: &&Case| case.cgo == "0" || compiler(case).is_some();
    for case in foretold.keys().filter(is_asked).filter(|case| !truth.contains_key(case)) {
        ports.entry((&case.os, &case.arch)).or_default().push(case);
    }
    for (number, ((os, arch), cases)) in ports.iter().enumerate() {
        let gocache = cache::folder("go-build")?;
        let cc = |case: &Case| compiler(case).and_then(Option::as_deref);
        for case in cases {
            let dir = &dirs[&(case.module.clone(), case.version.clone())];
            truth.insert((*case).clone(), build(case, dir, &gocache, cc(case))?);
        }
        eprintln!("{} of {}: {os}/{arch}, {} builds", number + 1, ports.len(), cases.len());
        cache::discard(&gocache)?;
        record(go, truth)?;
    }
    Ok(())
}

fn build(case: &Case, dir: &Path, gocache: &Path, cc: Option<&str>) -> Result<Outcome, String> {
    // Without optimisation a build takes half the time, and fails where the other does, but for
    // functions that are then too large for the little stack that some may use.
    let fast = build_with(&["-gcflags=all=-N -l"], case, dir, gocache, cc)?;
    match &fast {
        Some(complaint) if complaint.contains("nosplit stack") => {
            build_with(&[], case, dir, gocache, cc)
        }
        _ => Ok(fast),
    }
}

fn build_with(
    flags: &[&str],
    case: &Case,
    dir: &Path,
    gocache: &Path,
    cc: Option<&str>,
) -> Result<Outcome, String> {
    let mut go = Command::new("go");
    if let Some(cc) = cc {
        go.env("CC", cc).env("CXX", cc.replacen(" cc ", " c++ ", 1));
    }
    let output = go
        .args(["build", "-o", "/dev/null"])
        .args(flags)
        .arg(&case.program)
        .env("GOOS", &case.os)
        .env("GOARCH", &case.arch)
        .env("CGO_ENABLED", &case.cgo)
        .env("GOCACHE", gocache)
        .env("GOFLAGS", MODE)
        .env("GOTOOLCHAIN", "local")
        .current_dir(dir)
        .output()
        .map_err(|e| format!("could not start go: {e}"))?;
    if output.status.success() {
        return Ok(None);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let lines = complaint.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    // Of a way of imports the last line says what is wrong.
    let is_import = |line: &&str| line.starts_with("package ") || line.contains("\timports ");
    let first = lines.clone().find(|line| !is_import(line)).or(lines.clone().next_back());
    let root = dir.display().to_string();
    Ok(Some(first.unwrap_or("no word").replace(&root, ".").trim().to_owned()))
}

/// Where the module cache has a module, fetched if it is not there.
pub fn fetched(module: &str, version: &str) -> Result<PathBuf, String> {
    let scratch = cache::folder("modules")?;
    let at = format!("{module}@{version}");
    let says = cache::output_of(
        Command::new("go").args(["mod", "download", "-json", &at]).current_dir(&scratch),
    )?;
    let says: Value = serde_json::from_str(&says)
        .map_err(|e| format!("could not read what go says of {at}: {e}"))?;
    let dir =
        says["Dir"].as_str().ok_or_else(|| format!("could not fetch {at}: {}", says["Error"]))?;
    // What it needs; a test's own needs may be gone from the world.
    let _ = Command::new("go").args(["mod", "download"]).current_dir(dir).output();
    Ok(dir.into())
}

fn go_release() -> Result<String, String> {
    Ok(go_env("GOVERSION")?.trim_start_matches("go").to_owned())
}

fn go_env(name: &str) -> Result<String, String> {
    Ok(cache::output_of(Command::new("go").args(["env", name]))?.trim().to_owned())
}

fn recorded(go: &str) -> Result<BTreeMap<Case, Outcome>, String> {
    let file = truth_file("ports.csv");
    if !file.exists() {
        return Ok(BTreeMap::new());
    }
    let table = Table::read(&file, &COLUMNS)?;
    let of = |row: &[String]| {
        let case = Case {
            module: row[0].clone(),
            version: row[1].clone(),
            os: row[3].clone(),
            arch: row[4].clone(),
            cgo: row[5].clone(),
            program: row[6].clone(),
        };
        (case, (row[7] == "no").then(|| row[8].clone()))
    };
    Ok(table.rows().filter(|row| row[2] == go).map(of).collect())
}

fn record(go: &str, all: &BTreeMap<Case, Outcome>) -> Result<(), String> {
    let mut text = "\
# what: how real modules build for every port of Go, in the Go command's own words
# from: cargo xtask ports, by building them; modules.csv says which
# taken: 2026-11-21
# renew: cargo xtask ports
"
    .to_owned();
    text += &(COLUMNS.join(",") + "\n");
    for (case, outcome) in all {
        let built = if outcome.is_none() { "yes" } else { "no" };
        let Case { module, version, os, arch, cgo, program } = case;
        let says = outcome.as_deref().unwrap_or_default();
        text += &(line(&[module, version, go, os, arch, cgo, program, built, says]) + "\n");
    }
    let file = truth_file("ports.csv");
    let part = file.with_extension("part");
    fs::write(&part, text).map_err(|e| format!("could not write {}: {e}", part.display()))?;
    cache::keep(&part, &file)
}
