//! The imports of a file.

use std::borrow::Cow;

use super::quoted::unquote;
use super::walk::Walk;
use super::{Preamble, Span, Token};

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import<'a> {
    /// What is imported.
    pub path: Cow<'a, str>,
    /// The name it is given here: one of its own, `.` or `_`.
    pub name: Option<&'a str>,
    /// Name and path.
    pub span: Span,
    /// The C code above an import of "C".
    pub preamble: Option<Preamble>,
}

/// Reads the declaration that begins at the `import` here.
pub(super) fn declaration<'a>(walk: &mut Walk<'a>, into: &mut Vec<Import<'a>>) {
    let documentation = walk.documentation().to_vec();
    let first = into.len();
    walk.advance();
    if !walk.take(Token::OpenParen) {
        specification(walk, into);
    } else {
        while !ends_group(walk) {
            specification(walk, into);
            walk.take(Token::Semicolon);
        }
        if !walk.take(Token::CloseParen) {
            walk.fault(walk.span.start, "imports are not closed");
        }
    }
    // A comment above the declaration speaks for its only import.
    if let [only] = &mut into[first..]
        && only.path == "C"
        && only.preamble.is_none()
        && !documentation.is_empty()
    {
        only.preamble = Some(Preamble::new(&documentation, walk.text));
    }
}

fn specification<'a>(walk: &mut Walk<'a>, into: &mut Vec<Import<'a>>) {
    let documentation = walk.documentation().to_vec();
    let start = walk.span.start;
    let name =
        if walk.take(Token::Period) { Some(".") } else { walk.take_name().map(|(name, _)| name) };
    let path = match walk.token {
        Token::String => unquote(walk.span.of(walk.text)),
        _ => None,
    };
    let Some(path) = path else {
        walk.fault(walk.span.start, "import has no path");
        return skip(walk);
    };
    walk.advance();
    match path.as_ref() {
        "C" => walk.uses.import_c(),
        "unsafe" => walk.uses.import_unsafe(name.unwrap_or("unsafe").as_bytes()),
        _ => {}
    }
    let preamble = (path == "C" && !documentation.is_empty())
        .then(|| Preamble::new(&documentation, walk.text));
    into.push(Import { path, name, span: Span { start, end: walk.last_end() }, preamble });
    if !matches!(walk.token, Token::Semicolon | Token::CloseParen) {
        walk.fault(walk.span.start, "import does not end after its path");
        if !walk.take(Token::Comma) {
            skip(walk);
        }
    }
}

/// Steps to where the next import may begin.
fn skip(walk: &mut Walk<'_>) {
    while walk.token != Token::Semicolon && !ends_group(walk) {
        walk.advance();
    }
}

fn ends_group(walk: &Walk<'_>) -> bool {
    match walk.token {
        Token::CloseParen | Token::End => true,
        Token::Func => walk.declares_function(),
        _ => false,
    }
}
