//! The C code above `import "C"`, and the `#cgo` lines in it.

use std::borrow::Cow;

use super::quoted::without_carriage_returns;
use super::{Constraint, Platform, Span};

/// The comment that documents an import of "C".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preamble {
    /// The comments, in order.
    pub comments: Vec<Span>,
    /// The `#cgo` lines, in order. The Go command stops at the first that is wrong.
    pub directives: Vec<CgoDirective>,
}

/// A `#cgo` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgoDirective {
    /// The line.
    pub span: Span,
    /// It counts if one of these does, or if there is none.
    pub conditions: Vec<String>,
    /// What it is about.
    pub verb: Verb,
    /// What follows the colon, split as a shell would. `${SRCDIR}` is left as it stands.
    pub arguments: Vec<String>,
    /// Why the Go command refuses it where its conditions hold.
    pub fault: Option<&'static str>,
}

/// What a `#cgo` line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Flags of the C compiler.
    CFlags,
    /// Flags of the preprocessor.
    CppFlags,
    /// Flags of the C++ compiler.
    CxxFlags,
    /// Flags of the Fortran compiler.
    FFlags,
    /// Flags of the linker.
    LdFlags,
    /// Packages that pkg-config knows.
    PkgConfig,
    /// A C function that keeps no pointer it is given.
    NoEscape,
    /// A C function that does not call back into Go.
    NoCallback,
    /// None of these.
    Unknown,
}

/// A header that C code includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it is written in quotes: then it is looked for beside the file first.
    pub is_quoted: bool,
    /// Whether that stands in a condition (`#ifdef`).
    pub is_conditional: bool,
}

/// The headers that C code includes, in order.
pub fn includes(code: &str) -> Vec<Include<'_>> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for line in code.lines() {
        let Some(line) = line.trim_start().strip_prefix('#').map(str::trim_start) else { continue };
        if line.starts_with("if") {
            depth += 1;
        } else if line.starts_with("endif") {
            depth = depth.saturating_sub(1);
        } else if let Some(rest) = line.strip_prefix("include").map(str::trim_start) {
            let is_quoted = rest.starts_with('"');
            let name = match is_quoted {
                true => rest[1..].split('"').next(),
                false => rest.strip_prefix('<').and_then(|rest| rest.split('>').next()),
            };
            let include = |name| Include { name, is_quoted, is_conditional: depth > 0 };
            found.extend(name.map(include));
        }
    }
    found
}

impl Preamble {
    /// Of the comments that document the import.
    pub(super) fn new(comments: &[Span], text: &[u8]) -> Self {
        let directives = comments
            .iter()
            .flat_map(|comment| lines(content(*comment, text), text))
            .filter_map(|line| directive(line, text))
            .collect();
        Self { comments: comments.to_vec(), directives }
    }

    /// The C code, as cgo takes it out of the file's text: line by line what stands there.
    pub fn text(&self, text: &[u8]) -> String {
        let mut code = String::new();
        for comment in &self.comments {
            code += &without_carriage_returns(content(*comment, text).of(text));
            if comment.of(text).starts_with(b"//") {
                code.push('\n');
            }
        }
        code
    }
}

impl CgoDirective {
    /// Whether the line counts there.
    pub fn applies(&self, platform: &Platform<'_>) -> bool {
        let holds = |condition: &String| {
            Constraint::of_cgo(condition).is_ok_and(|condition| platform.meets(&condition))
        };
        self.conditions.is_empty() || self.conditions.iter().any(holds)
    }
}

/// A comment without its marks.
fn content(comment: Span, text: &[u8]) -> Span {
    let raw = comment.of(text);
    let closes = raw.len() >= 4 && raw.starts_with(b"/*") && raw.ends_with(b"*/");
    Span { start: comment.start + 2, end: comment.end - if closes { 2 } else { 0 } }
}

fn lines(span: Span, text: &[u8]) -> impl Iterator<Item = Span> {
    let mut start = span.start;
    span.of(text).split(|byte| *byte == b'\n').map(move |line| {
        let line = Span { start, end: start + line.len() as u32 };
        start = line.end + 1;
        line
    })
}

