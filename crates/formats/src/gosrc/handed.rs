//! Go's own pointers that are handed to C by their address.
//!
//! cgo looks, each time C is called, whether what it is handed points to memory of Go that itself
//! points to memory of Go, and stops the program if so (`cmd/cgo`, "Passing pointers"). Told only
//! where it is evident from what stands beside it: `C.f(unsafe.Pointer(&v))` of a variable that the
//! same function declares as a map, a slice, a channel or a pointer of Go.

use super::lexer::tokens;
use super::{File, Span, Token};

/// Something that C is handed and must not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandedToC<'a> {
    /// The C function.
    pub function: &'a str,
    /// What it is handed, as it is written: `&names`.
    pub written: &'a str,
    /// What lies there: `map`, `slice`, `channel` or `pointer`.
    pub kind: &'static str,
    /// Where the call stands.
    pub at: u32,
}

/// Tokens in the arguments of one call: more than anyone writes.
const LONGEST: usize = 512;

/// Variables that are in sight of one call: more than anyone declares.
const MOST: usize = 512;

/// What a file hands to C that cgo would refuse, in order. `file` is what was read of the same text.
pub fn handed_to_c<'a>(text: &'a [u8], file: &File<'_>) -> Vec<HandedToC<'a>> {
    let imports =
        |path: &str| file.imports.iter().any(|import| import.path == path && import.name.is_none());
    let has = |what: &[u8]| memchr::memmem::find(text, what).is_some();
    // What is pinned may be handed over.
    if !imports("C") || !imports("unsafe") || has(b".Pinner") {
        return Vec::new();
    }
    Reader { text, tokens: tokens(text) }.find()
}

struct Reader<'a> {
    text: &'a [u8],
    tokens: Vec<(Token, Span)>,
}

/// A variable: its name, what is evident of it, and how many braces it lies within.
struct Variable<'a> {
    name: &'a str,
    kind: Option<Kind>,
    depth: usize,
}

#[derive(Clone, Copy)]
struct Kind {
    /// What it is.
    of: &'static str,
    /// What an element of it is, of those that hold pointers themselves.
    element: Option<&'static str>,
}

