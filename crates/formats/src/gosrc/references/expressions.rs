//! Expressions: their names are referred to, or are those of locals.

use super::super::Token;
use super::{Pair, Parser, Sizes, To, TypeName};

/// What an expression turned out to be, as far as it matters to what stands behind it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Operand<'a> {
    /// It is just this name.
    pub(super) name: Option<&'a str>,
    /// The type that it names, if it names one.
    pub(super) names: Option<TypeName<'a>>,
    /// The type of its value, or of what that points to, where it is evident.
    pub(super) of: Option<TypeName<'a>>,
    /// Its last reference.
    reference: Option<usize>,
    /// What a brace behind it would open.
    brace: Brace,
    /// The type of the elements, if it is a literal array, slice or map type.
    element: Option<TypeName<'a>>,
    /// It is a function or type as it stands there: calling it calls no value.
    is_evident: bool,
    /// It is a call, which may give several values.
    is_call: bool,
    /// It is `x.(type)`.
    pub(super) asks_type: bool,
    /// It is a field of a value whose type is evident.
    field: Option<Field<'a>>,
}

/// A field: its struct, its name, and where that stands.
type Field<'a> = (TypeName<'a>, &'a str, u32);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Brace {
    /// Never a literal.
    #[default]
    Block,
    /// A literal, but not in the head of a statement.
    Name,
    /// A literal of an array, slice or map type.
    Elements,
    /// A literal of a struct type.
    Fields,
}

