//! The system calls of a program: for people, for programs, and as a profile.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{CallSite, Derived, KernelVersion, NamedCall, Tier};
use serde::Serialize;

use crate::json::print;

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// The calls for a terminal: by their tiers, each with the way to it.
pub fn text(derived: &Derived) -> String {
    let mut out = String::new();
    let count = derived.calls.len();
    let _ = writeln!(
        out,
        "{BOLD}{}{BOLD:#}: {count} system calls of {}",
        derived.program, derived.arch
    );
    for (tier, says) in [
        (Tier::Observed, "observed: they were seen"),
        (Tier::Runtime, "runtime: every program of Go makes them, or is ready to"),
        (Tier::Likely, "likely: main or an initialiser leads to them"),
        (Tier::Reachable, "reachable: linked in, and no way to them was found"),
        (Tier::Seldom, "seldom: only in the case that is named"),
    ] {
        let of_tier: Vec<&NamedCall> =
            derived.calls.iter().filter(|call| call.how.tier == tier).collect();
        if of_tier.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{BOLD}{says}{BOLD:#} ({})", of_tier.len());
        let width = of_tier.iter().map(|call| call.name.len()).max().unwrap_or(0);
        for call in of_tier {
            let when = call.how.when.as_ref().map(|when| format!("{when}  "));
            let (when, way) = (when.unwrap_or_default(), way(&call.how.path));
            let _ = writeln!(out, "  {:<width$}  {when}{FAINT}{way}{FAINT:#}", call.name);
        }
    }
    if let Some((newest, names)) = newest(derived) {
        let names = names.join(", ");
        let _ = writeln!(
            out,
            "\nlinux {newest} is the first that knows all of them: it brought {names}; before, they fail with ENOSYS"
        );
    }
    for line in doubts(derived) {
        let _ = writeln!(out, "{DOUBT}unsure{DOUBT:#}  {line}");
    }
    out
}

/// The way to a call, its middle left out where it is long.
fn way(path: &[String]) -> String {
    const SHOWN: usize = 3;
    if path.len() <= 2 * SHOWN {
        return path.join(" > ");
    }
    let (first, last) = (&path[..SHOWN], &path[path.len() - SHOWN..]);
    format!("{} > … > {}", first.join(" > "), last.join(" > "))
}

/// The newest kernel that a call asks for, with the calls that it brought.
fn newest(derived: &Derived) -> Option<(KernelVersion, Vec<&str>)> {
    let since = |call: &NamedCall| call.since.as_ref().map(|(since, _)| *since);
    let newest = derived.calls.iter().filter_map(since).max()?;
    let calls = derived.calls.iter().filter(|call| since(call) == Some(newest));
    Some((newest, calls.map(|call| call.name.as_str()).collect()))
}

/// What could not be told, one thing a line.
pub fn doubts(derived: &Derived) -> Vec<String> {
    let site = |site: &CallSite| {
        format!(
            "{} calls the kernel at {:#x} with a number that could not be told",
            site.function, site.address
        )
    };
    let unresolved = derived.unresolved.iter().map(site);
    unresolved.chain(derived.doubts.iter().map(ToString::to_string)).collect()
}

/// The names, one a line.
pub fn list(derived: &Derived) -> String {
    derived.calls.iter().map(|call| format!("{}\n", call.name)).collect()
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    program: &'a str,
    arch: &'static str,
    calls: Vec<JsonCall<'a>>,
    unresolved: Vec<JsonSite<'a>>,
    unsure: Vec<String>,
}

#[derive(Serialize)]
struct JsonCall<'a> {
    name: &'a str,
    number: u32,
    tier: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'a str>,
    path: &'a [String],
    site: JsonSite<'a>,
}

#[derive(Serialize)]
struct JsonSite<'a> {
    function: &'a str,
    address: u64,
}

/// The calls for programs.
pub fn json(derived: &Derived) -> String {
    print(&Json {
        schema: 1,
        program: &derived.program,
        arch: derived.arch.name(),
        calls: derived.calls.iter().map(of_call).collect(),
        unresolved: derived.unresolved.iter().map(of_site).collect(),
        unsure: derived.doubts.iter().map(ToString::to_string).collect(),
    })
}

fn of_call(call: &NamedCall) -> JsonCall<'_> {
    JsonCall {
        name: &call.name,
        number: call.number,
        tier: call.how.tier.name(),
        since: call.since.as_ref().map(|(since, _)| since.to_string()),
        when: call.how.when.as_deref(),
        path: &call.how.path,
        site: of_site(&call.how.site),
    }
}

fn of_site(site: &CallSite) -> JsonSite<'_> {
    JsonSite { function: &site.function, address: site.address }
}
