//! Where a file uses `C.x` and `unsafe.Pointer`, told from its tokens alone.
//!
//! What `go/ast` calls a selector is a name, a period and a name, where the first is not itself
//! selected from something. What it calls a call needs more: `unsafe.Pointer(x)` converts,
//! `[]unsafe.Pointer(x)` converts to another type, and in `f(unsafe.Pointer)(x)` nothing does. So
//! this follows whether an operand is expected, and whether it would be part of a longer type.

use std::collections::BTreeSet;

use super::{Span, Token};

/// A selector from "C".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CSelector<'a> {
    /// What is selected.
    pub name: &'a str,
    /// All of it, `C.` included.
    pub span: Span,
}

/// A selector `unsafe.Pointer`, by whatever name the file imports unsafe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnsafePointer {
    /// All of it.
    pub span: Span,
    /// Whether something is converted by it: `unsafe.Pointer(x)`, `(unsafe.Pointer)(x)`.
    pub converts: bool,
}

/// Watches the tokens of a file that imports "C" or unsafe.
#[derive(Debug, Default)]
pub(super) struct Uses<'a> {
    /// `C.x`, in order.
    pub(super) c_selectors: Vec<CSelector<'a>>,
    /// `unsafe.Pointer`, in order.
    pub(super) unsafe_pointers: Vec<UnsafePointer>,
    imports_c: bool,
    /// The names by which the file imports unsafe.
    unsafes: BTreeSet<&'a [u8]>,
    brackets: Vec<Bracket>,
    place: Place,
    /// Whether an operand here would belong to a type that has begun: `[]`, `chan`, `func()`.
    in_type: bool,
    last: Option<Token>,
    begun: Option<Begun>,
    /// How many parentheses stand around nothing but what comes next.
    bare_parens: usize,
    /// In how many of those the last operand stands, if it is a pointer and is called next.
    pointer: Option<usize>,
}

/// What a bracket holds, as far as it matters to what follows it.
#[derive(Debug, Clone, Copy)]
enum Bracket {
    /// An operand in parentheses.
    Paren,
    /// The parameters of a function type.
    Parameters,
    /// The length of an array or the key of a map: the rest of the type follows.
    TypePrefix,
    /// Arguments, results, an index, a block.
    Other,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Operand,
    AfterOperand,
    /// After `func(...)`: its result may follow.
    AfterParameters,
}

/// The name of a package, from which something may be selected.
#[derive(Debug, Clone, Copy)]
struct Begun {
    is_c: bool,
    start: u32,
    /// The bare parentheses that it stands in, or nothing within a longer type.
    bare_parens: Option<usize>,
}

impl<'a> Uses<'a> {
    /// From here on the file may say `C.x`.
    pub(super) fn import_c(&mut self) {
        self.imports_c = true;
    }

    /// From here on the file may say `name.Pointer`.
    pub(super) fn import_unsafe(&mut self, name: &'a [u8]) {
        self.unsafes.insert(name);
    }

    /// Whether there is anything to look for.
    pub(super) fn is_watching(&self) -> bool {
        self.imports_c || !self.unsafes.is_empty()
    }

    /// Sees the next token.
    pub(super) fn see(&mut self, token: Token, span: Span, text: &'a [u8]) {
        let last = self.last.replace(token);
        let begun = self.begun.take();
        let pointer = self.pointer.take();
        let bare_parens = std::mem::take(&mut self.bare_parens);
        let in_type = std::mem::take(&mut self.in_type) && self.place != Place::AfterOperand;
        match token {
            Token::Name => {
                let bare_parens = (!in_type).then_some(bare_parens);
                match begun {
                    Some(begun) if last == Some(Token::Period) => self.select(begun, span, text),
                    _ if last != Some(Token::Period) => self.begin(span, text, bare_parens),
                    _ => {}
                }
                self.place = Place::AfterOperand;
            }
            Token::Period => self.begun = begun,
            Token::OpenParen => {
                if pointer.is_some()
                    && let Some(pointer) = self.unsafe_pointers.last_mut()
                {
                    pointer.converts = true;
                }
                let bracket = match last {
                    Some(Token::Func) => Bracket::Parameters,
                    Some(Token::Period) => Bracket::Other,
                    _ if self.place == Place::Operand => Bracket::Paren,
                    _ => Bracket::Other,
                };
                if let Bracket::Paren = bracket {
                    self.in_type = in_type;
                    self.bare_parens = bare_parens + 1;
                }
                self.brackets.push(bracket);
                self.place = Place::Operand;
            }
            Token::OpenBracket => {
                let is_index = self.place == Place::AfterOperand;
                self.brackets.push(if is_index { Bracket::Other } else { Bracket::TypePrefix });
                self.place = Place::Operand;
            }
            Token::OpenBrace => {
                self.brackets.push(Bracket::Other);
                self.place = Place::Operand;
            }
            Token::CloseParen | Token::CloseBracket | Token::CloseBrace => {
                self.pointer = pointer.and_then(|parens| parens.checked_sub(1));
                let bracket = self.brackets.pop().unwrap_or(Bracket::Other);
                self.place = match bracket {
                    Bracket::Parameters => Place::AfterParameters,
                    Bracket::TypePrefix => Place::Operand,
                    Bracket::Paren | Bracket::Other => Place::AfterOperand,
                };
                self.in_type = matches!(bracket, Bracket::Parameters | Bracket::TypePrefix);
            }
            Token::Int | Token::Float | Token::Imaginary | Token::Rune | Token::String => {
                self.place = Place::AfterOperand;
            }
            Token::Chan => {
                self.place = Place::Operand;
                self.in_type = true;
            }
            Token::Mul | Token::Arrow => {
                self.place = Place::Operand;
                self.in_type = in_type || last == Some(Token::Chan);
            }
            _ => self.place = Place::Operand,
        }
    }

    fn begin(&mut self, span: Span, text: &[u8], bare_parens: Option<usize>) {
        let name = span.of(text);
        let is_c = self.imports_c && name == b"C";
        if is_c || self.unsafes.contains(name) {
            self.begun = Some(Begun { is_c, start: span.start, bare_parens });
        }
    }

    fn select(&mut self, begun: Begun, name: Span, text: &'a [u8]) {
        let span = Span { start: begun.start, end: name.end };
        let name = name.of(text);
        if begun.is_c {
            let name = std::str::from_utf8(name).unwrap_or_default();
            self.c_selectors.push(CSelector { name, span });
        } else if name == b"Pointer" {
            self.unsafe_pointers.push(UnsafePointer { span, converts: false });
            self.pointer = begun.bare_parens;
        }
    }
}
