//! The system calls of a program: for people, for programs, and as a profile.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Bound;

use anstyle::{AnsiColor, Style};
use landfall_facts::{CallSite, Derived, KernelVersion, NamedCall, Tier};
use serde::Serialize;

use crate::json::print;
use crate::language::tr;
use crate::tr;

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// The calls for a terminal: by their tiers, each with the way to it.
pub fn text(derived: &Derived) -> String {
    let mut out = String::new();
    let count = derived.calls.len();
    let (program, arch) = (format!("{BOLD}{}{BOLD:#}", derived.program), derived.arch);
    let _ =
        writeln!(out, "{}", tr!("{program}: {count} system calls of {arch}", program, count, arch));
    for (tier, says) in [
        (Tier::Observed, tr!("observed: they were seen")),
        (Tier::Runtime, tr!("runtime: every program of Go makes them, or is ready to")),
        (Tier::Likely, tr!("likely: main or an initialiser leads to them")),
        (Tier::Reachable, tr!("reachable: linked in, and no way to them was found")),
        (Tier::Seldom, tr!("seldom: only in the case that is named")),
    ] {
        let of_tier: Vec<&NamedCall> =
            derived.calls.iter().filter(|call| call.how.tier == tier).collect();
        if of_tier.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{BOLD}{says}{BOLD:#} ({})", of_tier.len());
        let width = of_tier.iter().map(|call| call.name.len()).max().unwrap_or(0);
        for call in of_tier {
            let when = call.how.when.as_ref().map(|when| format!("{}  ", tr(&when.to_string())));
            let (when, way) = (when.unwrap_or_default(), way(&call.how.path));
            let _ = writeln!(out, "  {:<width$}  {when}{FAINT}{way}{FAINT:#}", call.name);
        }
    }
    out.push_str(&kernels(derived));
    for line in doubts(derived) {
        let _ = writeln!(out, "{DOUBT}{}{DOUBT:#}  {}", tr!("unsure"), tr(&line));
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

/// The oldest kernel that knows all that every start calls, and below which others what is missing. Where the
/// release that brought a call is not known, nothing is said of it.
fn kernels(derived: &Derived) -> String {
    let mut brought = BTreeMap::<KernelVersion, Vec<&str>>::new();
    let mut at_start = None;
    for call in &derived.calls {
        let Some((since, _)) = &call.since else { continue };
        brought.entry(*since).or_default().push(&call.name);
        if call.how.tier <= Tier::Runtime {
            at_start = at_start.max(Some(*since));
        }
    }
    let Some((last, _)) = brought.last_key_value() else { return String::new() };
    let first = at_start.unwrap_or(*last);
    let later: Vec<_> = brought.range((Bound::Excluded(first), Bound::Unbounded)).collect();
    let says = match later.is_empty() {
        true => tr!(
            "linux {first} is the first that knows all calls of the tier runtime, and all others",
            first
        ),
        false => tr!(
            "linux {first} is the first that knows all calls of the tier runtime; before these, other calls fail with ENOSYS:",
            first
        ),
    };
    let mut out = format!("\n{says}\n");
    for (kernel, names) in later {
        let _ = writeln!(out, "  {:<5} {FAINT}{}{FAINT:#}", kernel.to_string(), names.join(", "));
    }
    out
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

#[cfg(test)]
mod tests {
    use landfall_facts::{Arch, Origin, Syscall};

    use super::*;

    fn call(name: &str, tier: Tier, since: Option<&str>) -> NamedCall {
        let origin = Origin::Bytes { path: "x".to_owned(), offset: 0 };
        let site = CallSite { function: "main.main".to_owned(), address: 1, origin };
        let table = Origin::Bytes { path: "syscalls.csv".to_owned(), offset: 0 };
        NamedCall {
            name: name.to_owned(),
            number: 1,
            since: since.map(|since| (since.parse().unwrap(), table)),
            how: Syscall { tier, when: None, path: Vec::new(), site },
        }
    }

    fn derived(calls: Vec<NamedCall>) -> Derived {
        let program = "x".to_owned();
        Derived { program, arch: Arch::Amd64, calls, unresolved: Vec::new(), doubts: Vec::new() }
    }

    #[test]
    fn kernels_are_told_from_the_first_that_starts_it_on() {
        let old = call("mmap", Tier::Runtime, Some("2.6"));
        let calls = vec![
            old.clone(),
            call("rseq", Tier::Runtime, Some("4.18")),
            call("getrandom", Tier::Likely, Some("3.17")),
            call("pidfd_open", Tier::Seldom, Some("5.3")),
            call("clone3", Tier::Likely, Some("5.3")),
            call("own", Tier::Likely, None),
        ];
        let told = kernels(&derived(calls));
        assert!(told.contains("linux 4.18 is the first that knows all calls of the tier runtime;"));
        assert!(told.contains("  5.3   \u{1b}[2mpidfd_open, clone3"), "{told:?}");
        assert!(!told.contains("getrandom") && !told.contains("own"), "{told:?}");
        assert!(kernels(&derived(vec![old])).ends_with("of the tier runtime, and all others\n"));
        assert_eq!(kernels(&derived(Vec::new())), "");
    }
}
