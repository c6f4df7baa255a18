//! Statements: what they declare holds to the end of their block.

use super::super::Token;
use super::expressions::Operand;
use super::{Parser, TypeName, Within};

/// The parser of the Go command takes this, and its compiler does not.
const ONLY_NAMES: &str = "non-name on left side of :=";

/// What a simple statement was.
#[derive(Debug, Default)]
struct Simple<'a> {
    /// The name that a type switch declares in each of its clauses.
    switched: Option<&'a str>,
    /// Whether it asks for a type: `x.(type)`.
    asks_type: bool,
}

impl<'a> Parser<'a> {
    /// The braces of a function; its parameters are of the same scope.
    pub(super) fn body(&mut self) {
        let level = std::mem::replace(&mut self.level, 0);
        self.nested(|parser| {
            parser.expect(Token::OpenBrace, "block expected");
            parser.statements();
            parser.expect(Token::CloseBrace, "block is not closed");
        });
        self.level = level;
    }

    fn block(&mut self) {
        self.scopes.open();
        self.body();
        self.scopes.close();
    }

    fn statements(&mut self) {
        while !matches!(
            self.cursor.token,
            Token::CloseBrace | Token::Case | Token::Default | Token::End
        ) {
            self.statement();
            // A closing brace may stand on the same line.
            if self.cursor.token != Token::CloseBrace && !self.cursor.take(Token::Semicolon) {
                self.cursor.fail("statement does not end");
            }
        }
    }

    fn statement(&mut self) {
        while self.cursor.token == Token::Name && self.cursor.is_label() {
            self.cursor.advance();
            self.cursor.advance();
        }
        match self.cursor.token {
            Token::Semicolon | Token::CloseBrace | Token::Case | Token::Default => {}
            Token::Const | Token::Var | Token::Type => self.declaration(),
            Token::OpenBrace => self.nested(Self::block),
            Token::If => self.nested(Self::choice),
            Token::For => self.nested(Self::repetition),
            Token::Switch => self.nested(Self::switch),
            Token::Select => self.nested(Self::select),
            Token::Go | Token::Defer => {
                self.cursor.advance();
                self.expression();
            }
            Token::Return => {
                self.cursor.advance();
                if !matches!(self.cursor.token, Token::Semicolon | Token::CloseBrace) {
                    self.expressions();
                }
            }
            Token::Break | Token::Continue | Token::Goto => {
                self.cursor.advance();
                self.cursor.take(Token::Name);
            }
            Token::Fallthrough => self.cursor.advance(),
            _ => {
                self.simple();
            }
        }
    }

    fn declaration(&mut self) {
        let keyword = self.cursor.token;
        self.cursor.advance();
        let line = |parser: &mut Self| match keyword {
            Token::Type => {
                parser.type_line(Within);
            }
            _ => {
                let (names, of, values) = parser.values();
                let is_paired = names.len() == values.len();
                for (index, (name, _)) in names.iter().enumerate() {
                    let of = of.or_else(|| is_paired.then(|| values[index].of).flatten());
                    parser.scopes.declare(name, of);
                }
            }
        };
        if !self.cursor.take(Token::OpenParen) {
            return line(self);
        }
        while !matches!(self.cursor.token, Token::CloseParen | Token::End) {
            line(self);
            if !self.cursor.take(Token::Semicolon) {
                break;
            }
        }
        self.expect(Token::CloseParen, "group of declarations is not closed");
    }

    /// `a, b T = x, y` behind the keyword, declared by the caller.
    pub(super) fn values(
        &mut self,
    ) -> (Vec<(&'a str, u32)>, Option<TypeName<'a>>, Vec<Operand<'a>>) {
        let mut names = Vec::new();
        while let Some(name) = self.name() {
            names.push(name);
            if !self.cursor.take(Token::Comma) {
                break;
            }
        }
        if names.is_empty() {
            self.cursor.fail("declaration has no name");
        }
        let mut of = None;
        let ends =
            |token| matches!(token, Token::Semicolon | Token::CloseParen | Token::CloseBrace);
        if self.cursor.token != Token::Assign && !ends(self.cursor.token) {
            of = self.of_type();
        }
        let values = if self.cursor.take(Token::Assign) { self.expressions() } else { Vec::new() };
        (names, of, values)
    }

    /// An expression, a send, an assignment or `:=`.
    fn simple(&mut self) -> Simple<'a> {
        let before = self.found.len();
        let left = self.expressions();
        match self.cursor.token {
            Token::Define => {
                // The names on the left are not used but declared.
                self.found.truncate(before);
                self.cursor.advance();
                self.define(&left)
            }
            Token::Assign
            | Token::AddAssign
            | Token::SubAssign
            | Token::MulAssign
            | Token::QuoAssign
            | Token::RemAssign
            | Token::AndAssign
            | Token::OrAssign
            | Token::XorAssign
            | Token::ShlAssign
            | Token::ShrAssign
            | Token::AndNotAssign => {
                let is_shift = matches!(self.cursor.token, Token::ShlAssign | Token::ShrAssign);
                self.cursor.advance();
                self.cursor.take(Token::Range);
                let right = self.expressions();
                if left.len() == right.len() && !is_shift {
                    left.iter().zip(right).for_each(|(left, right)| self.pair(*left, right));
                }
                Simple::default()
            }
            Token::Increment | Token::Decrement => {
                self.cursor.advance();
                Simple::default()
            }
            Token::Arrow => {
                self.cursor.advance();
                self.expression();
                Simple::default()
            }
            _ => Simple { switched: None, asks_type: left.iter().any(|one| one.asks_type) },
        }
    }

