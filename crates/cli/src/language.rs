//! Which language is spoken, and the help in it.

use std::env;
use std::ffi::OsStr;

use clap::{Arg, ArgAction, Command, ValueEnum};
use landfall_know::Catalogue;
use landfall_report::language::{self, tr};
use landfall_rules::Rule;

/// The languages that landfall speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    En,
    // Simplified Chinese
    #[value(name = "zh-CN", alias = "zh")]
    ZhCn,
}

struct Chinese(&'static Catalogue);

impl language::Language for Chinese {
    fn tag(&self) -> &'static str {
        "zh-CN"
    }

    fn words(&self, english: &str) -> Option<&str> {
        self.0.words(english)
    }

    fn text(&self, english: &str) -> Option<String> {
        self.0.text(english)
    }
}

impl Lang {
    /// What `--lang` says, and else what the environment does: the help is spoken before arguments are understood.
    pub(crate) fn chosen() -> Self {
        asked(env::args_os()).unwrap_or_else(|| Self::of_environment(|name| env::var_os(name)))
    }

    /// As the C library chooses: the first of these variables that holds anything.
    fn of_environment<V: AsRef<OsStr>>(variable: impl Fn(&str) -> Option<V>) -> Self {
        let mut names = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
        let set = names.find_map(|name| {
            variable(name)
                .map(|value| value.as_ref().to_string_lossy().into_owned())
                .filter(|it| !it.is_empty())
        });
        Self::of_locale(&set.unwrap_or_default())
    }

    /// `zh_CN.UTF-8`, `zh_SG`, `zh`; where traditional characters are read, English is as near.
    fn of_locale(locale: &str) -> Self {
        let name = locale.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        match name.as_str() {
            "zh" | "zh-CN" | "zh-SG" | "zh-Hans" => Self::ZhCn,
            _ => Self::En,
        }
    }

    /// The manual of a rule.
    pub(crate) fn manual(self, rule: &Rule) -> String {
        let other = if self == Self::ZhCn { rule.text_in_chinese() } else { None };
        other.unwrap_or_else(|| rule.text())
    }

    /// Speaks it from now on.
    pub(crate) fn speak(self) {
        if self == Self::ZhCn {
            language::speak(Box::new(Chinese(landfall_know::chinese())));
        }
    }
}

/// The last `--lang` among arguments, if it names a language; what is none is told of where arguments are read.
fn asked<A: AsRef<OsStr>>(arguments: impl Iterator<Item = A>) -> Option<Lang> {
    let (mut lang, mut is_next) = (None, false);
    for argument in arguments {
        let Some(argument) = argument.as_ref().to_str() else { continue };
        if argument == "--" {
            break;
        }
        let value = if is_next { Some(argument) } else { argument.strip_prefix("--lang=") };
        lang = value.and_then(|value| Lang::from_str(value, true).ok()).or(lang);
        is_next = argument == "--lang";
    }
    lang
}

/// The commands with their help in the language that is spoken.
pub(crate) fn spoken(mut command: Command) -> Command {
    command.build();
    said(command)
}

fn said(mut command: Command) -> Command {
    if let Some(about) = command.get_about().map(ToString::to_string) {
        command = command.about(tr(&about).into_owned());
    }
    if let Some(after) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(tr(&after).into_owned());
    }
    command
        .subcommand_help_heading(heading("Commands"))
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
            tr("Usage")
        ))
        .mut_args(argument)
        .mut_subcommands(said)
}

