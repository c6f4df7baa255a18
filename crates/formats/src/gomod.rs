//! go.mod and go.work: what a module is called, which Go it asks for, and which modules it names.
//!
//! Broken lines are told and passed over: the rest of a file is worth reading all the same.
//! The grammar is that of <https://go.dev/ref/mod#go-mod-file-grammar>.

use std::borrow::Cow;

/// What a go.mod or go.work file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoMod {
    /// The module's path.
    pub module: Option<Said>,
    /// The Go release of its language, for example `1.21` or `1.26.1`.
    pub go: Option<Said>,
    /// The toolchain it would rather be built with, for example `go1.26.8` or `default`.
    pub toolchain: Option<Said>,
    /// Settings of GODEBUG, as `key=value`.
    pub godebug: Vec<Said>,
    /// The modules it needs.
    pub require: Vec<Require>,
    /// Modules that others stand in for.
    pub replace: Vec<Replace>,
    /// Versions that are not to be used.
    pub exclude: Vec<Require>,
    /// Versions of itself that its author takes back: one, or from one to another.
    pub retract: Vec<Retract>,
    /// Packages that are run as tools.
    pub tool: Vec<Said>,
    /// Directories that hold no packages.
    pub ignore: Vec<Said>,
    /// Directories of the modules of a workspace.
    pub r#use: Vec<Said>,
    /// What could not be understood.
    pub problems: Vec<Said>,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text, without quotes.
    pub text: String,
    /// Counted from 1.
    pub line: u32,
}

/// A module at a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Require {
    /// Its path.
    pub path: String,
    /// Its version, for example `v1.2.3`.
    pub version: String,
    /// Whether only others need it.
    pub indirect: bool,
    /// Counted from 1.
    pub line: u32,
}

/// A module, at one version or at all, and what stands in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replace {
    /// The path of the module.
    pub old: String,
    /// The version that is replaced; `None` for all.
    pub old_version: Option<String>,
    /// The path of a module, or of a directory.
    pub new: String,
    /// The version of the module; `None` for a directory.
    pub new_version: Option<String>,
    /// Counted from 1.
    pub line: u32,
}

/// Versions that are taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retract {
    /// The first.
    pub low: String,
    /// The last, which may be the first.
    pub high: String,
    /// Counted from 1.
    pub line: u32,
}

/// What a file says. A byte that is no UTF-8 is replaced, as Go's own reader shows it.
pub fn read(bytes: &[u8]) -> GoMod {
    let mut file = GoMod::default();
    let mut block: Option<String> = None;
    let text = String::from_utf8_lossy(bytes);
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let (words, comment) = match words(line) {
            Ok(read) => read,
            Err(problem) => {
                file.problems.push(Said { text: problem.to_owned(), line: number });
                continue;
            }
        };
        let words: Vec<&str> = words.iter().map(|word| &**word).collect();
        match (&block, words.as_slice()) {
            (_, []) => {}
            (Some(_), [")"]) => block = None,
            (None, [verb, "("]) => block = Some((*verb).to_owned()),
            (None, [_, "(", ")"]) => {}
            (Some(verb), rest) => file.take(&verb.clone(), rest, comment, number),
            (None, [verb, rest @ ..]) => file.take(verb, rest, comment, number),
        }
    }
    if let Some(verb) = block {
        let line = text.lines().count() as u32;
        file.problems.push(Said { text: format!("the block of {verb} does not end"), line });
    }
    file
}

impl GoMod {
    fn take(&mut self, verb: &str, words: &[&str], comment: &str, line: u32) {
        let said = |text: &str| Said { text: text.to_owned(), line };
        match (verb, words) {
            ("module", [path]) => self.module = Some(said(path)),
            ("go", [version]) => self.go = Some(said(version)),
            ("toolchain", [name]) => self.toolchain = Some(said(name)),
            ("godebug", [setting]) if setting.contains('=') => self.godebug.push(said(setting)),
            ("tool", [path]) => self.tool.push(said(path)),
            ("ignore", [path]) => self.ignore.push(said(path)),
            ("use", [path]) => self.r#use.push(said(path)),
            ("require" | "exclude", [path, version]) => {
                let module = Require {
                    path: (*path).to_owned(),
                    version: (*version).to_owned(),
                    indirect: verb == "require" && is_indirect(comment),
                    line,
                };
                if verb == "require" { &mut self.require } else { &mut self.exclude }.push(module);
            }
            ("retract", [version]) => self.retract.push(Retract {
                low: (*version).to_owned(),
                high: (*version).to_owned(),
                line,
            }),
            ("retract", ["[", low, ",", high, "]"]) => self.retract.push(Retract {
                low: (*low).to_owned(),
                high: (*high).to_owned(),
                line,
            }),
            ("replace", words) => match replaced(words, line) {
                Some(replace) => self.replace.push(replace),
                None => self
                    .problems
                    .push(said("a replacement is written OLD [VERSION] => NEW [VERSION]")),
            },
            _ => self.problems.push(said(&format!("{verb} {} means nothing", words.join(" ")))),
        }
    }
}

