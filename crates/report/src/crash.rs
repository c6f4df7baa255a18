//! A crash for people, on one screen, and for programs; many of them as a table.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Crash, CrashClusters, CrashFrame, CrashGo, CrashGroup, Whose};

mod json;

use crate::language::{padded, tr, width, wrapped};
use crate::tr;

pub use json::{clusters_json, json};

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WIDTH: usize = 80;
/// What stands before a line takes so many columns.
const LABEL: usize = 9;
/// Frames of the stack that crashed, and of another one of a race.
const FRAMES: usize = 14;
const OTHER_FRAMES: usize = 4;
/// Places at which other goroutines stand.
const PLACES: usize = 10;
const SAID: usize = 6;

/// Crashes for a terminal; those that are the same as one before are counted.
pub fn text(crashes: &[Crash]) -> String {
    let mut out = String::new();
    let mut shown: Vec<(&Crash, usize)> = Vec::new();
    for crash in crashes {
        match shown.iter_mut().find(|(first, _)| first.signature == crash.signature) {
            Some((_, count)) => *count += 1,
            None => shown.push((crash, 1)),
        }
    }
    for (at, (crash, count)) in shown.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        one(crash, *count, &mut out);
    }
    out
}

fn one(crash: &Crash, count: usize, out: &mut String) {
    let (log, line) = (&crash.log, crash.line);
    let place = match count {
        1 => tr!("at {log}:{line}", log, line),
        _ => tr!("{count} times, first at {log}:{line}", count, log, line),
    };
    let go = release(&crash.go).map_or(String::new(), |go| format!("  {}", tr(&go)));
    let _ = writeln!(out, "{BAD}{}{BAD:#}  {FAINT}{place}{go}{FAINT:#}", tr(&crash.kind));
    for said in crash.said.iter().filter(|said| !said.is_empty()).take(SAID) {
        said.lines().take(SAID).for_each(|line| folded("  ", line, out));
    }
    crash.notes.iter().take(SAID).for_each(|note| folded("  ", &tr(note), out));
    if let Some(signal) = &crash.signal {
        let mut line = signal.name.clone();
        for (name, value) in [("code", signal.code), ("address", signal.address), ("pc", signal.pc)]
        {
            if let Some(value) = value {
                let _ = write!(line, " {name} {value:#x}");
            }
        }
        folded("  ", &line, out);
        signal
            .at
            .iter()
            .for_each(|frame| folded(&format!("    {} ", tr!("in")), &short(frame), out));
    }
    crash.means.iter().for_each(|sentence| labelled(&tr!("means"), sentence, out));
    if let Some(frame) = culprit(crash) {
        let _ = write!(out, "{BOLD}");
        folded(&padded(&tr!("culprit"), LABEL), &short(frame), out);
        let _ = write!(out, "{BOLD:#}");
    }
    crash.next.iter().for_each(|step| labelled(&tr!("next"), step, out));
    folded(&padded(&tr!("counted"), LABEL), &crash.signature, out);
    stacks(crash, out);
}

fn culprit(crash: &Crash) -> Option<&CrashFrame> {
    let (group, frame) = crash.culprit?;
    crash.groups.get(group)?.frames.get(frame)
}

/// A text in as many lines as it needs, each behind as many blanks as the first one's beginning is wide.
fn folded(begin: &str, text: &str, out: &mut String) {
    let indent = " ".repeat(width(begin));
    for (at, line) in wrapped(text, WIDTH - indent.len() - 1).iter().enumerate() {
        let _ = writeln!(out, "{}{line}", if at == 0 { begin } else { &indent });
    }
}

/// The same behind a word, in the language that is spoken.
fn labelled(word: &str, text: &str, out: &mut String) {
    folded(&padded(word, LABEL), &tr(text), out);
}