impl<'a> Parser<'a> {
    /// An expression, or a type where one may stand.
    pub(super) fn expression(&mut self) -> Operand<'a> {
        let mut operand = self.nested(Self::unary);
        while is_binary(self.cursor.token) {
            self.cursor.advance();
            self.nested(Self::unary);
            operand = Operand::default();
        }
        operand
    }

    /// Notes two operands that must be of one type, if both are fields.
    pub(super) fn pair(&mut self, left: Operand<'a>, right: Operand<'a>) {
        if let (Some((of, name, _)), Some((from, member, at))) = (left.field, right.field) {
            self.pairs.push(Pair { left: (of, name), right: (from, member), at });
        }
    }

    /// Expressions parted by commas.
    pub(super) fn expressions(&mut self) -> Vec<Operand<'a>> {
        let mut list = vec![self.expression()];
        while self.cursor.take(Token::Comma) {
            list.push(self.expression());
        }
        list
    }

    /// Within brackets, where a brace opens a literal again.
    pub(super) fn within<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let level = std::mem::replace(&mut self.level, 0);
        let value = read(self);
        self.level = level;
        value
    }

    fn unary(&mut self) -> Operand<'a> {
        match self.cursor.token {
            Token::And => {
                self.cursor.advance();
                let operand = self.nested(Self::unary);
                Operand { of: operand.of, ..Operand::default() }
            }
            Token::Mul => {
                self.cursor.advance();
                let operand = self.nested(Self::unary);
                Operand { names: operand.names, of: operand.of, ..Operand::default() }
            }
            Token::Arrow => {
                self.cursor.advance();
                if self.cursor.token == Token::Chan {
                    self.of_type();
                    return self.suffixed(Operand::default());
                }
                self.nested(Self::unary);
                Operand::default()
            }
            Token::Add | Token::Sub | Token::Not | Token::Xor | Token::Tilde => {
                self.cursor.advance();
                self.nested(Self::unary);
                Operand::default()
            }
            _ => {
                let operand = self.operand();
                self.suffixed(operand)
            }
        }
    }

    fn operand(&mut self) -> Operand<'a> {
        match self.cursor.token {
            Token::Name => {
                let (name, at) = self.cursor.word();
                self.cursor.advance();
                self.named(name, at)
            }
            Token::Int | Token::Float | Token::Imaginary | Token::Rune | Token::String => {
                self.cursor.advance();
                Operand::default()
            }
            Token::OpenParen => {
                self.cursor.advance();
                let inner = self.within(Self::expression);
                self.expect(Token::CloseParen, "parenthesis is not closed");
                Operand { name: None, ..inner }
            }
            Token::Func => self.function_literal(),
            Token::OpenBracket => {
                let element = self.array();
                Operand { brace: Brace::Elements, element, is_evident: true, ..Operand::default() }
            }
            Token::Map => {
                let element = self.map();
                Operand { brace: Brace::Elements, element, is_evident: true, ..Operand::default() }
            }
            Token::Struct => {
                self.of_type();
                Operand { brace: Brace::Fields, is_evident: true, ..Operand::default() }
            }
            Token::Chan | Token::Interface => {
                self.of_type();
                Operand { is_evident: true, ..Operand::default() }
            }
            _ => {
                self.cursor.fail("operand expected");
                Operand::default()
            }
        }
    }

    fn named(&mut self, name: &'a str, at: u32) -> Operand<'a> {
        let plain = Operand { name: Some(name), brace: Brace::Name, ..Operand::default() };
        if name == "_" {
            return plain;
        }
        if let Some(of) = self.scopes.find(name) {
            return Operand { of, ..plain };
        }
        let reference = Some(self.refer(To::Name(name), at));
        let names = Some(TypeName { package: None, name });
        Operand { names, reference, ..plain }
    }

    fn function_literal(&mut self) -> Operand<'a> {
        self.cursor.advance();

        self.scopes.open();
        self.sizes.literals |= self.signature();
        if self.cursor.token == Token::OpenBrace {
            self.within(Self::body);
        }
        self.scopes.close();
        Operand { is_evident: true, ..Operand::default() }
    }

    /// Selectors, indices, calls and literals behind an operand.
    fn suffixed(&mut self, mut operand: Operand<'a>) -> Operand<'a> {
        loop {
            operand = match self.cursor.token {
                Token::Period => self.selected(operand),
                Token::OpenBracket => {
                    self.index();
                    // `T[int]` is a type still, and `f[int]` a function.
                    let brace =
                        if operand.brace == Brace::Name { Brace::Name } else { Brace::Block };
                    Operand { name: None, of: None, field: None, brace, ..operand }
                }
                Token::OpenParen => self.called(operand),
                Token::OpenBrace => match operand.brace {
                    Brace::Elements => {
                        self.literal(None, operand.element);
                        Operand::default()
                    }
                    Brace::Fields => {
                        self.literal(None, None);
                        Operand::default()
                    }
                    Brace::Name if self.level >= 0 => {
                        self.literal(operand.names, None);
                        Operand { of: operand.names, ..Operand::default() }
                    }
                    Brace::Name | Brace::Block => return operand,
                },
                _ => return operand,
            };
        }
    }

    fn selected(&mut self, operand: Operand<'a>) -> Operand<'a> {
        self.cursor.advance();
        if self.cursor.take(Token::OpenParen) {
            if self.cursor.take(Token::Type) {
                self.expect(Token::CloseParen, "type switch is not closed");
                return Operand { asks_type: true, ..Operand::default() };
            }
            let of = self.of_type();
            self.expect(Token::CloseParen, "type assertion is not closed");
            return Operand { of, ..Operand::default() };
        }
        let Some((name, at)) = self.name() else {
            self.cursor.fail("name expected after the period");
            return Operand::default();
        };
        // The first selector from a free name is told together with that name.
        if let (Some(base), Some(reference)) = (operand.name, operand.reference)
            && let Some(found) = self.found.get_mut(reference)
        {
            found.to = To::Selected(base, name);
            let names = Some(TypeName { package: Some(base), name });
            return Operand {
                names,
                reference: Some(reference),
                brace: Brace::Name,
                ..Operand::default()
            };
        }
        let reference = Some(self.refer(To::Member(operand.of, name), at));
        let field = operand.of.map(|of| (of, name, at));
        Operand { reference, brace: Brace::Name, field, ..Operand::default() }
    }

    /// `[i]`, `[i:j]`, `[T, U]`.
    fn index(&mut self) {
        self.cursor.advance();
        self.within(|parser| {
            while !matches!(parser.cursor.token, Token::CloseBracket | Token::End) {
                if !matches!(parser.cursor.token, Token::Colon | Token::Comma) {
                    parser.expression();
                }
                if !matches!(parser.cursor.token, Token::Colon | Token::Comma) {
                    break;
                }
                parser.cursor.advance();
            }
        });
        self.expect(Token::CloseBracket, "index is not closed");
    }

    fn called(&mut self, operand: Operand<'a>) -> Operand<'a> {
        if let Some(found) = operand.reference.and_then(|index| self.found.get_mut(index)) {
            found.is_called = true;
        }
        self.cursor.advance();
        let mut first = None;
        let mut count = 0;
        self.within(|parser| {
            while !matches!(parser.cursor.token, Token::CloseParen | Token::End) {
                let argument = parser.expression();
                count += 1;
                first.get_or_insert(argument);
                parser.cursor.take(Token::Ellipsis);
                if !parser.cursor.take(Token::Comma) {
                    break;
                }
            }
        });
        self.expect(Token::CloseParen, "call is not closed");
        // `f(g())` gives f as many as g has results.
        let is_least = count == 1 && first.is_some_and(|argument| argument.is_call);
        let given = Sizes::bits(count, is_least);
        match operand.reference {
            Some(_) => self.sizes.named |= given,
            // `(*T)(p)` converts.
            None if operand.is_evident || operand.names.is_some() => {}
            None => self.sizes.values |= given,
        }
        // `new(T)` gives a *T, and `(*T)(p)` too.
        let of = match (operand.name, first) {
            (Some("new"), Some(argument)) if operand.reference.is_some() => argument.names,
            (None, _) if operand.reference.is_none() => operand.names,
            _ => None,
        };
        Operand { of, is_call: true, ..Operand::default() }
    }

    /// What stands in the braces of a literal of some type, whose elements may have another.
    fn literal(&mut self, of: Option<TypeName<'a>>, element: Option<TypeName<'a>>) {
        self.nested(|parser| parser.within(|parser| parser.elements(of, element)));
    }

    fn elements(&mut self, of: Option<TypeName<'a>>, element: Option<TypeName<'a>>) {
        self.cursor.advance();
        while !matches!(self.cursor.token, Token::CloseBrace | Token::End) {
            let key = self.key_or_value(of, element);
            if self.cursor.take(Token::Colon) {
                let value = self.value(element);
                let field = of.zip(key).map(|(of, key)| (of, key, 0));
                self.pair(Operand { field, ..Operand::default() }, value);
            }
            if !self.cursor.take(Token::Comma) {
                break;
            }
        }
        self.expect(Token::CloseBrace, "literal is not closed");
    }

    /// Lends the key, if it is a name and may be that of a field.
    fn key_or_value(
        &mut self,
        of: Option<TypeName<'a>>,
        element: Option<TypeName<'a>>,
    ) -> Option<&'a str> {
        if self.cursor.token != Token::Name {
            self.value(element);
            return None;
        }
        let operand = self.expression();
        // Only a name alone may be that of a field.
        if self.cursor.token == Token::Colon
            && let (Some(name), Some(reference)) = (operand.name, operand.reference)
            && let Some(found) = self.found.get_mut(reference)
        {
            found.to = To::Key(of, name);
        }
        operand.name
    }

    fn value(&mut self, element: Option<TypeName<'a>>) -> Operand<'a> {
        if self.cursor.token == Token::OpenBrace {
            self.literal(element, None);
            return Operand::default();
        }
        self.expression()
    }
}

/// Whether it stands between two operands.
fn is_binary(token: Token) -> bool {
    matches!(
        token,
        Token::Add
            | Token::Sub
            | Token::Mul
            | Token::Quo
            | Token::Rem
            | Token::And
            | Token::Or
            | Token::Xor
            | Token::Shl
            | Token::Shr
            | Token::AndNot
            | Token::AndAnd
            | Token::OrOr
            | Token::Equal
            | Token::NotEqual
            | Token::Less
            | Token::LessEqual
            | Token::Greater
            | Token::GreaterEqual
    )
}