fn replaced(words: &[&str], line: u32) -> Option<Replace> {
    let arrow = words.iter().position(|word| *word == "=>")?;
    let pair = |words: &[&str]| match words {
        [path] => Some(((*path).to_owned(), None)),
        [path, version] => Some(((*path).to_owned(), Some((*version).to_owned()))),
        _ => None,
    };
    let ((old, old_version), (new, new_version)) =
        (pair(&words[..arrow])?, pair(&words[arrow + 1..])?);
    Some(Replace { old, old_version, new, new_version, line })
}

/// `// indirect`, alone or before a semicolon and more.
fn is_indirect(comment: &str) -> bool {
    let comment = comment.trim();
    comment == "indirect" || comment.starts_with("indirect;")
}

/// The words of a line, without their quotes, and its comment without the slashes.
fn words(line: &str) -> Result<(Vec<Cow<'_, str>>, &str), &'static str> {
    const ALONE: [char; 7] = ['(', ')', '[', ']', '{', '}', ','];
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("//") {
            return Ok((words, comment));
        }
        if rest.starts_with("/*") {
            return Err("a comment begins with //");
        }
        let (word, len) = if ALONE.contains(&first) {
            (Cow::Borrowed(&rest[..1]), 1)
        } else if rest.starts_with("=>") {
            (Cow::Borrowed("=>"), 2)
        } else if first == '"' {
            quoted(rest)?
        } else {
            let end = rest
                .char_indices()
                .find(|(at, c)| {
                    c.is_whitespace() || ALONE.contains(c) || rest[*at..].starts_with("//")
                })
                .map_or(rest.len(), |(at, _)| at);
            // Go keeps them for later, the backtick of its grammar included.
            if rest[..end].contains(['"', '\'', '`']) {
                return Err("a word without quotes around it has one inside");
            }
            (Cow::Borrowed(&rest[..end]), end)
        };
        words.push(word);
        rest = rest[len..].trim_start();
    }
    Ok((words, ""))
}

/// A quoted word, without its escapes, and its length with the quotes.
fn quoted(text: &str) -> Result<(Cow<'_, str>, usize), &'static str> {
    const OPEN: &str = "a quoted word does not end";
    let mut word = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((Cow::Owned(word), at + 1)),
            '\\' => match chars.next().ok_or(OPEN)?.1 {
                escaped @ ('"' | '\\') => word.push(escaped),
                _ => return Err("a path has no such escape"),
            },
            c => word.push(c),
        }
    }
    Err(OPEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_single_lines_say_the_same() {
        let one = read(b"module a.b/c\ngo 1.21\nrequire x.y/z v1.2.3 // indirect\n");
        let block =
            read(b"module a.b/c\r\ngo 1.21\r\nrequire (\n\tx.y/z v1.2.3 // indirect; why\n)\n");
        assert_eq!(one.module, block.module);
        assert!(one.require[0].indirect && block.require[0].indirect);
        assert_eq!((one.require[0].line, block.require[0].line), (3, 4));
        assert_eq!(block.problems, []);
    }

    #[test]
    fn what_is_broken_is_told_and_the_rest_is_read() {
        let file = read(b"module \"a b\ngo 1.21\nrequire x\nreplace a =>\n/* no */\nrequire (\n");
        assert_eq!(file.module, None);
        assert_eq!(file.go.unwrap().text, "1.21");
        let lines: Vec<u32> = file.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [1, 3, 4, 5, 6]);
    }

    #[test]
    fn any_bytes_are_an_answer() {
        for bytes in [
            &b"\xff\xfe\x00"[..],
            b"",
            b"\"",
            b"`",
            b"(",
            b")",
            b"retract [",
            b"\xef\xbb\xbfgo 1.2",
        ] {
            let _ = read(bytes).problems.len();
        }
        assert_eq!(read(b"\xef\xbb\xbfgo 1.2").go.unwrap().text, "1.2");
    }
}
