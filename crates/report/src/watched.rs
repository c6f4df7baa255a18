//! A process that lives, for a terminal and as lines of JSON: what it has, how that grows, and when it
//! will be at a limit.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Gauge, Sample};
use serde::Serialize;

use crate::json::SCHEMA;
use crate::language::{padded, tr};
use crate::tr;

/// What a gauge is called takes so many columns, and what it has.
const NAME: usize = 28;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// So full, in hundredths, a limit is near.
pub const NEAR: u64 = 90;
const WORTH_A_LOOK: u64 = 70;

/// Two looks at a process, and the seconds between them.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The newest.
    pub now: &'a Sample,
    /// An older one, and how many seconds ago it was, if there is one.
    pub before: Option<(&'a Sample, f64)>,
    /// Seconds since the first.
    pub at: f64,
}

/// How a gauge moves: how much in a second, and in how many seconds it is full, if it ever is.
struct Growth {
    per_second: f64,
    full_in: Option<f64>,
}

impl Look<'_> {
    fn growth(&self, gauge: &Gauge) -> Option<Growth> {
        let (before, seconds) = self.before.filter(|(_, seconds)| *seconds > 0.0)?;
        let old = before.gauges.iter().find(|old| old.name == gauge.name)?;
        let (old, now) = (*old.has.known()? as f64, *gauge.has.known()? as f64);
        let per_second = (now - old) / seconds;
        let left = gauge.least().map(|(_, limit)| limit as f64 - now);
        let full_in = left.filter(|_| per_second > 0.0).map(|left| left.max(0.0) / per_second);
        Some(Growth { per_second, full_in })
    }

    /// How many processors it has kept busy.
    fn processors(&self) -> Option<f64> {
        let (before, seconds) = self.before.filter(|(_, seconds)| *seconds > 0.0)?;
        let used = self.now.used.known()?.saturating_sub(*before.used.known()?);
        Some(used as f64 / 1000.0 / seconds)
    }
}

/// A process for a terminal.
pub fn render(look: Look<'_>) -> String {
    let now = look.now;
    let mut out = String::new();
    let go = now.go.known().map(|go| format!(", {go}")).unwrap_or_default();
    let unit = now.unit.known().map(|unit| format!(", {}", unit.name)).unwrap_or_default();
    let busy =
        look.processors().map(|busy| tr!(", {busy} processors busy", busy = format!("{busy:.2}")));
    let (name, process) = (format!("{BOLD}{}{BOLD:#}", now.name), now.process);
    let head = tr!("{name} (process {process}{go}{unit})", name, process, go, unit);
    let _ = writeln!(out, "{head}{}", busy.unwrap_or_default());
    for gauge in &now.gauges {
        let Some(has) = gauge.has.known() else {
            let why = gauge.has.why().map(ToString::to_string);
            let why = why.map_or_else(|| tr!("it has none"), |why| tr(&why).into_owned());
            let name = padded(&tr(&gauge.name), NAME);
            let _ = writeln!(out, "  {name} {DIM}{why}{DIM:#}");
            continue;
        };
        let percent = gauge.percent();
        let colour = match percent {
            Some(NEAR..) => RED,
            Some(WORTH_A_LOOK..) => YELLOW,
            _ => Style::new(),
        };
        let of =
            gauge.least().map(|(_, limit)| tr!(" of {limit}", limit = amount(gauge, limit as f64)));
        let share = percent.map(|percent| format!("{percent} %")).unwrap_or_default();
        let has = format!("{}{}", amount(gauge, *has as f64), of.unwrap_or_default());
        let mut rest = vec![];
        if let Some(growth) = look.growth(gauge).filter(|growth| growth.per_second.abs() >= 0.01) {
            let sign = if growth.per_second > 0.0 { "+" } else { "-" };
            rest.push(format!("{sign}{}/s", amount(gauge, growth.per_second.abs())));
            rest.extend(growth.full_in.map(|seconds| tr!("full in {time}", time = span(seconds))));
        }
        rest.extend(gauge.least().map(|(by, _)| tr(by).into_owned()));
        rest.extend(gauge.note.as_ref().map(|note| tr(note).into_owned()));
        let _ = writeln!(
            out,
            "  {} {colour}{}{share:>6}{colour:#}  {DIM}{}{DIM:#}",
            padded(&tr(&gauge.name), NAME),
            padded(&has, NAME),
            rest.join(&tr!(", "))
        );
    }
    out
}

fn amount(gauge: &Gauge, number: f64) -> String {
    if !gauge.is_in_bytes {
        return if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number:.2}") };
    }
    let mib = number / f64::from(1 << 20);
    if mib.fract() == 0.0 || mib >= 100.0 {
        format!("{mib:.0} MiB")
    } else {
        format!("{mib:.2} MiB")
    }
}

/// A time in the two largest of its units.
fn span(seconds: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(86_400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s")];
    if seconds > 1000.0 * 86_400.0 {
        return tr!("years");
    }
    let mut rest = seconds.round();
    let mut parts = Vec::new();
    for (length, unit) in UNITS {
        let count = (rest / length).floor();
        rest -= count * length;
        if count > 0.0 {
            parts.push(format!("{count:.0} {unit}"));
        }
    }
    parts.truncate(2);
    if parts.is_empty() { tr!("less than a second") } else { parts.join(" ") }
}

/// A process as one line of JSON.
pub fn line(look: Look<'_>) -> String {
    let gauge = |gauge: &Gauge| {
        let growth = look.growth(gauge);
        Line {
            name: gauge.name.clone(),
            unit: if gauge.is_in_bytes { "bytes" } else { "count" },
            value: gauge.has.known().copied(),
            limit: gauge.least().map(|(_, limit)| limit),
            limited_by: gauge.least().map(|(by, _)| by),
            percent: gauge.percent(),
            per_second: growth.as_ref().map(|growth| growth.per_second),
            full_in_seconds: growth.and_then(|growth| growth.full_in),
            note: gauge.note.clone(),
            unknown: gauge.has.why().map(ToString::to_string),
        }
    };
    let watched = Watched {
        schema: SCHEMA,
        seconds: look.at,
        process: look.now.process,
        name: &look.now.name,
        go: look.now.go.known().map(ToString::to_string),
        unit: look.now.unit.known().map(|unit| unit.name.as_str()),
        processors: look.processors(),
        gauges: look.now.gauges.iter().map(gauge).collect(),
    };
    let mut text = serde_json::to_string(&watched).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Watched<'a> {
    schema: u32,
    seconds: f64,
    process: u32,
    name: &'a str,
    go: Option<String>,
    unit: Option<&'a str>,
    processors: Option<f64>,
    gauges: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    unit: &'static str,
    value: Option<u64>,
    limit: Option<u64>,
    limited_by: Option<&'static str>,
    percent: Option<u64>,
    per_second: Option<f64>,
    full_in_seconds: Option<f64>,
    note: Option<String>,
    unknown: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_its_two_largest_units() {
        assert_eq!(span(0.2), "less than a second");
        assert_eq!(span(59.6), "1 min");
        assert_eq!(span(3723.0), "1 h 2 min");
        assert_eq!(span(90_000.0), "1 d 1 h");
        assert_eq!(span(1e12), "years");
    }
}
