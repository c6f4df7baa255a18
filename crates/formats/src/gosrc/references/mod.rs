//! What the declarations of a file refer to, told without any other file and without types.
//!
//! Names are followed through the scopes of a function as `go/parser` resolves them. What is left
//! over belongs to the package, to an import or to Go itself; whose it is, others find out. Where a
//! value's type is evident from what stands beside it, members are told with that type.

mod cursor;
mod expressions;
mod scopes;
mod statements;
mod types;

use super::{Fault, Kind, Token};
use cursor::Cursor;
use scopes::Scopes;

/// What the top level of a file declares, each with what it refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References<'a> {
    /// In order: a function, a method, or a line of constants, variables or types.
    pub units: Vec<Unit<'a>>,
    /// Where the file cannot be followed; what stands before is told all the same.
    pub fault: Option<Fault>,
}

/// One declaration at the top level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit<'a> {
    /// What is declared.
    pub kind: Kind<'a>,
    /// The names, with where each stands.
    pub names: Vec<(&'a str, u32)>,
    /// The fields and methods that structs and interfaces list here: of a type, its own and those
    /// of literal types within it; of anything else, those of types within it.
    pub members: Vec<Member<'a>>,
    /// Of a type: the type of whose making it is, where that has a name, as `B` in `type A B`.
    pub made_of: Option<TypeName<'a>>,
    /// What it refers to, in order.
    pub references: Vec<Reference<'a>>,
    /// Fields that must be of one type.
    pub pairs: Vec<Pair<'a>>,
    /// How functions are called, where no name tells which.
    pub sizes: Sizes,
}

/// Two fields of types that are evident, of which the one is given the other's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The one that is given it: its struct, and its name.
    pub left: (TypeName<'a>, &'a str),
    /// The other.
    pub right: (TypeName<'a>, &'a str),
    /// Where the other's name stands.
    pub at: u32,
}

/// How many arguments are given and taken: the bit of each number, the last for all from there on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Taken by the function itself.
    pub takes: u32,
    /// Taken by functions without a name that stand in it, which may be called wherever their
    /// values go.
    pub literals: u32,
    /// Given to values, as locals and elements are.
    pub values: u32,
    /// Given to what has a name, and may be a variable or field.
    pub named: u32,
}

impl Sizes {
    /// The bit of a number, and if that is only the least of those that will do, all from there on.
    fn bits(number: usize, is_least: bool) -> u32 {
        let bit = 1_u32 << number.min(31);
        if is_least { !(bit - 1) } else { bit }
    }
}

/// A field of a struct, or a method of an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether it is an embedded type, which brings members of its own.
    pub is_embedded: bool,
    /// Whether a literal type within that lists it.
    pub is_nested: bool,
    /// Of a field: its type, if that is no more than a name.
    pub of: Option<TypeName<'a>>,
    /// Whether it is a method of an interface.
    pub is_method: bool,
}

/// A reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference<'a> {
    /// To what.
    pub to: To<'a>,
    /// Where the first name of it stands; of a member, where the member's does.
    pub at: u32,
    /// Whether it is called on the spot, or something is converted by it.
    pub is_called: bool,
}

/// What is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To<'a> {
    /// A name of the package, of a dot import or of Go.
    Name(&'a str),
    /// What is selected from such a name, which may be that of an import.
    Selected(&'a str, &'a str),
    /// What is selected from anything else, whose type may be evident.
    Member(Option<TypeName<'a>>, &'a str),
    /// A key in a literal: a field if the type is a struct, and else maybe a constant.
    Key(Option<TypeName<'a>>, &'a str),
}

/// A type that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeName<'a> {
    /// The name of the import that it is of; `None` for one of this package.
    pub package: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
}

/// Reads a file. Beyond 4 GiB it is not looked at.
pub fn references(text: &[u8]) -> References<'_> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        scopes: Scopes::default(),
        found: Vec::new(),
        pairs: Vec::new(),
        members: Vec::new(),
        member_depth: 0,
        sizes: Sizes::default(),
        has_rest: false,
        level: 0,
        depth: 0,
    };
    let units = parser.file();
    References { units, fault: parser.cursor.fault }
}

/// Follows one file.
#[derive(Debug)]
struct Parser<'a> {
    cursor: Cursor<'a>,
    scopes: Scopes<'a>,
    /// The references of the declaration at hand.
    found: Vec<Reference<'a>>,
    /// The pairs of the declaration at hand.
    pairs: Vec<Pair<'a>>,
    /// The members of the type at hand.
    members: Vec<Member<'a>>,
    /// In how many literal types this stands.
    member_depth: usize,
    /// How functions are called in the declaration at hand.
    sizes: Sizes,
    /// Whether the parameters at hand end with a list of any length.
    has_rest: bool,
    /// Below zero in the head of a statement, where a brace opens its block.
    level: i32,
    /// How deep this is nested.
    depth: usize,
}