/// A heading, which clap wants to live as long as the program.
fn heading(english: &'static str) -> &'static str {
    landfall_know::chinese().words(english).unwrap_or(english)
}

fn argument(mut argument: Arg) -> Arg {
    let name = if argument.is_positional() { "Arguments" } else { "Options" };
    if argument.get_help_heading().is_none() {
        argument = argument.help_heading(heading(name));
    }
    let Some(help) = argument.get_help().map(ToString::to_string) else { return argument };
    let long = argument.get_long_help().map(|long| tr(&long.to_string()).into_owned());
    let help = tr(&help).into_owned();
    let (brief, full) = values(&argument);
    let long = match long {
        None if full == brief => None,
        long => Some(format!("{}{full}", long.as_ref().unwrap_or(&help))),
    };
    argument = argument.help(format!("{help}{brief}")).hide_default_value(true);
    argument = argument.hide_possible_values(true);
    match long {
        Some(long) => argument.long_help(long),
        None => argument,
    }
}

/// What clap says of an argument's values by itself: in a line, and at length.
fn values(argument: &Arg) -> (String, String) {
    let (mut brief, mut full) = (String::new(), String::new());
    if !matches!(argument.get_action(), ArgAction::Set | ArgAction::Append) {
        return (brief, full);
    }
    let possible = argument.get_possible_values();
    let shown = possible.iter().filter(|value| !value.is_hide_set());
    if !possible.is_empty() && !argument.is_hide_possible_values_set() {
        let names: Vec<&str> = shown.clone().map(|value| value.get_name()).collect();
        brief.push_str(&format!(" [{}: {}]", heading("possible values"), names.join(", ")));
        match shown.clone().any(|value| value.get_help().is_some()) {
            false => full.push_str(&brief),
            true => full.push('\n'),
        }
        for value in shown.filter(|value| value.get_help().is_some()) {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            full.push_str(&format!("\n- {}: {}", value.get_name(), tr(&help)));
        }
    }
    let defaults = argument.get_default_values().iter().map(|value| value.to_string_lossy());
    let defaults: Vec<_> = defaults.collect();
    if !defaults.is_empty() && !argument.is_hide_default_value_set() {
        let told = format!(" [{}: {}]", heading("default"), defaults.join(" "));
        brief.push_str(&told);
        full.push_str(if full.contains('\n') { "\n\n" } else { "" });
        full.push_str(told.trim_start_matches(if full.contains('\n') { " " } else { "" }));
    }
    (brief, full)
}

/// What is wrong with arguments, line by line.
pub(crate) fn wrong(answer: &clap::Error) -> String {
    let text = answer.render().to_string();
    let line = |line: &str| {
        let words = line.trim_start();
        format!("{}{}\n", &line[..line.len() - words.len()], tr(words))
    };
    text.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_language_asked_for_is_spoken() {
        let asked = |line: &str| asked(line.split(' '));
        assert_eq!(asked("landfall --lang en check --lang=zh-CN x"), Some(Lang::ZhCn));
        assert_eq!(asked("landfall check --lang zh-CN"), Some(Lang::ZhCn));
        assert_eq!(asked("landfall check --lang klingon"), None);
        assert_eq!(asked("landfall exec -- x --lang zh-CN"), None);
    }

    /// All that the help of a command says, and of those below it.
    fn help(command: &Command, all: &mut Vec<String>) {
        all.extend(command.get_about().map(ToString::to_string));
        all.extend(command.get_after_help().map(ToString::to_string));
        for argument in command.get_arguments() {
            all.extend(argument.get_help().map(ToString::to_string));
            all.extend(argument.get_long_help().map(ToString::to_string));
            let values = argument.get_possible_values();
            all.extend(values.iter().filter_map(|value| value.get_help().map(ToString::to_string)));
        }
        command.get_subcommands().for_each(|command| help(command, all));
    }

    #[test]
    fn all_of_the_help_is_said_in_chinese() {
        use clap::CommandFactory as _;

        let mut command = crate::args::Args::command();
        command.build();
        let mut all = Vec::new();
        help(&command, &mut all);
        all.sort();
        all.dedup();
        let known = landfall_know::chinese();
        let missing: Vec<String> = all
            .iter()
            .filter(|text| text.contains(' ') && known.words(text).is_none())
            .map(|text| format!("{text:?} = \"\""))
            .collect();
        assert!(missing.is_empty(), "help.toml lacks:\n{}", missing.join("\n"));
    }

    #[test]
    fn the_environment_names_a_language() {
        let chosen = |set: &[(&str, &str)]| {
            Lang::of_environment(|name| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_string())
            })
        };
        assert_eq!(chosen(&[("LANG", "zh_CN.UTF-8")]), Lang::ZhCn);
        assert_eq!(chosen(&[("LC_ALL", ""), ("LANG", "zh_CN")]), Lang::ZhCn);
        assert_eq!(chosen(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]), Lang::En);
        assert_eq!(chosen(&[("LANG", "zh_TW.UTF-8")]), Lang::En);
        assert_eq!(chosen(&[]), Lang::En);
    }
}
