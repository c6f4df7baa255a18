//! The way out: standard output with or without colours, standard error for what went wrong.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::Path;

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};

use landfall_facts::{Report, Verdict};
use landfall_report::html::More;
use landfall_report::language::tr;
use landfall_report::sarif::RuleText;
use landfall_report::{Failure, Unseen};

use crate::args::{Color, Format};
use crate::{page, place, written};

/// Where everything is printed.
pub(crate) struct Output {
    choice: ColorChoice,
}

impl Output {
    pub(crate) fn new(color: Color) -> Self {
        Self {
            choice: match color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::AlwaysAnsi,
                Color::Never => ColorChoice::Never,
            },
        }
    }

    /// Prints a text. A reader that has gone away, as `head` does, ends the printing quietly.
    pub(crate) fn print(&self, text: &str) -> io::Result<()> {
        // In one piece: a stream that takes the colours out writes a line at a time.
        let text = match self.has_colours() {
            false => Cow::Owned(strip_str(text).to_string()),
            true => text.into(),
        };
        let mut stdout = io::stdout().lock();
        let done = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        match done {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    /// Whether colours belong into standard output.
    pub(crate) fn has_colours(&self) -> bool {
        let choice = match self.choice {
            ColorChoice::Auto => AutoStream::choice(&io::stdout()),
            choice => choice,
        };
        !matches!(choice, ColorChoice::Never)
    }

    /// Prints a text beside the output of a command, on standard error. Nobody is there to be told if that fails.
    pub(crate) fn print_beside(&self, text: &str) {
        let stderr = io::stderr().lock();
        let choice = match self.choice {
            ColorChoice::Auto => AutoStream::choice(&stderr),
            choice => choice,
        };
        let _ = AutoStream::new(stderr, choice).write_all(text.as_bytes());
    }

    /// Writes a text to a file, or prints it for `-` or without one, and gives the exit code as [`Self::finish`] does.
    pub(crate) fn deliver(&self, text: &str, file: Option<&Path>, code: i32) -> i32 {
        match file.filter(|file| *file != Path::new("-")) {
            None => self.finish(text, code),
            Some(file) => match written::write(file, strip_str(text).to_string()) {
                Ok(()) => code,
                Err(error) => could_not_work(&error),
            },
        }
    }

    /// Prints a text and gives the exit code: `code`, or 3 if nobody could read it.
    pub(crate) fn finish(&self, text: &str, code: i32) -> i32 {
        match self.print(text) {
            Ok(()) => code,
            Err(error) => could_not_work(&format!("could not write the report: {error}")),
        }
    }
}

/// Tells why landfall could not do its work, and gives its exit code.
pub(crate) fn could_not_work(error: &dyn Display) -> i32 {
    say(&format!("landfall: {error}"));
    3
}

/// A text on standard error, its lines in the language that is spoken. Nobody is there to be told if even that fails.
pub(crate) fn say(text: &str) {
    let line = |line: &str| {
        let (name, words) =
            line.split_at(if line.starts_with(OWN_NAME) { OWN_NAME.len() } else { 0 });
        format!("{name}{}", tr(words))
    };
    let lines: Vec<String> = text.split('\n').map(line).collect();
    let _ = writeln!(io::stderr().lock(), "{}", lines.join("\n"));
}

/// What stands before a line of landfall's own beside the output of others.
const OWN_NAME: &str = "landfall: ";

/// Tells of each file that could not be looked at.
pub(crate) fn say_failures(failures: &[Failure]) {
    for failure in failures {
        say(&format!("landfall: {failure}"));
    }
}

/// Reports in one of the formats.
pub(crate) fn rendered(reports: &[Report], failures: &[Failure], format: Format) -> String {
    let root = place::root();
    let place = |file: &str| place::of(file, root.as_deref());
    match format {
        Format::Text => landfall_report::text::render(reports),
        Format::Concise => landfall_report::concise::render(reports, failures),
        Format::Json => landfall_report::json::verdicts(reports, failures),
        Format::Github => landfall_report::github::render(reports, failures, place),
        Format::Sarif => {
            landfall_report::sarif::render(reports, failures, VERSION, place, rule_text)
        }
        Format::Html => {
            let unseen = Unseen { failures, gaps: &[] };
            page::render(reports, &[], unseen, &|_, _| None, &More::default())
        }
    }
}

/// The version of landfall.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a log says of a rule.
pub(crate) fn rule_text(name: &str) -> Option<RuleText<'static>> {
    let rule = landfall_rules::find(name)?;
    Some(RuleText { summary: rule.summary().into(), manual: rule.text().into() })
}

/// The exit code of some reports: work that could not be done outweighs what breaks, and that
/// what is unsure.
pub(crate) fn exit_code(reports: &[Report], failures: &[Failure]) -> i32 {
    let any = |verdict| reports.iter().any(|report| report.verdict == verdict);
    if !failures.is_empty() {
        3
    } else if any(Verdict::Breaks) {
        1
    } else if any(Verdict::Unsure) {
        2
    } else {
        0
    }
}