/// Written in `go/build` under `saveCgo`.
fn directive(span: Span, text: &[u8]) -> Option<CgoDirective> {
    if !span.of(text).trim_ascii_start().starts_with(b"#cgo") && span.of(text).is_ascii() {
        return None;
    }
    let line: Cow<'_, str> = without_carriage_returns(span.of(text));
    let rest = line.trim().strip_prefix("#cgo")?;
    if !rest.starts_with([' ', '\t']) {
        return None;
    }
    let made = |conditions: &[&str], verb, arguments, fault| {
        let conditions = conditions.iter().map(|it| (*it).to_owned()).collect();
        Some(CgoDirective { span, conditions, verb, arguments, fault })
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    match words[..] {
        ["noescape", function] => return made(&[], Verb::NoEscape, vec![function.into()], None),
        ["nocallback", function] => {
            return made(&[], Verb::NoCallback, vec![function.into()], None);
        }
        _ => {}
    }
    let Some((before, after)) = rest.split_once(':') else {
        return made(&[], Verb::Unknown, Vec::new(), Some("#cgo line has no colon"));
    };
    let words: Vec<&str> = before.split_whitespace().collect();
    let Some((verb, conditions)) = words.split_last() else {
        return made(
            &[],
            Verb::Unknown,
            Vec::new(),
            Some("#cgo line says nothing before its colon"),
        );
    };
    let verb = match *verb {
        "CFLAGS" => Verb::CFlags,
        "CPPFLAGS" => Verb::CppFlags,
        "CXXFLAGS" => Verb::CxxFlags,
        "FFLAGS" => Verb::FFlags,
        "LDFLAGS" => Verb::LdFlags,
        "pkg-config" => Verb::PkgConfig,
        _ => Verb::Unknown,
    };
    let (arguments, fault) = split_quoted(after);
    let fault = match verb {
        _ if fault.is_some() => fault,
        _ if !arguments.iter().all(|argument| is_safe(argument)) => {
            Some("#cgo argument has a character that is not allowed")
        }
        Verb::Unknown => Some("#cgo verb is not known"),
        _ => None,
    };
    made(conditions, verb, arguments, fault)
}

/// Words between white space. Quotes keep it, a backslash keeps what follows it.
///
/// Written in `go/build` under `splitQuoted`.
fn split_quoted(text: &str) -> (Vec<String>, Option<&'static str>) {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_quoted = false;
    let mut quote = None;
    let mut escaped = false;
    for character in text.chars() {
        match character {
            _ if escaped => {
                escaped = false;
                word.push(character);
            }
            '\\' => escaped = true,
            _ if quote == Some(character) => quote = None,
            _ if quote.is_some() => word.push(character),
            '"' | '\'' => {
                was_quoted = true;
                quote = Some(character);
            }
            _ if character.is_whitespace() => {
                if was_quoted || !word.is_empty() {
                    was_quoted = false;
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(character),
        }
    }
    if was_quoted || !word.is_empty() {
        words.push(word);
    }
    let fault = match (quote, escaped) {
        (Some(_), _) => Some("#cgo line has a quote that is not closed"),
        (None, true) => Some("#cgo line ends with a backslash"),
        (None, false) => None,
    };
    (words, fault)
}

/// Written in `go/build` under `expandSrcDir` and `safeCgoName`. The directory itself is not
/// looked at.
fn is_safe(argument: &str) -> bool {
    !argument.is_empty() && argument.split("${SRCDIR}").all(|part| part.chars().all(is_allowed))
}

fn is_allowed(character: char) -> bool {
    !character.is_ascii()
        || character.is_ascii_alphanumeric()
        || "+-.,/=_:$@%! ~^".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(line: &str) -> CgoDirective {
        let comment = Span { start: 0, end: line.len() as u32 };
        Preamble::new(&[comment], line.as_bytes()).directives.remove(0)
    }

    #[test]
    fn quotes_and_backslashes_keep_what_a_shell_would_keep() {
        let line = only(r#"// #cgo linux,!arm darwin LDFLAGS: a b:"c d" 'e''f'  -L${SRCDIR}\ x"#);
        assert_eq!(line.conditions, ["linux,!arm", "darwin"]);
        assert_eq!(line.verb, Verb::LdFlags);
        assert_eq!(line.arguments, ["a", "b:c d", "ef", "-L${SRCDIR} x"]);
        assert_eq!(line.fault, None);
    }

    #[test]
    fn a_wrong_line_is_kept_with_what_is_wrong() {
        let fault = |line| only(line).fault.unwrap();
        assert_eq!(fault("// #cgo LDFLAGS -lm"), "#cgo line has no colon");
        assert_eq!(fault("// #cgo : -lm"), "#cgo line says nothing before its colon");
        assert_eq!(fault("// #cgo LDFLAGS: \"-lm"), "#cgo line has a quote that is not closed");
        assert_eq!(fault("// #cgo LDFLAGS: -lm\\"), "#cgo line ends with a backslash");
        assert_eq!(fault("// #cgo LIBS: -lm"), "#cgo verb is not known");
        let unsafe_word = "#cgo argument has a character that is not allowed";
        assert_eq!(fault("// #cgo LDFLAGS: `x`"), unsafe_word);
        assert_eq!(fault("// #cgo LDFLAGS: ''"), unsafe_word);
    }

    #[test]
    fn a_line_is_found_within_a_long_comment() {
        let text = "/*\n#include <a.h>\r\n\t#cgo noescape f\r\n*/";
        let line = only(text);
        assert_eq!((line.verb, line.arguments), (Verb::NoEscape, vec!["f".to_owned()]));
        assert_eq!(line.span.of(text.as_bytes()), b"\t#cgo noescape f\r");
    }
}
