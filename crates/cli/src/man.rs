//! Manual pages: what `--help` says of each command, for man(1).

use std::fs;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::args::{Args, ManArgs};
use crate::output::{Output, could_not_work};
use crate::written;

/// What a page says at its foot.
const SOURCE: &str = concat!("landfall ", env!("CARGO_PKG_VERSION"));

/// `landfall man`.
pub(crate) fn run(args: &ManArgs, output: &Output) -> i32 {
    let whole = whole();
    if let Some(dir) = &args.all {
        return match write_all(&whole, dir) {
            Ok(count) => output.finish(&format!("wrote {count} pages to {}\n", dir.display()), 0),
            Err(error) => could_not_work(&error),
        };
    }
    let mut command = &whole;
    for name in &args.command {
        command = match command.find_subcommand(name).filter(|command| !command.is_hide_set()) {
            Some(command) => command,
            None => return could_not_work(&not_there(command, name)),
        };
    }
    match page(command) {
        Ok(page) => output.finish(&page, 0),
        Err(error) => could_not_work(&format!("could not make the page: {error}")),
    }
}

/// All commands, with what each takes over from those above it.
fn whole() -> Command {
    let mut whole = Args::command().disable_help_subcommand(true);
    whole.build();
    whole
}

fn not_there(command: &Command, name: &str) -> String {
    let names = shown(command).map(|command| command.get_name().to_owned());
    let hint = match landfall_know::nearest(name, names) {
        Some(near) => format!("did you mean {near:?}?"),
        None => "`landfall --help` lists them".to_owned(),
    };
    format!("could not find command {name:?}: {hint}")
}

fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| !command.is_hide_set())
}

/// Writes the page of a command and of each below it, and tells how many.
fn write_all(command: &Command, dir: &Path) -> Result<usize, String> {
    fs::create_dir_all(dir)
        .map_err(|error| format!("could not make the directory {}: {error}", dir.display()))?;
    let file = dir.join(format!("{}.1", name_of(command)));
    let page =
        page(command).map_err(|error| format!("could not make {}: {error}", file.display()))?;
    written::write(&file, page)?;
    shown(command).try_fold(1, |count, below| Ok(count + write_all(below, dir)?))
}

fn name_of(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// The page of a command. It bears no date, so that the same source makes the same page.
fn page(command: &Command) -> io::Result<String> {
    let man = Man::new(command.clone());
    let title = name_of(command).to_uppercase();
    let mut text = format!(".TH {title} 1 \"\" \"{SOURCE}\" \"User Commands\"\n").into_bytes();
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if shown(command).next().is_some() {
        man.render_subcommands_section(&mut text)?;
    }
    let mut text = String::from_utf8_lossy(&text).into_owned();
    if let Some(after) = command.get_after_help() {
        add_as_it_stands(&after.to_string(), &mut text);
    }
    Ok(text)
}

/// What stands below the options, its lines as they are. A line that ends with a colon, as in `Targets:`, heads what
/// is indented below it, and so does what stands before a colon in `Exit codes: 0 …`.
fn add_as_it_stands(after: &str, page: &mut String) {
    let mut is_headed = false;
    for block in after.split("\n\n") {
        let (heading, rest) = match block.split_once(':') {
            // As man(1) calls it.
            Some(("Exit codes", rest)) => (Some("exit status"), rest),
            Some((heading, rest)) if is_heading(heading) => (Some(heading), rest),
            _ => (None, block),
        };
        match heading {
            Some(heading) => page.push_str(&format!(".SH {}\n", heading.to_uppercase())),
            None if is_headed => page.push_str(".PP\n"),
            None => page.push_str(".SH NOTES\n"),
        }
        is_headed = true;
        let is_table = rest.contains("\n ");
        if is_table {
            page.push_str(".nf\n");
        }
        for line in rest.lines().filter(|line| !line.trim().is_empty()) {
            page.push_str(&as_text(if is_table { line } else { line.trim() }));
            page.push('\n');
        }
        if is_table {
            page.push_str(".fi\n");
        }
    }
}

/// Whether this is a word or two, and not the beginning of a sentence.
fn is_heading(text: &str) -> bool {
    text.len() < 20 && text.split(' ').count() <= 2 && text.starts_with(char::is_uppercase)
}

/// A line of text that troff takes for nothing else (roff(7)).
fn as_text(line: &str) -> String {
    let escaped = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    match escaped.starts_with('.') {
        true => format!("\\&{escaped}"),
        false => escaped,
    }
}