/// What is nested deeper than this is not followed: nobody wrote it.
const DEEPEST: usize = 400;

impl<'a> Parser<'a> {
    fn file(&mut self) -> Vec<Unit<'a>> {
        let mut units = Vec::new();
        self.expect(Token::Package, "package clause is missing");
        self.expect(Token::Name, "package has no name");
        self.end_of_declaration();
        while self.cursor.token != Token::End {
            match self.cursor.token {
                Token::Import => self.imports(),
                Token::Const | Token::Var | Token::Type => self.group(&mut units),
                Token::Func => self.function(&mut units),
                _ => self.cursor.fail("declaration expected"),
            }
            self.end_of_declaration();
        }
        units
    }

    fn end_of_declaration(&mut self) {
        if self.cursor.token != Token::End {
            self.expect(Token::Semicolon, "declaration does not end");
        }
    }

    /// Imports are read elsewhere.
    fn imports(&mut self) {
        self.cursor.advance();
        if self.cursor.take(Token::OpenParen) {
            while !matches!(self.cursor.token, Token::CloseParen | Token::End) {
                self.cursor.advance();
            }
            return self.expect(Token::CloseParen, "imports are not closed");
        }
        while !matches!(self.cursor.token, Token::Semicolon | Token::End) {
            self.cursor.advance();
        }
    }

    fn group(&mut self, units: &mut Vec<Unit<'a>>) {
        let keyword = self.cursor.token;
        self.cursor.advance();
        if !self.cursor.take(Token::OpenParen) {
            return units.extend(self.unit(keyword));
        }
        while !matches!(self.cursor.token, Token::CloseParen | Token::End) {
            units.extend(self.unit(keyword));
            if !self.cursor.take(Token::Semicolon) {
                break;
            }
        }
        self.expect(Token::CloseParen, "group of declarations is not closed");
    }

    /// One line of a group at the top level.
    fn unit(&mut self, keyword: Token) -> Option<Unit<'a>> {
        let (names, kind, made_of) = match keyword {
            Token::Type => {
                let (name, at, kind, made_of) = self.type_line(Outside)?;
                (vec![(name, at)], kind, made_of)
            }
            _ => {
                let kind = if keyword == Token::Const { Kind::Const } else { Kind::Var };
                (self.values().0, kind, None)
            }
        };
        Some(self.finished(kind, names, made_of))
    }

    fn finished(
        &mut self,
        kind: Kind<'a>,
        names: Vec<(&'a str, u32)>,
        made_of: Option<TypeName<'a>>,
    ) -> Unit<'a> {
        let references = std::mem::take(&mut self.found);
        let members = std::mem::take(&mut self.members);
        let pairs = std::mem::take(&mut self.pairs);
        let sizes = std::mem::take(&mut self.sizes);
        Unit { kind, names, members, made_of, references, pairs, sizes }
    }

    fn function(&mut self, units: &mut Vec<Unit<'a>>) {
        self.cursor.advance();
        self.scopes.open();
        let receiver = (self.cursor.token == Token::OpenParen).then(|| self.receiver());
        let Some((name, at)) = self.name() else {
            return self.cursor.fail("function has no name");
        };
        let is_generic = self.cursor.token == Token::OpenBracket;
        if is_generic {
            self.type_parameters();
        }
        let takes = self.signature();
        let receiver = receiver.map(|(receiver, named)| {
            self.declare(named);
            receiver
        });
        let has_body = self.cursor.token == Token::OpenBrace;
        if has_body {
            self.body();
        }
        self.scopes.close();
        self.sizes.takes = takes;
        let kind = match receiver {
            Some(receiver) => Kind::Method { receiver, is_generic, has_body },
            None => Kind::Func { is_generic, has_body },
        };
        let unit = self.finished(kind, vec![(name, at)], None);
        units.push(unit);
    }

    fn name(&mut self) -> Option<(&'a str, u32)> {
        let found = (self.cursor.token == Token::Name).then(|| self.cursor.word());
        if found.is_some() {
            self.cursor.advance();
        }
        found
    }

    fn expect(&mut self, token: Token, otherwise: &'static str) {
        if !self.cursor.take(token) {
            self.cursor.fail(otherwise);
        }
    }

    /// Goes one step deeper, unless that is too deep.
    fn nested<T: Default>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= DEEPEST {
            self.cursor.fail("nested too deep to be followed");
            return T::default();
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn refer(&mut self, to: To<'a>, at: u32) -> usize {
        self.found.push(Reference { to, at, is_called: false });
        self.found.len() - 1
    }
}

/// Where a type is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the top level.
    Outside,
    /// In a function.
    Within,
}
use Place::{Outside, Within};

#[cfg(test)]
mod tests {
    use super::*;