impl<'a> Reader<'a> {
    fn find(&self) -> Vec<HandedToC<'a>> {
        let mut found = Vec::new();
        let mut variables: Vec<Variable<'a>> = Vec::new();
        let mut depth = 0_usize;
        for at in 0..self.tokens.len() {
            match self.token(at) {
                Token::OpenBrace => depth += 1,
                Token::CloseBrace => {
                    depth = depth.saturating_sub(1);
                    while variables.last().is_some_and(|last| last.depth > depth) {
                        variables.pop();
                    }
                }
                // Of the package or of a function; one of the package may be given another value.
                Token::Var if depth > 0 && self.token(at + 1) == Token::Name => {
                    let kind = match self.token(at + 2) {
                        Token::Assign => self.value(at + 3),
                        _ => self.of_type(at + 2),
                    };
                    variables.push(Variable { name: self.word(at + 1), kind, depth });
                }
                Token::Define if at > 0 => self.define(at, depth, &mut variables),
                Token::Name if self.is_call_of_c(at) => self.call(at, &variables, &mut found),
                _ => {}
            }
        }
        found
    }

    /// The variables on the left of `:=`, of several of which nothing is evident.
    fn define(&self, at: usize, depth: usize, variables: &mut Vec<Variable<'a>>) {
        let mut first = at - 1;
        while first >= 2
            && self.token(first) == Token::Name
            && self.token(first - 1) == Token::Comma
        {
            first -= 2;
        }
        let is_one = first == at - 1 && self.token(at + 1) != Token::Range;
        for name in (first..at).step_by(2) {
            let kind = if is_one { self.value(at + 1) } else { None };
            variables.push(Variable { name: self.word(name), kind, depth });
        }
    }

    /// What a value is that is made there: `[]T{…}`, `make(T, …)`, `new(T)`, `&T{…}`.
    fn value(&self, at: usize) -> Option<Kind> {
        let is_called = self.token(at + 1) == Token::OpenParen;
        match (self.token(at), self.word(at)) {
            (Token::Name, "make") if is_called => self.of_type(at + 2),
            // What C lays out may be of C's memory alone, and of Go's what it points to is known.
            (Token::Name, "new") if is_called => (self.word(at + 2) != "C").then_some(POINTER),
            (Token::And, _) if self.token(at + 1) == Token::Name => {
                (self.word(at + 1) != "C" && self.is_literal(at + 1)).then_some(POINTER)
            }
            (Token::OpenBracket | Token::Map, _) => self.of_type(at),
            _ => None,
        }
    }

    /// Whether a literal of a named type begins there: `T{` or `p.T{`.
    fn is_literal(&self, at: usize) -> bool {
        let after = if self.token(at + 1) == Token::Period { at + 3 } else { at + 1 };
        self.token(after) == Token::OpenBrace
    }

    /// What a type holds, if that is pointers of Go.
    fn of_type(&self, at: usize) -> Option<Kind> {
        let simple = |of| Some(Kind { of, element: None });
        match self.token(at) {
            Token::Map => simple("map"),
            Token::Chan => simple("channel"),
            Token::OpenBracket if self.token(at + 1) == Token::CloseBracket => {
                let element = self.of_type(at + 2).map(|kind| kind.of);
                Some(Kind { of: "slice", element })
            }
            // C's own pointers may be handed to C.
            Token::Mul if self.token(at + 1) == Token::Name && self.word(at + 1) != "C" => {
                Some(POINTER)
            }
            _ => None,
        }
    }

    /// Whether the name is that of a C function that is called: as a statement, or with more than one
    /// argument, as no conversion is.
    fn is_call_of_c(&self, at: usize) -> bool {
        if at < 2
            || self.token(at - 1) != Token::Period
            || self.word(at - 2) != "C"
            || self.token(at + 1) != Token::OpenParen
        {
            return false;
        }
        let before = if at == 2 { Token::Semicolon } else { self.token(at - 3) };
        matches!(before, Token::Semicolon | Token::OpenBrace) || self.has_two_arguments(at + 2)
    }

    fn has_two_arguments(&self, from: usize) -> bool {
        let mut depth = 0_usize;
        for at in from..from + LONGEST {
            match self.token(at) {
                Token::OpenParen | Token::OpenBracket | Token::OpenBrace => depth += 1,
                Token::CloseParen | Token::CloseBracket | Token::CloseBrace if depth > 0 => {
                    depth -= 1;
                }
                Token::Comma if depth == 0 => return self.token(at + 1) != Token::CloseParen,
                Token::CloseParen | Token::End => return false,
                _ => {}
            }
        }
        false
    }

    /// What the arguments of a call hand over by its address: `unsafe.Pointer(&v)`, converted or not.
    fn call(&self, call: usize, variables: &[Variable<'a>], found: &mut Vec<HandedToC<'a>>) {
        let mut depth = 0_usize;
        for at in call + 2..call + 2 + LONGEST {
            match self.token(at) {
                Token::OpenParen | Token::OpenBracket | Token::OpenBrace => depth += 1,
                Token::CloseParen | Token::CloseBracket | Token::CloseBrace if depth > 0 => {
                    depth -= 1;
                }
                Token::CloseParen | Token::End => return,
                Token::Name if self.is_pointer(at) && self.is_handed(call, at, depth) => {
                    found.extend(self.taken(call, at + 5, variables));
                }
                _ => {}
            }
        }
    }

    /// Whether `unsafe.Pointer(&v` stands there.
    fn is_pointer(&self, at: usize) -> bool {
        self.word(at) == "unsafe"
            && self.token(at + 1) == Token::Period
            && self.word(at + 2) == "Pointer"
            && self.token(at + 3) == Token::OpenParen
            && self.token(at + 4) == Token::And
            && self.token(at + 5) == Token::Name
    }

    /// Whether it is an argument itself, or all of one but for a conversion to a pointer of C.
    fn is_handed(&self, call: usize, at: usize, depth: usize) -> bool {
        let is_start = |at: usize| at == call + 2 || self.token(at - 1) == Token::Comma;
        if depth == 0 {
            return is_start(at);
        }
        // `(*C.t)(` or `(**C.t)(`.
        if depth != 1
            || at < call + 9
            || self.token(at - 1) != Token::OpenParen
            || self.token(at - 2) != Token::CloseParen
            || self.word(at - 5) != "C"
            || self.token(at - 6) != Token::Mul
        {
            return false;
        }
        let open = if self.token(at - 7) == Token::Mul { at - 8 } else { at - 7 };
        self.token(open) == Token::OpenParen && is_start(open)
    }

    /// The variable whose address, or that of whose element, is taken there.
    fn taken(&self, call: usize, at: usize, variables: &[Variable<'a>]) -> Option<HandedToC<'a>> {
        let variable = variables.iter().rev().take(MOST).find(|one| one.name == self.word(at))?;
        let kind = variable.kind?;
        let (kind, end) = match self.token(at + 1) {
            Token::CloseParen => (kind.of, at),
            Token::OpenBracket
                if self.token(at + 3) == Token::CloseBracket
                    && self.token(at + 4) == Token::CloseParen =>
            {
                (kind.element?, at + 3)
            }
            _ => return None,
        };
        let (start, end) = (self.tokens[at - 1].1.start, self.tokens[end].1.end);
        let written = self.text.get(start as usize..end as usize).unwrap_or_default();
        Some(HandedToC {
            function: self.word(call),
            written: str::from_utf8(written).unwrap_or_default(),
            kind,
            at: self.tokens[call - 2].1.start,
        })
    }

    fn token(&self, at: usize) -> Token {
        self.tokens.get(at).map_or(Token::End, |(token, _)| *token)
    }

    fn word(&self, at: usize) -> &'a str {
        let span = self.tokens.get(at).map(|(_, span)| *span).unwrap_or_default();
        str::from_utf8(span.of(self.text)).unwrap_or_default()
    }
}

const POINTER: Kind = Kind { of: "pointer", element: None };

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str) -> Vec<(String, String, String)> {
        let text =
            format!("package p\n\nimport \"C\"\nimport \"unsafe\"\n\nfunc f() {{ {body} }}\n");
        let all = handed_to_c(text.as_bytes(), &super::super::read(text.as_bytes()));
        let owned = |it: &HandedToC<'_>| {
            (it.function.to_owned(), it.written.to_owned(), it.kind.to_owned())
        };
        all.iter().map(owned).collect()
    }

    #[test]
    fn what_holds_pointers_of_go_is_told_where_c_is_handed_its_address() {
        for (body, written, kind) in [
            ("m := map[string]int{}; C.f(unsafe.Pointer(&m))", "&m", "map"),
            ("var s []byte; C.f(unsafe.Pointer(&s))", "&s", "slice"),
            ("s := make([]byte, 9); C.f((*C.char)(unsafe.Pointer(&s)))", "&s", "slice"),
            ("c := make(chan int); x := C.f(1, unsafe.Pointer(&c)); _ = x", "&c", "channel"),
            ("p := new(int); { C.f(unsafe.Pointer(&p)) }", "&p", "pointer"),
            ("p := &T{}; C.f(unsafe.Pointer(&p), 2)", "&p", "pointer"),
            ("s := [][]byte{a}; C.f(unsafe.Pointer(&s[0]))", "&s[0]", "slice"),
            ("s := []*T{a}; C.f(2, (**C.char)(unsafe.Pointer(&s[0])))", "&s[0]", "pointer"),
        ] {
            let wanted = vec![("f".to_owned(), written.to_owned(), kind.to_owned())];
            assert_eq!(found(body), wanted, "{body}");
        }
    }

    #[test]
    fn what_may_be_handed_over_is_not() {
        for body in [
            "b := []byte{1}; C.f(unsafe.Pointer(&b[0]))",
            "s := []*C.char{a}; C.f(unsafe.Pointer(&s[0]))",
            "n := 1; C.f(unsafe.Pointer(&n))",
            "m := map[int]int{}; { m := 1; C.f(unsafe.Pointer(&m)) }",
            "{ m := map[int]int{}; _ = m }; C.f(unsafe.Pointer(&m))",
            "m := map[int]int{}; x := C.gpointer(unsafe.Pointer(&m)); _ = x",
            "m := map[int]int{}; C.f(g(unsafe.Pointer(&m)))",
            "m, err := map[int]int{}, 1; C.f(unsafe.Pointer(&m))",
            "p := new(C.T); C.f(unsafe.Pointer(&p))",
            "for _, m := range []byte{} { C.f(unsafe.Pointer(&m)) }",
            "var p runtime.Pinner; m := map[int]int{}; C.f(unsafe.Pointer(&m))",
        ] {
            assert_eq!(found(body), [], "{body}");
        }
    }

    #[test]
    fn what_nobody_writes_ends_soon() {
        let n = 50_000;
        for part in ["C.f(", "C.f(unsafe.Pointer(&m), ", "m := ", "a, ", "{"] {
            found(&part.repeat(n));
        }
    }
}