fn stacks(crash: &Crash, out: &mut String) {
    let culprit = crash.culprit;
    let is_race = crash.groups.iter().any(|group| group.of == "access");
    // Whoever crashed comes first; the runtime's own stack tells only what is known already.
    let first = culprit.map_or(0, |(group, _)| group);
    let whole: Vec<usize> = match is_race {
        true => (0..crash.groups.len().min(4)).collect(),
        false => crash.groups.get(first).map(|_| first).into_iter().collect(),
    };
    for at in &whole {
        let frame = culprit.filter(|(group, _)| group == at).map(|(_, frame)| frame);
        stack(&crash.groups[*at], frame, if is_race { OTHER_FRAMES } else { FRAMES }, out);
    }
    let mut others: Vec<&CrashGroup> = crash
        .groups
        .iter()
        .enumerate()
        .filter(|(at, _)| !whole.contains(at))
        .map(|(_, group)| group)
        .collect();
    others.sort_by_key(|group| std::cmp::Reverse((is_own(group), group.count)));
    places(&others, crash.left_out, out);
}

fn is_own(group: &CrashGroup) -> bool {
    group
        .frames
        .iter()
        .any(|frame| matches!(frame.whose, Whose::Own | Whose::Dependency | Whose::C))
}

/// Whether it is one of the stacks that every program has: the collector's, the scheduler's.
fn is_runtime(group: &CrashGroup) -> bool {
    group.frames.iter().all(|frame| frame.whose == Whose::Runtime)
}

fn stack(group: &CrashGroup, culprit: Option<usize>, most: usize, out: &mut String) {
    let title = match (&*group.title, group.of) {
        ("", "profile") => tr!("{count} goroutines", count = group.count),
        ("", of) => tr(of).into_owned(),
        (title, _) => title.to_owned(),
    };
    let _ = writeln!(out, "\n{BOLD}{title}{BOLD:#}");
    // What repeats itself is one step of a recursion.
    let mut shown = 0;
    let mut at = 0;
    while at < group.frames.len() {
        let (length, times) = repeated(&group.frames[at..]);
        if shown >= most && culprit.is_none_or(|culprit| culprit < at) {
            let more = tr!("… {count} more frames", count = group.frames.len() - at);
            let _ = writeln!(out, "    {FAINT}{more}{FAINT:#}");
            break;
        }
        for (offset, one) in group.frames[at..at + length].iter().enumerate() {
            frame(one, culprit == Some(at + offset), out);
            shown += 1;
        }
        if times > 1 {
            let times = times - 1;
            let again = match group.elided {
                0 => tr!("… the same again, {times} times", times),
                _ => tr!("… the same again, {times} times and more", times),
            };
            let _ = writeln!(out, "    {FAINT}{again}{FAINT:#}");
        }
        at += length * times;
    }
    if group.unavailable {
        let why = tr!("it ran on another thread: the runtime could not tell its frames");
        let _ = writeln!(out, "    {FAINT}{why}{FAINT:#}");
    }
    if let Some(creator) = &group.creator {
        let by = tr!("begun by {frame}", frame = short(creator));
        let _ = writeln!(out, "    {FAINT}{by}{FAINT:#}");
    }
}

/// How many frames at the beginning repeat themselves, and how often: 1 and 1 where none do.
fn repeated(frames: &[CrashFrame]) -> (usize, usize) {
    const LONGEST: usize = 8;
    const LEAST: usize = 3;
    for length in 1..=LONGEST.min(frames.len() / LEAST) {
        let same =
            |part: &[CrashFrame]| part.iter().zip(frames).all(|(a, b)| a.function == b.function);
        let times = frames.chunks_exact(length).take_while(|part| same(part)).count();
        if times >= LEAST {
            return (length, times);
        }
    }
    (1, 1)
}

