//! `landfall baseline`: what a module holds of cgo, unsafe and system calls, as a file that is
//! reviewed, and held against the source.

use std::fs;
use std::path::Path;

use landfall_probe::Real;
use landfall_probe::baseline::surface;
use landfall_probe::survey::Survey;
use landfall_report::baseline::{difference, text};

use crate::args::BaselineArgs;
use crate::module;
use crate::output::{Output, could_not_work, say};
use crate::platforms::Ports;
use crate::written::write;

pub(crate) fn run(args: &BaselineArgs, output: &Output) -> i32 {
    let (now, unseen) = match made(&args.dir, args.go, &args.tags) {
        Ok(made) => made,
        Err(error) => return could_not_work(&error),
    };
    for what in &unseen {
        say(&format!("landfall: could not look into {what}"));
    }
    let code = if unseen.is_empty() { 0 } else { 2 };
    match (&args.write, &args.check) {
        (Some(file), _) => match write(file, &now) {
            Ok(()) => code,
            Err(error) => could_not_work(&error),
        },
        (None, Some(file)) => match told(&now, file) {
            Ok(told) if told.is_empty() => code,
            Ok(told) => output.finish(&told, 1),
            Err(error) => could_not_work(&error),
        },
        (None, None) => output.finish(&now, code),
    }
}

/// The text, and what it knows nothing of.
fn made(dir: &Path, go: Option<u32>, tags: &[String]) -> Result<(String, Vec<String>), String> {
    let roots = module::find(dir)?;
    let release = go.unwrap_or_else(|| module::release(&roots));
    let ports = Ports::new(&roots, &[], release, tags)?;
    let surface = ports.with(|platforms| {
        surface(&roots, &Survey::new(&Real, &roots, platforms, ports.standard.as_ref()))
    });
    Ok((text(&surface), surface.unseen))
}

/// Holds the source of a module against a file: what differs, and whether all could be seen.
pub(crate) fn against(dir: &Path, tags: &[String], file: &Path) -> Result<(String, bool), String> {
    let (now, unseen) = made(dir, None, tags)?;
    Ok((told(&now, file)?, unseen.is_empty()))
}

/// What differs from a file; nothing if nothing does.
fn told(now: &str, file: &Path) -> Result<String, String> {
    let before = fs::read_to_string(file)
        .map_err(|error| format!("could not read {}: {error}", file.display()))?;
    let (new, gone) = difference(&before, now);
    if new.is_empty() && gone.is_empty() {
        return Ok(String::new());
    }
    let line = |mark: char| move |line: &String| format!("{mark} {line}\n");
    let mut told: String = gone.iter().map(line('-')).chain(new.iter().map(line('+'))).collect();
    let file = file.display();
    told += &format!(
        "{} new, {} gone; `landfall baseline --write {file}` takes them over\n",
        new.len(),
        gone.len()
    );
    Ok(told)
}
