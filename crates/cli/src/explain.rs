//! `landfall explain`: what the text of a failure means.

mod beside;

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;

use landfall_formats::log::{Lines, message};
use landfall_know::signatures;
use landfall_rules::Explainer;

use crate::args::{ExplainArgs, Facts};
use crate::output::{Output, could_not_work, say};

pub(crate) use beside::Beside;

pub(crate) fn run(args: &ExplainArgs, output: &Output) -> i32 {
    let told = explainer().and_then(|mut explainer| {
        let beside = Beside::of(&args.beside)?;
        read(args, &mut explainer)?;
        Ok(beside.explained(&explainer))
    });
    let causes = match told {
        Ok(causes) => causes,
        Err(error) => return could_not_work(&error),
    };
    let code = if causes.is_empty() { 2 } else { 0 };
    match args.format {
        Facts::Json => output.finish(&landfall_report::explanation::json(&causes), code),
        Facts::Text if causes.is_empty() => output.finish("nothing is known of this text\n", code),
        Facts::Text => output.finish(&landfall_report::explanation::text(&causes, args.most), code),
    }
}

/// Ready for the first line.
pub(crate) fn explainer() -> Result<Explainer<'static>, String> {
    let all = signatures().map_err(|error| error.to_string())?;
    Explainer::new(all).map_err(|error| format!("could not look for so many texts: {error}"))
}

/// Hands the lines of a log to one that explains it, in the pieces in which it comes.
pub(crate) struct Reading<'e> {
    explainer: &'e mut Explainer<'static>,
    lines: Lines,
}

impl<'e> Reading<'e> {
    pub(crate) fn of(explainer: &'e mut Explainer<'static>) -> Self {
        Self { explainer, lines: Lines::default() }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let explainer = &mut *self.explainer;
        self.lines.push(bytes, |line| explainer.line(line, message));
    }

    pub(crate) fn finish(mut self) {
        let explainer = &mut *self.explainer;
        self.lines.finish(|line| explainer.line(line, message));
        explainer.end(message);
    }
}

fn read(args: &ExplainArgs, explainer: &mut Explainer<'static>) -> Result<(), String> {
    if args.logs.is_empty() {
        if io::stdin().is_terminal() {
            say(
                "landfall: reading what is typed, up to Ctrl-D; a file or a text can be given instead",
            );
        }
        return stream(io::stdin().lock(), "standard input", explainer);
    }
    for log in &args.logs {
        let path = Path::new(log);
        let shown = path.display().to_string();
        match File::open(path) {
            _ if log == "-" => stream(io::stdin().lock(), "standard input", explainer)?,
            Ok(file) => stream(file, &shown, explainer)?,
            // What is no file is the text itself, unless it looks like the name of one.
            Err(error) if is_name(&shown) => {
                return Err(format!(
                    "could not read {shown}: {}; a text is given in quotes",
                    landfall_probe::plain(&error)
                ));
            }
            Err(_) => {
                let mut reading = Reading::of(explainer);
                reading.push(log.as_encoded_bytes());
                reading.finish();
            }
        }
    }
    Ok(())
}

fn is_name(text: &str) -> bool {
    let has_ending = Path::new(text).extension().is_some_and(|ending| {
        ["log", "txt", "out", "err", "json"].iter().any(|known| ending == *known)
    });
    !text.contains(char::is_whitespace) && (has_ending || text.contains(['/', '\\']))
}

fn stream(
    mut from: impl Read,
    shown: &str,
    explainer: &mut Explainer<'static>,
) -> Result<(), String> {
    const AT_ONCE: usize = 1 << 18;
    let mut reading = Reading::of(explainer);
    let mut buffer = vec![0; AT_ONCE];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => reading.push(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(format!("could not read {shown}: {}", landfall_probe::plain(&error)));
            }
        }
    }
    reading.finish();
    Ok(())
}
