//! What is kept from earlier builds and is to go, as text and JSON.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Kept, Stale};
use serde::Serialize;

use crate::json::{SCHEMA, print};
use crate::language::{padded, tr};
use crate::shell::quoted;
use crate::tr;

/// What stands before a line takes so many columns.
const LABEL: usize = 6;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();

/// What is to go, why, the command that removes it and nothing else, and what happens then.
pub fn text(kept: &Kept) -> String {
    let mut out = String::new();
    for stale in &kept.stale {
        let cache = tr(stale.fault.cache());
        let _ = writeln!(out, "{RED}{cache}{RED:#}: {BOLD}{}{BOLD:#}", stale.what);
        let mut line = |label: &str, text: &str, style: Style| {
            let _ = writeln!(out, "  {style}{}{style:#} {text}", padded(label, LABEL));
        };
        line(&tr!("why"), &tr(&stale.why), Style::new());
        for command in commands(stale) {
            let done = if stale.removed == Some(Ok(())) { tr!("done") } else { tr!("mend") };
            line(&done, &command, Style::new());
        }
        if let Some(Err(why)) = &stale.removed {
            line(&tr!("left"), &tr(why), RED);
        }
        line(&tr!("then"), &tr(&stale.then), Style::new());
        out.push('\n');
    }
    for unsure in &kept.unsure {
        let _ = writeln!(out, "{}: {}", tr!("unsure"), tr(unsure));
    }
    let _ = writeln!(out, "{}: {}", kept.what, ending(kept));
    let looked = [
        tr(&counted(kept.modules, "module")).into_owned(),
        tr(&counted(kept.entries, "package")).into_owned(),
        tr!("{count} of them with C", count = kept.with_c),
    ];
    let looked = tr!("looked at what is kept of {things}", things = looked.join(&tr!(", ")));
    let _ = writeln!(out, "{DIM}{looked}{DIM:#}");
    out
}

fn ending(kept: &Kept) -> String {
    let removed = kept.stale.iter().filter(|stale| stale.removed == Some(Ok(()))).count();
    match (kept.stale.len(), removed) {
        (0, _) if kept.unsure.is_empty() => tr!("there is nothing to clean"),
        (0, _) => tr!("nothing to clean was found"),
        (all, removed) if all == removed => tr!("{things} removed", things = things(all)),
        (all, 0) => tr!("{things} to remove; --apply does it", things = things(all)),
        (all, removed) => tr!("{removed} of {things} removed", removed, things = things(all)),
    }
}

fn things(count: usize) -> String {
    tr(&counted(count, "thing")).into_owned()
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
