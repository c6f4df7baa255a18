//! Holds the readers of recipes against what others read in the same files: Dockerfiles against BuildKit's
//! own parser, scripts against bash. And says of every recipe what could not be understood in it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use landfall_formats::{dockerfile, makefile, shell, unit, yaml};
use serde_json::{Value, json};

use crate::{bench, cache};

/// What `cargo xtask recipes` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Directories to look for recipes in; without any, those of ten large projects
    #[arg(value_name = "DIR")]
    dirs: Vec<PathBuf>,
}

const ORACLE: &str = include_str!("recipes/oracle.go");
const GO_MOD: &str = "module oracle\n\ngo 1.25.0\n\nrequire github.com/moby/buildkit v0.34.2\n";

/// Reads every recipe and compares.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let dirs = match options.dirs.as_slice() {
        [] => vec![bench::recipes::projects()?],
        dirs => dirs.to_vec(),
    };
    let mut files = Vec::new();
    for dir in &dirs {
        files.extend(bench::recipes::files(dir, |_| true)?);
    }
    let mut is_good = dockerfiles(&files)?;
    is_good &= scripts(&files)?;
    let read = |text: &str, path: &str| -> Option<usize> {
        let name = path.rsplit('/').next().unwrap_or_default();
        let is = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        if bench::recipes::is_yaml(path) {
            return Some(yaml::read(text).problems.len());
        }
        if is(&[".mk"]) || ["Makefile", "GNUmakefile"].contains(&name) {
            return Some(makefile::read(text).problems.len());
        }
        is(&[".service", ".socket"]).then(|| unit::read(text).problems.len())
    };
    let (mut count, mut broken) = (0, 0);
    for file in &files {
        let path = file.display().to_string();
        let text = text(file)?;
        let Some(problems) = read(&text, &path) else { continue };
        count += 1;
        if problems > 0 {
            broken += 1;
            println!("{path}: {problems} pieces could not be understood");
        }
    }
    println!("{count} YAML files, Makefiles and units: {broken} not understood");
    Ok(if is_good && broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn text(file: &Path) -> Result<String, String> {
    let bytes = fs::read(file).map_err(|e| format!("could not read {}: {e}", file.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Every Dockerfile that BuildKit reads is read alike.
fn dockerfiles(files: &[PathBuf]) -> Result<bool, String> {
    let meant = |file: &&PathBuf| bench::recipes::is_dockerfile(&file.display().to_string());
    let files: Vec<&PathBuf> = files.iter().filter(meant).collect();
    let list: String = files.iter().map(|file| format!("{}\n", file.display())).collect();
    let told = told(&list)?;
    let (mut instructions, mut refused, mut different) = (0, 0, 0);
    for (file, line) in files.iter().zip(told.lines()) {
        let theirs: Value = serde_json::from_str(line)
            .map_err(|e| format!("could not read what BuildKit says of {}: {e}", file.display()))?;
        let Some(theirs) = theirs.as_array() else {
            refused += 1;
            continue;
        };
        instructions += theirs.len();
        let text = text(file)?;
        let read = dockerfile::read(&text);
        // What is no Dockerfile at all has no lines to compare.
        let is_none = read.problems.len() * 2 > read.instructions.len();
        let ours: Vec<Value> = read.instructions.iter().map(|one| seen(&text, one)).collect();
        if ours != *theirs && !is_none {
            different += 1;
            let first = ours.iter().zip(theirs).find(|(ours, theirs)| ours != theirs);
            println!("{}: {first:?}", file.display());
        }
    }
    println!(
        "{} Dockerfiles, {instructions} instructions: {different} differ from BuildKit, which refuses {refused}",
        files.len()
    );
    Ok(different == 0)
}

fn seen(text: &str, one: &dockerfile::Instruction) -> Value {
    let start = if one.is_on_build { one.span.start } else { one.keyword_span.start };
    let before = text.get(..start as usize).unwrap_or_default();
    let keyword = match one.is_on_build {
        true => format!("ONBUILD {}", one.keyword),
        false => one.keyword.clone(),
    };
    let flags: Vec<String> =
        one.flags.iter().map(|flag| flag.span.text(text).replace('"', "")).collect();
    let heres: Vec<&str> = one.heres.iter().map(|here| here.body.text(text)).collect();
    json!({ "Keyword": keyword, "Line": before.matches('\n').count() + 1, "Flags": flags, "Heres": heres })
}

fn told(list: &str) -> Result<String, String> {
    let folder = cache::folder("recipes")?;
    for (name, text) in [("go.mod", GO_MOD), ("main.go", ORACLE)] {
        let file = folder.join(name);
        fs::write(&file, text).map_err(|e| format!("could not write {}: {e}", file.display()))?;
    }
    for arguments in [&["mod", "tidy"][..], &["build", "-o", "oracle", "."]] {
        cache::output_of(Command::new("go").args(arguments).current_dir(&folder))?;
    }
    let mut child = Command::new(folder.join("oracle"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("could not start the oracle: {e}"))?;
    let mut input = child.stdin.take().ok_or("the oracle has no input")?;
    let list = list.to_owned();
    let writer = std::thread::spawn(move || input.write_all(list.as_bytes()));
    let output = child.wait_with_output().map_err(|e| format!("could not ask the oracle: {e}"))?;
    writer.join().map_err(|_| "could not ask the oracle")?.map_err(|e| e.to_string())?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Every script that bash accepts is understood whole.
fn scripts(files: &[PathBuf]) -> Result<bool, String> {
    let meant = |file: &&PathBuf| bench::recipes::is_script(&file.display().to_string());
    let (mut count, mut refused, mut broken) = (0, 0, 0);
    for file in files.iter().filter(meant) {
        count += 1;
        let text = text(file)?;
        let problems = shell::read(&text, 0).problems;
        let Some(first) = problems.first() else { continue };
        let accepted = Command::new("bash")
            .args(["-O", "extglob", "-n"])
            .arg(file)
            .stderr(Stdio::null())
            .status()
            .map_err(|e| format!("could not start bash: {e}"))?;
        if !accepted.success() {
            refused += 1;
            continue;
        }
        broken += 1;
        println!("{}: {} at byte {}", file.display(), first.says, first.span.start);
    }
    println!("{count} scripts: {broken} not understood, {refused} others that bash refuses too");
    Ok(broken == 0)
}
