//! Holds the functions from which landfall gets to C and to `unsafe.Pointer` against a call graph
//! that is made with types: variable type analysis, of golang.org/x/tools.

use std::collections::{BTreeMap, BTreeSet};
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
    /// A capslock to ask too: it follows calls from every function of the modules
    #[arg(long, value_name = "PATH")]
    capslock: Option<PathBuf>,
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
        if let Some(capslock) = &options.capslock {
            is_good &= beside_capslock(options, capslock, &landfall, module, &platform)?;
        }
        let linked = linked(module)?;
        for what in ["C", "unsafe"] {
            let mut ask = Command::new(&landfall);
            ask.args(["why", ".", what, "--all", "--format", "json", "--for", &platform]);
            let (ours, ours_spent) = told(ask.current_dir(module))?;
            let (ours, mut theirs) = (names(&ours["callers"]), names(&theirs[what]));
            let all = theirs.len();
            theirs.retain(|name| linked.contains(name));
            let both = ours.intersection(&theirs).count();
            let found = percent(both, theirs.len());
            println!(
                "  {what}: {both} of its {} functions ({found:.1} %), and {} more; {} of its others are \
                 in no program; {ours_spent:.2} s of CPU ({:.1} %)",
                theirs.len(),
                ours.len() - both,
                all - theirs.len(),
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

/// Whether landfall finds the functions that capslock says get to C.
fn beside_capslock(
    options: &Options,
    capslock: &Path,
    landfall: &Path,
    module: &Path,
    platform: &str,
) -> Result<bool, String> {
    let mut ask = Command::new(capslock);
    ask.args(["-packages", "./...", "-output", "json", "-granularity", "function"]);
    let (told_by, spent) = told(ask.current_dir(module))?;
    let depends = depends(module)?;
    let (mut theirs, mut false_ways) = (BTreeSet::new(), 0);
    let ways = told_by["capabilityInfo"].as_array().into_iter().flatten();
    for way in ways.filter(|way| way["capability"] == "CAPABILITY_CGO") {
        let steps = way["path"].as_array().map(Vec::as_slice).unwrap_or_default();
        let text = |step: &Value, what: &str| step[what].as_str().unwrap_or_default().to_owned();
        let Some(first) = steps.first().map(|step| text(step, "name")) else { continue };
        let Some(name) = written(&first) else { continue };
        // It puts all programs into one: a way through a package that the first is not built from
        // is none.
        let of = text(way, "packageDir");
        let has = |step: &Value| {
            let package = text(step, "package");
            package == of || depends.get(&of).is_some_and(|all| all.contains(&package))
        };
        match steps.iter().all(has) {
            true => drop(theirs.insert(name)),
            false => false_ways += 1,
        }
    }
    let mut ask = Command::new(landfall);
    ask.args(["why", ".", "C", "--all", "--format", "json", "--for", platform]);
    let (ours, ours_spent) = told(ask.current_dir(module))?;
    let ours = names(&ours["callers"]);
    let found = percent(theirs.intersection(&ours).count(), theirs.len());
    println!(
        "  capslock: {found:.1} % of its {} functions, {false_ways} of which the way leads through \
         another program; {spent:.2} s of CPU, landfall {:.1} % of that",
        theirs.len(),
        100.0 * ours_spent / spent
    );
    if options.missed {
        theirs.difference(&ours).for_each(|name| println!("    missed: {name}"));
    }
    Ok(found >= LEAST)
}

/// A function as it is declared, of `(*path.Type).Method$1`; none that cgo writes.
fn written(name: &str) -> Option<String> {
    let name = name.split('$').next()?;
    let (of, name) = name.rsplit_once('.')?;
    let of = of.trim_start_matches(['(', '*']).trim_end_matches(')');
    // What happens as a package is imported is called `init` by it, and written in no one place.
    let is_written = !["_C", "_cgo"].iter().any(|start| name.starts_with(start)) && name != "init";
    is_written.then(|| format!("{of}.{name}"))
}

/// The functions that the linker puts into some program of a module, none of them inlined. Where
/// types flow is told with doubt: what is not in a program no program calls.
fn linked(module: &Path) -> Result<BTreeSet<String>, String> {
    let folder = cache::folder("paths")?.join("linked");
    cache::discard(&folder)?;
    fs::create_dir_all(&folder).map_err(|e| format!("could not make a folder: {e}"))?;
    let mut list = Command::new("go");
    list.args(["list", "-f", "{{if eq .Name \"main\"}}{{.ImportPath}}{{end}}", "./..."]);
    let programs = cache::output_of(list.current_dir(module))?;
    let mut names = BTreeSet::new();
    for program in programs.lines().filter(|line| !line.is_empty()) {
        let file = folder.join("program");
        let mut build = Command::new("go");
        build.args(["build", "-gcflags=all=-l", "-o"]).arg(&file).arg(program);
        cache::output_of(build.current_dir(module))?;
        let listed = cache::output_of(Command::new("go").args(["tool", "nm"]).arg(&file))?;
        let named = listed.lines().filter_map(|line| line.split_whitespace().nth(2));
        names.extend(named.map(|name| {
            let name = name.split('[').next().unwrap_or(name);
            name.replace("(*", "").replace(')', "").replace("%2e", ".")
        }));
    }
    cache::discard(&folder)?;
    Ok(names)
}

/// What each package of a module is built from.
fn depends(module: &Path) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let mut list = Command::new("go");
    list.args(["list", "-json=ImportPath,Deps", "./..."]).current_dir(module);
    let listed = cache::output_of(&mut list)?;
    let mut depends = BTreeMap::new();
    for package in serde_json::Deserializer::from_str(&listed).into_iter::<Value>() {
        let package = package.map_err(|e| format!("could not read go list: {e}"))?;
        let path = package["ImportPath"].as_str().unwrap_or_default().to_owned();
        depends.insert(path, names(&package["Deps"]));
    }
    Ok(depends)
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
