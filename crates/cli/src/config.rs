//! What a user sets for a project: rules not to hear, in `landfall.toml`, and tables of their own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::Origin;
use landfall_rules::{ALL, Allowed};
use serde::Deserialize;

const FILE: &str = "landfall.toml";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Rule and reason.
    #[serde(default)]
    allow: BTreeMap<String, String>,
}

/// The rules not to hear: those of the command line, and those of the nearest `landfall.toml`.
pub(crate) fn allowed(of_command_line: &[String]) -> Result<Vec<Allowed>, String> {
    let mut allowed = Vec::new();
    for rule in of_command_line {
        known(rule).map_err(|hint| format!("could not allow {rule:?}: {hint}"))?;
        allowed.push(Allowed { rule: rule.clone(), by: Origin::Word(format!("--allow {rule}")) });
    }
    let Some(path) = nearest_file() else { return Ok(allowed) };
    let shown = path.display();
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("could not read {shown}: {}", landfall_probe::plain(&error)))?;
    let config: Config =
        toml::from_str(&text).map_err(|error| format!("could not understand {shown}: {error}"))?;
    for (rule, reason) in config.allow {
        known(&rule).map_err(|hint| format!("could not allow {rule:?} in {shown}: {hint}"))?;
        if reason.trim().is_empty() {
            return Err(format!(
                "could not allow {rule:?} in {shown}: say why, {rule} = \"because …\""
            ));
        }
        let line = (1..)
            .zip(text.lines())
            .find(|(_, line)| line.trim_start().starts_with(&rule))
            .map_or(1, |(line, _)| line);
        allowed.push(Allowed { rule, by: Origin::Line { path: FILE.to_owned(), line } });
    }
    Ok(allowed)
}

fn known(rule: &str) -> Result<(), String> {
    if landfall_rules::find(rule).is_some() {
        return Ok(());
    }
    match landfall_know::nearest(rule, ALL.iter().map(|rule| rule.name.to_owned())) {
        Some(near) => Err(format!("there is no such rule; did you mean {near:?}?")),
        None => Err("there is no such rule; `landfall rule` lists them".into()),
    }
}

/// The configuration in this directory or the nearest one above it.
fn nearest_file() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|dir| dir.join(FILE)).find(|path| path.is_file())
}

/// Adds the tables of a directory to the built-in ones.
pub(crate) fn add_tables(dir: &Path) -> Result<(), String> {
    let shown = dir.display();
    let cannot = |error: &std::io::Error| {
        format!("could not read tables in {shown}: {}", landfall_probe::plain(error))
    };
    if !dir.is_dir() {
        return Err(format!("could not read tables in {shown}: it is no directory"));
    }
    let tables = texts(dir, "csv").map_err(|error| cannot(&error))?;
    let signatures = texts(&dir.join("signatures"), "toml").map_err(|error| cannot(&error))?;
    if tables.is_empty() && signatures.is_empty() {
        return Err(format!("could not find a table (*.csv, signatures/*.toml) in {shown}"));
    }
    landfall_know::replace_signatures(signatures).map_err(|error| error.to_string())?;
    landfall_know::extend(tables).map_err(|error| error.to_string())
}

/// The files of a directory that end so, each with its name, its path and its text; none if there is no such
/// directory.
fn texts(dir: &Path, ending: &str) -> std::io::Result<Vec<(String, String, String)>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut texts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == ending) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path)?;
            texts.push((name, path.display().to_string(), text));
        }
    }
    Ok(texts)
}
