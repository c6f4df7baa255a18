//! What became of looking at a machine alone: what is wrong, and then what is fine, each with the
//! command that proves it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Examination, Machine, Origin, Verdict};
use serde::Serialize;

use crate::language::{padded, tr};
use crate::{json, text, tr};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();

/// What is fine is lined up at this width where it is no longer.
const WIDTH: usize = 52;

/// A machine for a terminal.
pub fn render(machine: &Machine, examination: &Examination) -> String {
    let Examination { report, fine } = examination;
    let mut out = String::new();
    let colour = text::style(report.verdict);
    let about = about(machine);
    let about = if about.is_empty() { String::new() } else { format!(" {DIM}({about}){DIM:#}") };
    let word = tr(word(report.verdict));
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}{about}: {colour}{word}{colour:#}", report.machine);
    for one in &report.findings {
        text::finding(&mut out, one);
        let mut proofs: Vec<String> =
            one.evidence.iter().filter_map(|evidence| proof(&evidence.origin)).collect();
        proofs.dedup();
        for (at, proof) in proofs.iter().enumerate() {
            let label = if at == 0 { tr!("prove") } else { String::new() };
            let label = padded(&label, text::LABEL);
            let _ = writeln!(out, "    {BOLD}{label}{BOLD:#} {DIM}{proof}{DIM:#}");
        }
    }
    text::rest(&mut out, report);
    for one in fine {
        let (word, says) = (tr!("fine"), padded(&tr(&one.says), WIDTH));
        let proof = proof(&one.origin).unwrap_or_else(|| one.origin.to_string());
        let _ = writeln!(out, "  {GREEN}{word}{GREEN:#}: {says}  {DIM}{proof}{DIM:#}");
    }
    out
}

/// A machine as JSON, with every fact that was looked for.
pub fn json(machine: &Machine, examination: &Examination) -> String {
    let mut facts = Vec::new();
    machine.each(&mut |name, fact| facts.push(json::Told::of(name, fact.plain())));
    let Examination { report, fine } = examination;
    let fine = fine
        .iter()
        .map(|fine| Fine {
            rule: fine.rule,
            message: &fine.says,
            origin: fine.origin.to_string(),
            prove: proof(&fine.origin),
        })
        .collect();
    json::print(&Doctor {
        schema: json::SCHEMA,
        machine: &report.machine,
        verdict: word(report.verdict),
        findings: report.findings.iter().map(json::Finding::of).collect(),
        unsure: report.doubts.iter().map(json::Doubt::of).collect(),
        silenced: report.silenced.iter().map(json::Silenced::of).collect(),
        fine,
        facts,
    })
}

#[derive(Serialize)]
struct Doctor<'a> {
    schema: u32,
    machine: &'a str,
    verdict: &'static str,
    findings: Vec<json::Finding<'a>>,
    unsure: Vec<json::Doubt<'a>>,
    silenced: Vec<json::Silenced>,
    fine: Vec<Fine<'a>>,
    facts: Vec<json::Told>,
}

#[derive(Serialize)]
struct Fine<'a> {
    rule: &'static str,
    message: &'a str,
    origin: String,
    prove: Option<String>,
}

/// What a machine alone is called after a verdict.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Runs => "fit",
        Verdict::Unsure => "unsure",
        Verdict::Breaks => "unfit",
    }
}

/// What it is, in a few words.
fn about(machine: &Machine) -> String {
    let around = &machine.surroundings;
    let distribution = around.distribution.known().map(|name| {
        let version = around.distribution_version.known().map_or("", String::as_str);
        format!("{name} {version}").trim().to_owned()
    });
    let arch = machine.arches.known().and_then(|arches| arches.first());
    let platform = machine.os.known().zip(arch).map(|(os, arch)| format!("{os}/{arch}"));
    let go = machine.toolchain.version.known().map(ToString::to_string);
    let parts = [distribution, platform, go, around.container.known().cloned()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Whether a file is there for what stands in it, and not for being there.
fn shows_by_text(path: &str) -> bool {
    let is_of_kernel = path.starts_with("/proc/") || path.starts_with("/sys/");
    let is_text = ["VERSION", "goversion.go", "resolv.conf", "passwd", "env"];
    (is_of_kernel && !path.ends_with("/exe")) || is_text.iter().any(|name| path.ends_with(name))
}

/// A command of a shell that shows what was seen there.
fn proof(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Line { path, line } if path.starts_with('/') => {
            Some(format!("sed -n {line}p {path}"))
        }
        Origin::Path(path) if shows_by_text(path) => Some(format!("cat {path}")),
        Origin::Path(path) if path.starts_with('/') => Some(format!("ls -ld {path}")),
        Origin::Command(command) => Some(command.clone()),
        Origin::Setting { name, by: "the environment" } => Some(format!("printenv {name}")),
        Origin::Setting { name, .. } => Some(format!("go env {name}")),
        Origin::Line { .. }
        | Origin::Span { .. }
        | Origin::Path(_)
        | Origin::Bytes { .. }
        | Origin::Row { .. }
        | Origin::Word(_)
        | Origin::Go(_)
        | Origin::Nature(_)
        | Origin::Itself(_) => None,
    }
}
