//! What landfall knows of itself: rules, machines, completions.

use std::fmt::Write as _;

use clap::CommandFactory as _;
use landfall_report::language::{padded, tr};
use landfall_report::tr;
use landfall_rules::{ALL, Rule};

use crate::args::{Args, Completions, RuleArgs, TargetsArgs};
use crate::language::Lang;
use crate::output::{Output, could_not_work};

/// A weight takes so many columns.
const WEIGHT: usize = 8;

/// `landfall rule`.
pub(crate) fn rule(args: &RuleArgs, output: &Output) -> i32 {
    let Some(name) = &args.name else {
        let width = ALL.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
        let mut text = String::new();
        for (what, is_of_machine) in [
            (tr!("A build and a machine, by check:"), false),
            (tr!("A machine alone, by doctor:"), true),
        ] {
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{gap}{what}");
            for rule in ALL.iter().filter(|rule| rule.is_of_machine() == is_of_machine) {
                let preview = if rule.preview { tr!(" (preview)") } else { String::new() };
                let (name, says) = (rule.name, summary(rule));
                let weight = padded(&tr(rule.severity.name()), WEIGHT);
                let _ = writeln!(text, "{name:width$}  {weight}  {says}{preview}");
            }
        }
        return output.finish(&text, 0);
    };
    match landfall_rules::find(name) {
        Some(rule) => {
            let manual = Lang::chosen().manual(rule);
            let weight = tr(rule.severity.name());
            let weight = match rule.preview {
                true => tr!("Weight: {weight}, preview.", weight),
                false => tr!("Weight: {weight}.", weight),
            };
            output.finish(&format!("# {}\n\n{weight}\n\n{manual}", rule.name), 0)
        }
        None => {
            let near = landfall_know::nearest(name, ALL.iter().map(|rule| rule.name.to_owned()));
            let hint = near.map_or("`landfall rule` lists them".to_owned(), |near| {
                format!("did you mean {near:?}?")
            });
            could_not_work(&format!("could not find rule {name:?}: {hint}"))
        }
    }
}

/// What a rule is about, in one sentence.
fn summary(rule: &Rule) -> String {
    let manual = Lang::chosen().manual(rule);
    manual.lines().next().unwrap_or_default().to_owned()
}

/// `landfall targets`.
pub(crate) fn targets(args: &TargetsArgs, output: &Output) -> i32 {
    let mut text = String::new();
    let width = landfall_know::distros().map(|distro| distro.target().len()).max().unwrap_or(0);
    let name = args.name.as_deref().unwrap_or_default();
    let (known_as, release) = name.split_once(':').map_or((name, None), |(a, b)| (a, Some(b)));
    let meant = landfall_know::meant(known_as);
    let meant = release.map_or(meant.to_owned(), |release| format!("{meant}:{release}"));
    for distro in landfall_know::distros() {
        let (target, aliases) = (distro.target(), distro.aliases().join(" "));
        let named = |name: &str| target.contains(name) || aliases.contains(name);
        if !named(name) && !named(&meant) {
            continue;
        }
        let libc = format!("{} {}", distro.field("libc"), distro.field("libc_version"));
        let kernel = match distro.field("kernel") {
            "" => String::new(),
            kernel => format!("kernel {kernel}"),
        };
        let eol = match distro.field("eol") {
            "" => String::new(),
            eol => format!("until {eol}"),
        };
        let line = format!(
            "{target:width$} {:8} {:14} {kernel:14} {eol:16} {aliases}",
            distro.field("os"),
            libc.trim()
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if text.is_empty() {
        let near = landfall_know::nearest(
            name,
            landfall_know::distros().map(|distro| distro.name().to_owned()),
        );
        let hint = near.map_or(String::new(), |near| format!("; did you mean {near:?}?"));
        return could_not_work(&format!("could not find a target with {name:?} in its name{hint}"));
    }
    output.finish(&text, 0)
}

/// `landfall completions`.
pub(crate) fn completions(args: &Completions, output: &Output) -> i32 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "landfall", &mut script);
    output.finish(&String::from_utf8_lossy(&script), 0)
}
