//! `landfall watch`: a process that lives, and how near it is to its limits.

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _};
use std::thread;
use std::time::{Duration, Instant};

use landfall_facts::Sample;
use landfall_probe::{Real, watched};
use landfall_report::watched::{Look, NEAR, line, render};

use crate::args::{Facts, WatchArgs};
use crate::output::{Output, could_not_work, say};

/// Growth is told of what was seen in so many looks.
const REMEMBERED: usize = 60;
/// Home, and nothing below.
const CLEAR: &str = "\x1b[H\x1b[J";

pub(crate) fn run(args: &WatchArgs, output: &Output) -> i32 {
    let start = Instant::now();
    let mut seen: VecDeque<(Duration, Sample)> = VecDeque::new();
    let is_live = !args.once && io::stdout().is_terminal() && args.format.is_none();
    let format = match args.format {
        Some(format) => format,
        None if args.once || is_live => Facts::Text,
        None => Facts::Json,
    };
    loop {
        let earlier = seen.back().map(|(_, last)| last);
        let now = match watched::sample(&Real, args.process, earlier, args.pprof.as_ref()) {
            Ok(Some(now)) => now,
            Ok(None) => return ended(args, !seen.is_empty()),
            Err(why) => {
                return could_not_work(&format!(
                    "could not look at process {}: {why}",
                    args.process
                ));
            }
        };
        // Another has its number now.
        if seen.back().is_some_and(|(_, last)| last.started != now.started) {
            return ended(args, true);
        }
        let at = start.elapsed();
        let before = seen.front().map(|(then, sample)| (sample, (at - *then).as_secs_f64()));
        let look = Look { now: &now, before, at: at.as_secs_f64() };
        let text = match format {
            Facts::Text => render(look),
            Facts::Json => line(look),
        };
        let text = if is_live { format!("{CLEAR}{}", fitted(&text, size())) } else { text };
        if let Err(error) = output.print(&text) {
            return could_not_work(&format!("could not write what was seen: {error}"));
        }
        if args.once {
            return code(&now);
        }
        seen.push_back((at, now));
        if seen.len() > REMEMBERED {
            seen.pop_front();
        }
        thread::sleep(Duration::from_secs_f64(args.interval));
    }
}

/// 1 near a limit, 2 where something could not be looked at.
fn code(now: &Sample) -> i32 {
    let is_near = now.gauges.iter().any(|gauge| gauge.percent().is_some_and(|it| it >= NEAR));
    let is_unseen = now.gauges.iter().any(|gauge| gauge.has.why().is_some());
    match (is_near, is_unseen) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => 0,
    }
}

fn ended(args: &WatchArgs, was_there: bool) -> i32 {
    if !was_there {
        return could_not_work(&format!(
            "could not look at process {}: there is none",
            args.process
        ));
    }
    say(&format!("landfall: process {} has ended", args.process));
    0
}

/// The columns and lines of the terminal, as they are now.
fn size() -> (usize, usize) {
    terminal_size::terminal_size()
        .map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)))
}

/// As much of a text as there are columns and lines for; what colours it counts for nothing.
fn fitted(text: &str, (columns, lines): (usize, usize)) -> String {
    let mut out = String::new();
    for line in text.lines().take(lines.saturating_sub(1)) {
        let (mut shown, mut is_colour) = (0, false);
        for c in line.chars() {
            // A colour begins with an escape and ends with an m.
            is_colour |= c == '\x1b';
            shown += usize::from(!is_colour);
            if is_colour || shown <= columns {
                out.push(c);
            }
            is_colour &= c != 'm';
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_left_out_and_colours_end_all_the_same() {
        let text = "\x1b[1mabcdef\x1b[0m\nsecond\nthird\n";
        assert_eq!(fitted(text, (3, 3)), "\x1b[1mabc\x1b[0m\nsec\n");
        assert_eq!(fitted(text, (80, 24)), text);
        for size in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            assert_eq!(fitted(text, size), "", "{size:?}");
        }
        assert_eq!(fitted("ä→x\n", (2, 2)), "ä→\n");
    }
}
