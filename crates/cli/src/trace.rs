//! `landfall trace`: which system calls a program makes, and what one more run of it adds.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use landfall_facts::{Arch, Ended, Observed, ObservedRun, Tracer};
use landfall_sandbox::trace::{self, Subject};

use crate::args::{CountedBy, TraceArgs};
use crate::observed::{self, call_name};
use crate::output::{could_not_work, say};

/// So many runs that bring nothing new are called quiet enough.
const ENOUGH: usize = 3;
/// So many runs are drawn, the newest ones.
const DRAWN: usize = 60;
/// New calls are named up to so many.
const NAMED: usize = 12;

pub(crate) fn run(args: &TraceArgs) -> i32 {
    traced(args).unwrap_or_else(|error| could_not_work(&error))
}

fn traced(args: &TraceArgs) -> Result<i32, String> {
    let arch = trace::arch().ok_or("could not trace: Go has no name for this architecture")?;
    let before = runs_before(args, arch)?;
    let by = args.by.map(|by| match by {
        CountedBy::Ptrace => Tracer::Ptrace,
        CountedBy::Ebpf => Tracer::Ebpf,
    });
    let trace = trace::trace(&subject(args), by, args.seconds.map(Duration::from_secs_f64))?;
    let code = trace.run.ended.map_or(0, Ended::code);
    // Another run may have been added while this one went on.
    let before = runs_before(args, arch).unwrap_or(before);
    let seen: BTreeSet<_> = before.runs.iter().flat_map(ObservedRun::kinds).collect();
    if !args.quiet {
        for note in &trace.notes {
            say(&format!("landfall: {note}"));
        }
        say(&told(&trace.run, arch, &seen));
    }
    let mut all = before;
    all.runs.push(trace.run);
    if let Some(file) = &args.output {
        observed::write(file, &all)?;
        if !args.quiet {
            say(&course(&all));
        }
    }
    Ok(code)
}

fn subject(args: &TraceArgs) -> Subject {
    match (args.pid, &args.cgroup) {
        (Some(process), _) => Subject::Process(process),
        (None, Some(group)) => Subject::Group(group.clone()),
        (None, None) => Subject::Command(args.command.clone()),
    }
}

/// The runs that the file holds already.
fn runs_before(args: &TraceArgs, arch: Arch) -> Result<Observed, String> {
    let Some(file) = &args.output else { return Ok(Observed { arch, runs: Vec::new() }) };
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty());
    if let Some(dir) = dir.filter(|dir| !dir.is_dir()) {
        return Err(format!(
            "could not write {}: there is no directory {}",
            file.display(),
            dir.display()
        ));
    }
    let Some(before) = observed::read(file)? else {
        return Ok(Observed { arch, runs: Vec::new() });
    };
    observed::of_arch(&before, arch).map_err(|error| format!("{error} ({})", file.display()))?;
    Ok(before)
}

/// The calls of a run, those made most often first; a plus before those that no run made before.
fn told(run: &ObservedRun, arch: Arch, seen: &BTreeSet<(bool, u32)>) -> String {
    let foreign = observed::foreign(arch);
    let native = run.calls.iter().map(|(number, count)| (false, *number, *count));
    let other = run.foreign.iter().map(|(number, count)| (true, *number, *count));
    let mut all: Vec<_> = native.chain(other).collect();
    let name = |is_foreign, number| {
        if is_foreign {
            let of = foreign.map_or("another architecture", Arch::name);
            format!("{} ({of})", call_name(foreign, number))
        } else {
            call_name(Some(arch), number)
        }
    };
    all.sort_by_key(|(is_foreign, number, count)| (Reverse(*count), name(*is_foreign, *number)));
    let sum: u64 = all.iter().map(|(_, _, count)| count).sum();
    let mut out = String::new();
    for (is_foreign, number, count) in &all {
        let is_new = !seen.is_empty() && !seen.contains(&(*is_foreign, *number));
        let mark = if is_new { '+' } else { ' ' };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{count:>12} {mark} {}", name(*is_foreign, *number));
    }
    let program = run.command.first().map_or("", String::as_str);
    let ended = match run.ended {
        Some(Ended::Code(code)) => format!("; it ended with code {code}"),
        Some(Ended::Signal(signal)) => format!("; signal {signal} ended it"),
        None => String::new(),
    };
    let whole = if run.complete { "" } else { "; not all of its calls were counted" };
    let _ = write!(
        out,
        "landfall: {program} made {sum} calls of {} kinds, counted by {}{whole}{ended}",
        all.len(),
        run.by.name()
    );
    out
}

/// How the set of calls grew from run to run, and whether it still grows.
fn course(all: &Observed) -> String {
    let new = all.new_by_run();
    let drawn = &new[new.len().saturating_sub(DRAWN)..];
    let last = new.last().copied().unwrap_or_default();
    let runs = all.runs.len();
    let kinds: usize = new.iter().sum();
    let mut out = format!(
        "landfall: {kinds} kinds of calls in {runs} {}; new in each: {}",
        if runs == 1 { "run" } else { "runs" },
        sparkline(drawn)
    );
    if runs > 1 && last > 0 {
        let _ = write!(out, "; new in this one: {}", named(&newest(all), all.arch));
    }
    let quiet = all.quiet_runs();
    let expected = all.expected_new();
    let _ = if quiet >= ENOUGH {
        write!(
            out,
            "\nlandfall: converged, as far as runs can tell: the last {quiet} brought nothing new. That is no \
             proof; what they do not exercise they do not show"
        )
    } else {
        write!(
            out,
            "\nlandfall: not converged: {} that bring nothing new are wanted one after the other, and there {}",
            format_args!("{ENOUGH} runs"),
            match quiet {
                0 => "is none".to_owned(),
                1 => "is 1".to_owned(),
                n => format!("are {n}"),
            }
        )
    };
    if let Some(expected) = expected {
        let _ = write!(
            out,
            "\nlandfall: one more run like these can be expected to bring {expected:.1} new (Good-Turing: calls \
             seen in one run only, shared by the runs)"
        );
    }
    out
}

/// The calls that the last run made first.
fn newest(all: &Observed) -> Vec<(bool, u32)> {
    let Some((last, before)) = all.runs.split_last() else { return Vec::new() };
    let seen: BTreeSet<_> = before.iter().flat_map(ObservedRun::kinds).collect();
    last.kinds().filter(|kind| !seen.contains(kind)).collect()
}

fn named(kinds: &[(bool, u32)], arch: Arch) -> String {
    let name = |(is_foreign, number): &(bool, u32)| {
        call_name(if *is_foreign { observed::foreign(arch) } else { Some(arch) }, *number)
    };
    let mut names: Vec<String> = kinds.iter().take(NAMED).map(name).collect();
    if kinds.len() > NAMED {
        names.push(format!("and {} more", kinds.len() - NAMED));
    }
    names.join(", ")
}

/// Numbers as bars; nothing has the lowest, and whatever is more than nothing a higher one.
fn sparkline(numbers: &[usize]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = numbers.iter().copied().max().unwrap_or_default().max(1);
    let bar = |number: &usize| BARS[(number * (BARS.len() - 1)).div_ceil(most)];
    numbers.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_the_lowest_only_where_nothing_is_new() {
        assert_eq!(sparkline(&[70, 1, 0, 35, 0]), "█▂▁▅▁");
        assert_eq!(sparkline(&[0, 0]), "▁▁");
        assert_eq!(sparkline(&[]), "");
    }
}