    fn define(&mut self, left: &[Operand<'a>]) -> Simple<'a> {
        let is_range = self.cursor.take(Token::Range);
        let right = self.expressions();
        if let ([only], [Operand { asks_type: true, .. }]) = (left, right.as_slice()) {
            return Simple { switched: only.name, asks_type: true };
        }
        for (index, name) in left.iter().enumerate() {
            let Some(name) = name.name else {
                self.cursor.fail(ONLY_NAMES);
                return Simple::default();
            };
            // Of `x, ok := y.(T)` the first has the type.
            let is_paired = left.len() == right.len() || (right.len() == 1 && index == 0);
            let of = (is_paired && !is_range).then(|| right.get(index)?.of).flatten();
            self.scopes.redeclare(name, of);
        }
        Simple::default()
    }

    /// What stands between a keyword and its block.
    fn head<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let level = std::mem::replace(&mut self.level, -1);
        let value = read(self);
        self.level = level;
        value
    }

    fn choice(&mut self) {
        let mut scopes = 0;
        loop {
            self.cursor.advance();
            self.scopes.open();
            scopes += 1;
            self.head(|parser| {
                if !matches!(parser.cursor.token, Token::Semicolon | Token::OpenBrace) {
                    parser.simple();
                }
                if parser.cursor.take(Token::Semicolon) && parser.cursor.token != Token::OpenBrace {
                    parser.simple();
                }
            });
            self.block();
            if !self.cursor.take(Token::Else) {
                break;
            }
            if self.cursor.token != Token::If {
                self.block();
                break;
            }
        }
        (0..scopes).for_each(|_| self.scopes.close());
    }

    fn repetition(&mut self) {
        self.cursor.advance();
        self.scopes.open();
        self.head(|parser| {
            if parser.cursor.take(Token::Range) {
                parser.expression();
                return;
            }
            for _ in 0..3 {
                if !matches!(parser.cursor.token, Token::Semicolon | Token::OpenBrace) {
                    parser.simple();
                }
                if !parser.cursor.take(Token::Semicolon) {
                    break;
                }
            }
        });
        self.block();
        self.scopes.close();
    }

    fn switch(&mut self) {
        self.cursor.advance();
        self.scopes.open();
        let mut last = Simple::default();
        self.head(|parser| {
            if !matches!(parser.cursor.token, Token::Semicolon | Token::OpenBrace) {
                last = parser.simple();
            }
            if parser.cursor.take(Token::Semicolon) {
                last = Simple::default();
                if parser.cursor.token != Token::OpenBrace {
                    last = parser.simple();
                }
            }
        });
        self.clauses(
            |parser| {
                let list = parser.expressions();
                if last.asks_type
                    && let Some(name) = last.switched
                {
                    let of = if let [only] = list.as_slice() { only.names } else { None };
                    parser.scopes.declare(name, of);
                }
            },
            last.switched,
        );
        self.scopes.close();
    }

    fn select(&mut self) {
        self.cursor.advance();
        self.clauses(
            |parser| {
                parser.simple();
            },
            None,
        );
    }

    /// `{ case …: … default: … }`; a type switch declares its name in `default` too.
    fn clauses(&mut self, mut case: impl FnMut(&mut Self), switched: Option<&'a str>) {
        self.expect(Token::OpenBrace, "clauses expected");
        let level = std::mem::replace(&mut self.level, 0);
        while matches!(self.cursor.token, Token::Case | Token::Default) {
            self.scopes.open();
            if self.cursor.take(Token::Case) {
                case(self);
            } else {
                self.cursor.advance();
                if let Some(name) = switched {
                    self.scopes.declare(name, None);
                }
            }
            self.expect(Token::Colon, "clause has no colon");
            self.nested(Self::statements);
            self.scopes.close();
        }
        self.level = level;
        self.expect(Token::CloseBrace, "clauses are not closed");
    }
}
