//! Where a file is built and what its `#cgo` lines say there, in the oracle's words.

use std::collections::BTreeMap;
use std::path::Path;

use landfall_formats::gosrc::{CgoDirective, File, Lexer, Platform, Token, Verb, constraint};
use serde::Deserialize;

use crate::contexts;

/// What go/build says of a directory that holds only this file.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    flags: Vec<BTreeMap<String, Option<Vec<String>>>>,
    wrong: Vec<bool>,
    embeds: Option<Vec<String>>,
}

/// A mark for each platform: built, not built, or not to be told.
pub(crate) fn matches(path: &str, text: &[u8]) -> String {
    let name = Path::new(path).file_name().expect("a name").to_string_lossy();
    let mark = |platform: &Platform<'_>| match platform.takes(&name, text) {
        Ok(true) => '+',
        Ok(false) => '-',
        Err(_) => '?',
    };
    contexts::all().iter().map(mark).collect()
}

/// The constraint lines above the package clause, written back.
pub(crate) fn constraints(text: &[u8]) -> Vec<String> {
    let mut lexer = Lexer::new(text);
    let mut lines = Vec::new();
    loop {
        let (token, span) = lexer.scan();
        if token != Token::Comment {
            return lines;
        }
        let comment = String::from_utf8_lossy(span.of(text)).replace('\r', "");
        lines.extend(
            constraint::parse(&comment)
                .map(|it| it.map_or_else(|_| "?".to_owned(), |constraint| constraint.to_string())),
        );
    }
}

impl Package {
    /// Where the reader's facts differ from these.
    pub(crate) fn differences(&self, file: &File<'_>) -> Vec<String> {
        let mut all = Vec::new();
        for (index, platform) in contexts::all().iter().enumerate() {
            let theirs = (self.flags[index].clone(), self.wrong[index]);
            let ours = flags(file, &Platform { has_cgo: true, ..*platform });
            if theirs != ours {
                let system = platform.system;
                all.push(format!("{system}: Go has {theirs:?}, the reader {ours:?}"));
            }
        }
        let mut embeds = Vec::new();
        if file.imports.iter().any(|import| import.path == "embed") {
            let patterns = file.directives.iter().filter_map(|it| it.embeds()).flatten();
            embeds.extend(patterns.map(|it| it.into_owned()));
            embeds.sort();
            embeds.dedup();
        }
        if *self.embeds.as_deref().unwrap_or_default() != embeds {
            all.push(format!("Go embeds {:?}, the reader {embeds:?}", self.embeds));
        }
        all
    }
}

type Flags = BTreeMap<String, Option<Vec<String>>>;

/// As `saveCgo` adds them up: a line that is wrong ends its preamble.
fn flags(file: &File<'_>, platform: &Platform<'_>) -> (Flags, bool) {
    let verbs = ["CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS", "pkg-config"];
    let mut flags: Flags = verbs.map(|verb| (verb.to_owned(), None)).into();
    let mut wrong = false;
    for preamble in file.imports.iter().filter_map(|it| it.preamble.as_ref()) {
        for line in preamble.directives.iter().filter(|it| it.applies(platform)) {
            if line.fault.is_some() {
                wrong = true;
                break;
            }
            let verb = match line.verb {
                Verb::CFlags => "CFLAGS",
                Verb::CppFlags => "CPPFLAGS",
                Verb::CxxFlags => "CXXFLAGS",
                Verb::FFlags => "FFLAGS",
                Verb::LdFlags => "LDFLAGS",
                Verb::PkgConfig => "pkg-config",
                Verb::NoEscape | Verb::NoCallback | Verb::Unknown => continue,
            };
            let arguments = expanded(line);
            if !arguments.is_empty() {
                flags.entry(verb.to_owned()).or_default().get_or_insert_default().extend(arguments);
            }
        }
    }
    (flags, wrong)
}

/// The arguments as they are after `expandSrcDir` and `makePathsAbsolute`, which know where the
/// file lies.
fn expanded(line: &CgoDirective) -> Vec<String> {
    let mut is_path = false;
    let expand = |argument: &String| {
        let argument = argument.replace("${SRCDIR}", "/directory");
        if line.verb == Verb::PkgConfig {
            return argument;
        }
        let was_path = std::mem::replace(&mut is_path, argument == "-I" || argument == "-L");
        match argument.get(..2) {
            _ if was_path => absolute(&argument),
            Some(flag @ ("-I" | "-L")) if argument.len() > 2 => {
                format!("{flag}{}", absolute(&argument[2..]))
            }
            _ => argument,
        }
    };
    line.arguments.iter().map(expand).collect()
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut whole = vec!["", "directory"];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                whole.truncate(whole.len().saturating_sub(1).max(1));
            }
            _ => whole.push(part),
        }
    }
    if whole.len() == 1 { "/".to_owned() } else { whole.join("/") }
}
