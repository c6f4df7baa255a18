//! What is kept from earlier builds and is to go, as text and JSON.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Kept, Stale};
use serde::Serialize;

use crate::json::{SCHEMA, print};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();

/// What is to go, why, the command that removes it and nothing else, and what happens then.
pub fn text(kept: &Kept) -> String {
    let mut out = String::new();
    for stale in &kept.stale {
        let _ = writeln!(out, "{RED}{}{RED:#}: {BOLD}{}{BOLD:#}", stale.fault.cache(), stale.what);
        let _ = writeln!(out, "  why    {}", stale.why);
        for command in commands(stale) {
            let done = if stale.removed == Some(Ok(())) { "done" } else { "mend" };
            let _ = writeln!(out, "  {done}   {command}");
        }
        if let Some(Err(why)) = &stale.removed {
            let _ = writeln!(out, "  {RED}left{RED:#}   {why}");
        }
        let _ = writeln!(out, "  then   {}\n", stale.then);
    }
    for unsure in &kept.unsure {
        let _ = writeln!(out, "unsure: {unsure}");
    }
    let _ = writeln!(out, "{}: {}", kept.what, ending(kept));
    let looked = [
        counted(kept.modules, "module"),
        counted(kept.entries, "package"),
        format!("{} of them with C", kept.with_c),
    ];
    let _ = writeln!(out, "{DIM}looked at what is kept of {}{DIM:#}", looked.join(", "));
    out
}

fn ending(kept: &Kept) -> String {
    let removed = kept.stale.iter().filter(|stale| stale.removed == Some(Ok(()))).count();
    match (kept.stale.len(), removed) {
        (0, _) if kept.unsure.is_empty() => "there is nothing to clean".to_owned(),
        (0, _) => "nothing to clean was found".to_owned(),
        (all, removed) if all == removed => format!("{} removed", things(all)),
        (all, 0) => format!("{} to remove; --apply does it", things(all)),
        (all, removed) => format!("{removed} of {} removed", things(all)),
    }
}

fn things(count: usize) -> String {
    counted(count, "thing")
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The commands that remove something, as a shell takes them.
fn commands(stale: &Stale) -> Vec<String> {
    let command = |file: &String| {
        let file = quoted(file);
        // A directory of the module cache may not be written to.
        match file.trim_end_matches('\'').rsplit('/').next().is_some_and(|name| name.contains('@'))
        {
            true => format!("chmod -R u+w {file} && rm -r {file}"),
            false => format!("rm {file}"),
        }
    };
    stale.removes.iter().map(command).collect()
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+%".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    what: &'a str,
    build_cache: Option<&'a str>,
    module_cache: Option<&'a str>,
    looked: Looked,
    stale: Vec<JsonStale<'a>>,
    unsure: &'a [String],
}

#[derive(Serialize)]
struct Looked {
    modules: usize,
    packages: usize,
    with_c: usize,
}

#[derive(Serialize)]
struct JsonStale<'a> {
    cache: &'a str,
    fault: &'a str,
    what: &'a str,
    why: &'a str,
    removes: &'a [String],
    commands: Vec<String>,
    then: &'a str,
    removed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<&'a str>,
}

/// The same for programs.
pub fn json(kept: &Kept) -> String {
    let stale = kept.stale.iter().map(|stale| JsonStale {
        cache: stale.fault.cache(),
        fault: stale.fault.name(),
        what: &stale.what,
        why: &stale.why,
        removes: &stale.removes,
        commands: commands(stale),
        then: &stale.then,
        removed: stale.removed.as_ref().map(Result::is_ok),
        left: stale.removed.as_ref().and_then(|done| done.as_ref().err()).map(String::as_str),
    });
    print(&Json {
        schema: SCHEMA,
        what: &kept.what,
        build_cache: kept.build_cache.as_deref(),
        module_cache: kept.module_cache.as_deref(),
        looked: Looked { modules: kept.modules, packages: kept.entries, with_c: kept.with_c },
        stale: stale.collect(),
        unsure: &kept.unsure,
    })
}
