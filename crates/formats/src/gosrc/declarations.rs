//! What a file declares at its top level.

use super::walk::Walk;
use super::{Span, Token};

/// How far to look for whether a bracket holds type parameters or the length of an array.
const LONGEST_BOUND: usize = 1000;
/// How far to look for the name of a receiver's type.
const LONGEST_RECEIVER: usize = 1000;

/// One name that is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration<'a> {
    /// What it is.
    pub kind: Kind<'a>,
    /// The name, which may be `_`.
    pub name: &'a str,
    /// Where the name stands.
    pub name_at: u32,
    /// The function, or the line of a group, that declares it.
    pub span: Span,
}

/// What a name is declared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A constant.
    Const,
    /// A variable.
    Var,
    /// A type.
    Type {
        /// Whether it is another name for a type.
        is_alias: bool,
        /// Whether it has type parameters.
        is_generic: bool,
    },
    /// A function.
    Func {
        /// Whether it has type parameters.
        is_generic: bool,
        /// Whether its code follows: where not, assembly or a linkname must give it.
        has_body: bool,
    },
    /// A method.
    Method {
        /// The name of the type it belongs to, where that has one.
        receiver: Option<&'a str>,
        /// Whether it has type parameters of its own, as it may from Go 1.27 on.
        is_generic: bool,
        /// Whether its code follows.
        has_body: bool,
    },
}

/// A function that C code can call by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export<'a> {
    /// The name after `//export`.
    pub name: &'a str,
    /// The function below it. cgo demands that the names are equal.
    pub function: &'a str,
    /// The comment.
    pub span: Span,
}

/// Reads the constants, variables or types that are declared from the keyword here on.
pub(super) fn group<'a>(walk: &mut Walk<'a>, into: &mut Vec<Declaration<'a>>) {
    let keyword = walk.token;
    let specification = |walk: &mut Walk<'a>, into: &mut Vec<_>| match keyword {
        Token::Const => values(walk, Kind::Const, into),
        Token::Var => values(walk, Kind::Var, into),
        _ => type_specification(walk, into),
    };
    walk.advance();
    if !walk.take(Token::OpenParen) {
        return specification(walk, into);
    }
    while walk.token == Token::Name {
        specification(walk, into);
        if !walk.take(Token::Semicolon) {
            break;
        }
    }
    if !walk.take(Token::CloseParen) {
        walk.fault(walk.span.start, "group of declarations goes on with no name");
    }
}

fn values<'a>(walk: &mut Walk<'a>, kind: Kind<'a>, into: &mut Vec<Declaration<'a>>) {
    let start = walk.span.start;
    let first = into.len();
    while let Some((name, span)) = walk.take_name() {
        into.push(Declaration { kind, name, name_at: span.start, span });
        if !walk.take(Token::Comma) {
            break;
        }
    }
    if into.len() == first {
        walk.fault(start, "declaration has no name");
    }
    walk.skip_to_semicolon();
    let span = Span { start, end: walk.last_end() };
    into[first..].iter_mut().for_each(|declaration| declaration.span = span);
}

fn type_specification<'a>(walk: &mut Walk<'a>, into: &mut Vec<Declaration<'a>>) {
    let Some((name, Span { start, .. })) = walk.take_name() else {
        walk.fault(walk.span.start, "type has no name");
        return walk.skip_to_semicolon();
    };
    let is_generic = walk.token == Token::OpenBracket
        && holds_type_parameters(walk.ahead().map(|(token, _)| token));
    if is_generic {
        walk.skip_brackets();
    }
    let is_alias = walk.take(Token::Assign);
    walk.skip_to_semicolon();
    into.push(Declaration {
        kind: Kind::Type { is_alias, is_generic },
        name,
        name_at: start,
        span: Span { start, end: walk.last_end() },
    });
}

/// Whether the bracket after a type's name opens type parameters, and not the length of an array.
///
/// `[P *T]` is a length and `[P *T,]`, `[P *[]T]` and `[P *T|~U]` are parameters; `go/parser`
/// tells so under `extractName`.
pub(super) fn holds_type_parameters(mut tokens: impl Iterator<Item = Token>) -> bool {
    if tokens.next() != Some(Token::Name) {
        return false;
    }
    match tokens.next() {
        Some(Token::Mul) => bounds(tokens, 0),
        Some(Token::OpenParen) => bounds(tokens, 1),
        Some(
            Token::Name
            | Token::Comma
            | Token::OpenBracket
            | Token::Tilde
            | Token::Arrow
            | Token::Chan
            | Token::Func
            | Token::Interface
            | Token::Map
            | Token::Struct,
        ) => true,
        _ => false,
    }
}