fn frame(frame: &CrashFrame, is_culprit: bool, out: &mut String) {
    let mark = if is_culprit { "  > " } else { "    " };
    let note = match frame.whose {
        Whose::Boundary => tr!("  -- between Go and C"),
        Whose::C => "  -- C".to_owned(),
        _ if frame.looked_up => tr!("  -- from the binary"),
        _ => String::new(),
    };
    let name = short(frame);
    let room = WIDTH - mark.len();
    let style = match (is_culprit, frame.whose) {
        (true, _) => BOLD,
        (false, Whose::Runtime | Whose::Standard) => FAINT,
        _ => Style::new(),
    };
    let length = width(&name) + width(&note);
    if length > room
        && let Some((function, place)) = name.split_once("  ")
    {
        let _ = writeln!(
            out,
            "{mark}{style}{function}{style:#}{note}\n        {style}{place}{style:#}"
        );
    } else {
        let _ = writeln!(out, "{mark}{style}{name}{style:#}{note}");
    }
}

/// A function with its place, whose folders are left out but for the last.
fn short(frame: &CrashFrame) -> String {
    let name = match (&*frame.function, frame.pc) {
        ("", Some(pc)) => format!("{pc:#x}"),
        ("", None) => "?".to_owned(),
        (function, _) => function.to_owned(),
    };
    if frame.file.is_empty() {
        return name;
    }
    let mut parts = frame.file.rsplit(['/', '\\']);
    let last = parts.next().unwrap_or_default();
    let place = match parts.next().filter(|folder| !folder.is_empty()) {
        Some(folder) => format!("{folder}/{last}"),
        None => last.to_owned(),
    };
    match frame.line {
        0 => format!("{name}  {place}"),
        line => format!("{name}  {place}:{line}"),
    }
}