    /// The references of the last declaration, written short.
    fn told(text: &str) -> Vec<String> {
        let text = format!("package p\n{text}\n");
        let references = references(text.as_bytes());
        assert_eq!(references.fault, None);
        let of = |of: Option<TypeName<'_>>| match of {
            Some(TypeName { package: Some(package), name }) => format!("{package}.{name}"),
            Some(TypeName { package: None, name }) => name.to_owned(),
            None => "?".to_owned(),
        };
        let shown = |it: &Reference<'_>| {
            let to = match it.to {
                To::Name(name) => name.to_owned(),
                To::Selected(base, name) => format!("{base}.{name}"),
                To::Member(type_name, name) => format!("({}).{name}", of(type_name)),
                To::Key(type_name, name) => format!("({}){{{name}}}", of(type_name)),
            };
            if it.is_called { to + "()" } else { to }
        };
        references.units.last().expect("a declaration").references.iter().map(shown).collect()
    }

    #[test]
    fn the_type_of_a_local_is_evident_from_what_it_is_made_of() {
        assert_eq!(
            told("func f(a *q.T, b, c T) { a.x(); c.y = b.z }"),
            ["q.T", "T", "(q.T).x()", "(T).y", "(T).z"]
        );
        assert_eq!(
            told("func f() { s, ok := i.Sys().(*q.T); s.x = ok.y }"),
            ["i.Sys()", "q.T", "(q.T).x", "(?).y"]
        );
        assert_eq!(
            told("func f() { s := &q.T{A: 1}; t := new(T); s.x(t.y) }"),
            ["q.T", "(q.T){A}", "new()", "T", "(q.T).x()", "(T).y"]
        );
        assert_eq!(
            told("func (t *T) m() { for _, t := range t.all { t.x() } }"),
            ["T", "(T).all", "(?).x()"]
        );
        assert_eq!(
            told("func f() { switch x := y.(type) { case *q.T: x.a(); case T, U: x.b() } }"),
            ["y", "q.T", "(q.T).a()", "T", "U", "(?).b()"]
        );
        assert_eq!(told("func f(p P) { (*q.T)(p).x() }"), ["P", "q.T", "(q.T).x()"]);
    }

    #[test]
    fn keys_are_told_with_the_type_of_the_literal() {
        assert_eq!(told("var v = []q.T{{A: b}, {C: 1}}"), ["q.T", "(q.T){A}", "b", "(q.T){C}"]);
        assert_eq!(told("var v = map[K]T{k: {A: 1}}"), ["K", "T", "(?){k}", "(T){A}"]);
        assert_eq!(told("var v = &T{a.b: 1, -c: 2, d: 3}"), ["T", "a.b", "c", "(T){d}"]);
    }

    #[test]
    fn fields_of_which_one_is_given_the_other_are_a_pair() {
        let text = "package p\nfunc f(s *q.T, u U) { v := V{A: s.B, C: int(s.D), E: (s.F)}; \
                    u.G = s.H; if u.I == s.J && u.K << s.L > 1 {}; u.M, x = s.N, 1; v.O = w.P }\n";
        let file = references(text.as_bytes());
        let shown: Vec<_> = file.units[0]
            .pairs
            .iter()
            .map(|it| {
                format!("{}.{} {}.{}", it.left.0.name, it.left.1, it.right.0.name, it.right.1)
            })
            .collect();
        assert_eq!(shown, ["V.A T.B", "V.E T.F", "U.G T.H", "U.M T.N"]);
    }

    #[test]
    fn members_of_a_type_are_listed_with_what_is_embedded() {
        let text = "package p\ntype T struct { a, b int; q.U; *V; c struct { d int } `x` }\n";
        let file = references(text.as_bytes());
        let shown: Vec<_> = file.units[0]
            .members
            .iter()
            .map(|it| (it.name, it.is_embedded, it.is_nested))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", false, false),
                ("b", false, false),
                ("U", true, false),
                ("V", true, false),
                ("c", false, false),
                ("d", false, true),
            ]
        );
    }

    #[test]
    fn calls_of_values_are_told_by_the_number_of_arguments() {
        let sizes = |text: &str| {
            let text = format!("package p\n{text}\n");
            let sizes = references(text.as_bytes()).units[0].sizes;
            (sizes.takes, sizes.literals, sizes.values, sizes.named)
        };
        assert_eq!(sizes("func f(a, b int, g func(int)) { g(a); h(); []int(a) }"), (8, 0, 2, 1));
        assert_eq!(sizes("func f(a int, b ...int) { go func(c int) {}(a) }"), (!1, 2, 0, 0));
        assert_eq!(sizes("func f(int, g.T) { a := b; a(); c[0](1, 2); d()(1) }"), (4, 0, 3, 5));
        assert_eq!(sizes("func f(g func(int, int)) { g(h()) }"), (2, 0, !1, 1));
    }

    #[test]
    fn what_is_nested_too_deep_is_not_followed() {
        let text = format!("package p\nvar x = {}1{}\n", "(".repeat(5000), ")".repeat(5000));
        let fault = references(text.as_bytes()).fault.expect("a fault");
        assert_eq!(fault.message, "nested too deep to be followed");
    }
}
