//! What landfall knows of itself: rules, machines, completions.

use std::fmt::Write as _;

use clap::CommandFactory as _;
use landfall_rules::ALL;

use crate::args::{Args, Completions, RuleArgs, TargetsArgs};
use crate::output::{Output, could_not_work};

/// `landfall rule`.
pub(crate) fn rule(args: &RuleArgs, output: &Output) -> i32 {
    let Some(name) = &args.name else {
        let width = ALL.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
        let mut text = String::new();
        for rule in ALL {
            let preview = if rule.preview { " (preview)" } else { "" };
            let _ = writeln!(
                text,
                "{:width$}  {:8}  {}{preview}",
                rule.name,
                rule.severity,
                rule.summary()
            );
        }
        return output.finish(&text, 0);
    };
    match landfall_rules::find(name) {
        Some(rule) => {
            let manual = rule.text();
            let preview = if rule.preview { ", preview" } else { "" };
            output.finish(
                &format!("# {}\n\nWeight: {}{preview}.\n\n{manual}", rule.name, rule.severity),
                0,
            )
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

/// `landfall targets`.
pub(crate) fn targets(args: &TargetsArgs, output: &Output) -> i32 {
    let mut text = String::new();
    let width = landfall_know::distros().map(|distro| distro.target().len()).max().unwrap_or(0);
    for distro in landfall_know::distros() {
        let (target, aliases) = (distro.target(), distro.aliases().join(" "));
        if args
            .name
            .as_ref()
            .is_some_and(|name| !target.contains(name.as_str()) && !aliases.contains(name.as_str()))
        {
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
        let name = args.name.as_deref().unwrap_or_default();
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