/// Whether what follows `P *` or `P (` bounds a parameter, and is no factor or argument.
fn bounds(tokens: impl Iterator<Item = Token>, mut depth: usize) -> bool {
    let mut is_operand_next = true;
    for token in tokens.take(LONGEST_BOUND) {
        let was_operand_next = std::mem::replace(&mut is_operand_next, true);
        match token {
            Token::Comma if depth == 0 => return true,
            Token::Tilde
            | Token::Interface
            | Token::Struct
            | Token::Func
            | Token::Map
            | Token::Chan => return true,
            Token::OpenBracket if was_operand_next => return true,
            Token::OpenParen | Token::OpenBracket => depth += 1,
            Token::CloseParen | Token::CloseBracket => {
                let Some(outer) = depth.checked_sub(1) else { return false };
                depth = outer;
                is_operand_next = false;
            }
            Token::Name | Token::Int => is_operand_next = false,
            Token::Period | Token::Or => {}
            Token::Mul if was_operand_next => {}
            _ if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

/// Reads the function that is declared from the `func` here on.
pub(super) fn function<'a>(
    walk: &mut Walk<'a>,
    into: &mut Vec<Declaration<'a>>,
    exports: &mut Vec<Export<'a>>,
) {
    let start = walk.span.start;
    let export = exported(walk);
    walk.advance();
    let receiver = (walk.token == Token::OpenParen).then(|| receiver(walk));
    let Some((name, span)) = walk.take_name() else {
        return walk.fault(walk.span.start, "function has no name");
    };
    exports.extend(export.map(|(exported, span)| Export { name: exported, function: name, span }));
    let is_generic = walk.token == Token::OpenBracket;
    if is_generic {
        walk.skip_brackets();
    }
    if walk.token == Token::OpenParen {
        walk.skip_brackets();
    } else {
        walk.fault(walk.span.start, "function has no parameters");
    }
    walk.skip_type();
    let mut end = walk.last_end();
    let has_body = walk.token == Token::OpenBrace;
    if has_body {
        walk.skip_brackets();
        end = walk.last_end();
    }
    let kind = match receiver {
        Some(receiver) => Kind::Method { receiver, is_generic, has_body },
        None => Kind::Func { is_generic, has_body },
    };
    into.push(Declaration { kind, name, name_at: span.start, span: Span { start, end } });
}

/// The first `//export` in the comment above; cgo looks at no other.
fn exported<'a>(walk: &Walk<'a>) -> Option<(&'a str, Span)> {
    walk.documentation().iter().find_map(|comment| {
        let name = comment.of(walk.text).strip_prefix(b"//export ")?;
        Some((std::str::from_utf8(name).unwrap_or_default().trim(), *comment))
    })
}

/// The name of the type in the receiver here: `(T)`, `(t *T)`, `(t *T[P])`.
fn receiver<'a>(walk: &mut Walk<'a>) -> Option<&'a str> {
    let tokens = walk.ahead().take(LONGEST_RECEIVER);
    let name = receiver_type(tokens);
    walk.skip_brackets();
    std::str::from_utf8(name?.of(walk.text)).ok()
}

pub(super) fn receiver_type(mut tokens: impl Iterator<Item = (Token, Span)>) -> Option<Span> {
    let mut name = None;
    let mut has_type = false;
    // The parser takes several receivers, named or not: `(a, b T)`, `(A, B)`.
    let mut first = None;
    let mut is_listed = false;
    loop {
        match tokens.next()? {
            (Token::Name, span) => {
                has_type = name.replace(span).is_some() && !std::mem::take(&mut is_listed);
            }
            (Token::Mul, _) => has_type = name.is_some(),
            (Token::Period | Token::OpenParen, _) => {}
            (Token::Comma, _) if has_type => return name,
            (Token::Comma, _) => {
                first = first.or(name);
                is_listed = true;
            }
            (Token::CloseParen, _) => return if has_type { name } else { first.or(name) },
            (Token::OpenBracket, _) => break,
            _ => return None,
        }
    }
    let mut depth = 1_usize;
    while depth > 0 {
        match tokens.next()?.0 {
            Token::OpenBracket => depth += 1,
            Token::CloseBracket => depth -= 1,
            _ => {}
        }
    }
    // What stands in the bracket are arguments, or else it is an array.
    matches!(tokens.next()?.0, Token::CloseParen | Token::Comma).then_some(name?)
}