fn places(groups: &[&CrashGroup], left_out: u64, out: &mut String) {
    if groups.is_empty() {
        return;
    }
    let count: u64 = groups.iter().map(|group| group.count).sum::<u64>() + left_out;
    let head = tr!(
        "{stacks} at {places}",
        stacks = counted(count, "other stack", "other stacks"),
        places = counted(groups.len() as u64, "place", "places")
    );
    let _ = writeln!(out, "\n{BOLD}{head}{BOLD:#}");
    let (runtimes, groups): (Vec<&CrashGroup>, Vec<&CrashGroup>) =
        groups.iter().partition(|group| is_runtime(group));
    let columns =
        groups.iter().take(PLACES).map(|group| group.count.to_string().len()).max().unwrap_or(1);
    for group in groups.iter().take(PLACES) {
        let state = match group.states.first() {
            Some((state, _)) if !state.is_empty() => state.as_str(),
            _ => group.of,
        };
        let more = if group.states.len() > 1 { ", …" } else { "" };
        let wait = match group.minutes {
            0 => String::new(),
            minutes => tr!(", up to {minutes} min", minutes),
        };
        let at = group
            .frames
            .iter()
            .find(|frame| matches!(frame.whose, Whose::Own | Whose::Dependency | Whose::C));
        let at = at
            .or_else(|| group.frames.iter().find(|frame| frame.whose == Whose::Standard))
            .or(group.frames.first());
        let place = at.map(short).unwrap_or_default();
        let line = format!("{:>columns$}  {state}{more}{wait}  ", group.count);
        if width(&line) + width(&place) + 2 > WIDTH {
            let _ = writeln!(out, "  {}\n  {:columns$}    {place}", line.trim_end(), "");
        } else {
            let _ = writeln!(out, "  {line}{place}");
        }
    }
    if groups.len() > PLACES {
        let rest: u64 = groups.iter().skip(PLACES).map(|group| group.count).sum::<u64>() + left_out;
        let more =
            tr!("… {rest} more at {places} more places", rest, places = groups.len() - PLACES);
        let _ = writeln!(out, "  {FAINT}{more}{FAINT:#}");
    }
    if !runtimes.is_empty() {
        let count: u64 = runtimes.iter().map(|group| group.count).sum();
        let own = tr!("of the runtime itself");
        let _ = writeln!(out, "  {FAINT}{count:>columns$}  {own}{FAINT:#}");
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    tr(&format!("{count} {}", if count == 1 { one } else { many })).into_owned()
}

/// The release of Go in words, as far as it is known.
fn release(go: &CrashGo) -> Option<String> {
    match (&go.exact, go.least, go.most) {
        (Some(exact), ..) => Some(exact.clone()),
        (None, Some(least), Some(most)) => Some(format!("Go 1.{least} to 1.{most}")),
        (None, Some(least), None) => Some(format!("Go 1.{least} or newer")),
        (None, None, Some(most)) => Some(format!("Go up to 1.{most}")),
        (None, None, None) => None,
    }
}

/// Many crashes as a table: what they have in common, and how many of each release.
pub fn clusters(told: &CrashClusters) -> String {
    let mut out = String::new();
    let total: u64 = told.clusters.iter().flat_map(|cluster| &cluster.counts).sum();
    let head = tr!(
        "{crashes} of {kinds} in {logs}",
        crashes = counted(total, "crash", "crashes"),
        kinds = counted(told.clusters.len() as u64, "kind", "kinds"),
        logs = counted(told.logs as u64, "log", "logs")
    );
    let _ = writeln!(out, "{BOLD}{head}{BOLD:#}\n");
    let widths: Vec<usize> = told.releases.iter().map(|release| release.len().max(4)).collect();
    let head: String =
        told.releases.iter().zip(&widths).map(|(name, width)| format!(" {name:>width$}")).collect();
    let _ = writeln!(out, "  #{head}  {}", tr!("all"));
    for (number, cluster) in (1..).zip(&told.clusters) {
        let cell = |(count, width): (&u64, &usize)| match count {
            0 => format!(" {:>width$}", "-"),
            count => format!(" {count:>width$}"),
        };
        let cells: String = cluster.counts.iter().zip(&widths).map(cell).collect();
        let all: u64 = cluster.counts.iter().sum();
        let _ = writeln!(out, "{number:>3}{cells} {all:>4}  {}", changed(told, &cluster.counts));
    }
    for (number, cluster) in (1..).zip(&told.clusters) {
        out.push('\n');
        let _ = write!(out, "{BOLD}");
        folded(&format!("{number:>3}  "), &cluster.signature, &mut out);
        let _ = write!(out, "{BOLD:#}");
        if let Some(frame) = culprit(&cluster.example) {
            folded("     ", &short(frame), &mut out);
        }
        if let Some(sentence) = cluster.example.means.first() {
            folded("     ", &tr(sentence), &mut out);
        }
        let shown: Vec<&str> = cluster.logs.iter().take(3).map(String::as_str).collect();
        let more = if cluster.logs.len() > 3 {
            tr!(" and {rest} more", rest = cluster.logs.len() - 3)
        } else {
            String::new()
        };
        let _ = writeln!(out, "     {FAINT}{}{more}{FAINT:#}", shown.join(", "));
    }
    for log in &told.silent {
        let _ = writeln!(out, "\n{}", tr!("no crash in {log}", log));
    }
    out
}

/// What is new or gone from one release to the next; releases that are not known tell nothing.
fn changed(told: &CrashClusters, counts: &[u64]) -> String {
    let exact =
        |name: &&String| name.strip_prefix("1.").is_some_and(|rest| rest.parse::<u32>().is_ok());
    let known = told.releases.iter().take_while(exact).count();
    let seen: Vec<usize> = (0..known).filter(|at| counts[*at] > 0).collect();
    let (Some(first), Some(last)) = (seen.first(), seen.last()) else { return String::new() };
    // A crash whose release is not known may have been of any.
    if counts[known..].iter().any(|count| *count > 0) {
        return String::new();
    }
    let mut words = Vec::new();
    if *first > 0 {
        words.push(tr!("new in {release}", release = told.releases[*first]));
    }
    if *last + 1 < known {
        words.push(tr!("not seen after {release}", release = told.releases[*last]));
    }
    words.join(&tr!(", "))
}
