//! Types: their names are referred to, their members listed, their parameters declared.

use super::super::Token;
use super::super::declarations::{holds_type_parameters, receiver_type};
use super::{Kind, Member, Outside, Parser, Place, Sizes, To, TypeName};

/// How far to look for the bracket that closes.
const LONGEST_BRACKET: usize = 10_000;

/// A name with where it stands.
type Named<'a> = (&'a str, u32);
/// A name that is to be declared, with its type where that is evident.
type Typed<'a> = (&'a str, Option<TypeName<'a>>);

impl<'a> Parser<'a> {
    /// A type, wherever one must stand. Lends its name, or that of what it points to.
    pub(super) fn of_type(&mut self) -> Option<TypeName<'a>> {
        self.nested(Self::type_here)
    }

    fn type_here(&mut self) -> Option<TypeName<'a>> {
        match self.cursor.token {
            Token::Name => {
                let first = self.name()?;
                return self.named_type(first);
            }
            Token::Mul => {
                self.cursor.advance();
                return self.of_type();
            }
            Token::OpenParen => {
                self.cursor.advance();
                let name = self.of_type();
                self.expect(Token::CloseParen, "type is not closed");
                return name;
            }
            Token::OpenBracket => {
                self.array();
            }
            Token::Map => {
                self.map();
            }
            Token::Chan => {
                self.cursor.advance();
                self.cursor.take(Token::Arrow);
                self.of_type();
            }
            Token::Arrow => {
                self.cursor.advance();
                self.expect(Token::Chan, "chan expected");
                self.of_type();
            }
            Token::Func => {
                self.cursor.advance();
                self.scopes.open();
                self.signature();
                self.scopes.close();
            }
            Token::Struct => self.structure(),
            Token::Interface => self.interface(),
            _ => self.cursor.fail("type expected"),
        }
        None
    }

    /// A type whose first name is read already.
    fn named_type(&mut self, (first, at): Named<'a>) -> Option<TypeName<'a>> {
        let name = self.qualified(first, at);
        if self.cursor.token == Token::OpenBracket {
            self.arguments_of_type();
        }
        name
    }

    /// What stands between `[` and `]` after a type's name.
    fn arguments_of_type(&mut self) {
        self.cursor.advance();
        while !matches!(self.cursor.token, Token::CloseBracket | Token::End) {
            self.within(Self::expression);
            if !self.cursor.take(Token::Comma) {
                break;
            }
        }
        self.expect(Token::CloseBracket, "type arguments are not closed");
    }

    fn qualified(&mut self, first: &'a str, at: u32) -> Option<TypeName<'a>> {
        let is_local = self.scopes.find(first).is_some() || first == "_";
        if self.cursor.take(Token::Period) {
            let Some((name, name_at)) = self.name() else {
                self.cursor.fail("name expected after the period");
                return None;
            };
            if is_local {
                self.refer(To::Member(None, name), name_at);
                return None;
            }
            self.refer(To::Selected(first, name), at);
            return Some(TypeName { package: Some(first), name });
        }
        if is_local {
            return None;
        }
        self.refer(To::Name(first), at);
        Some(TypeName { package: None, name: first })
    }

    /// `[N]T`, `[]T` or `[...]T`; lends the name of T.
    pub(super) fn array(&mut self) -> Option<TypeName<'a>> {
        self.cursor.advance();
        if self.cursor.token != Token::CloseBracket && !self.cursor.take(Token::Ellipsis) {
            self.within(Self::expression);
        }
        self.expect(Token::CloseBracket, "length is not closed");
        self.of_type()
    }

    /// `map[K]V`; lends the name of V.
    pub(super) fn map(&mut self) -> Option<TypeName<'a>> {
        self.cursor.advance();
        self.expect(Token::OpenBracket, "map has no key");
        self.of_type();
        self.expect(Token::CloseBracket, "key is not closed");
        self.of_type()
    }

    /// Parameters and results, declared in the scope that is open. Their types are of the scope
    /// around it.
    ///
    /// Gives how many arguments the function takes.
    pub(super) fn signature(&mut self) -> u32 {
        let mut named = Vec::new();
        self.has_rest = false;
        let count = self.parameters(&mut named);
        let takes = Sizes::bits(count - usize::from(self.has_rest && count > 0), self.has_rest);
        match self.cursor.token {
            Token::OpenParen => {
                self.parameters(&mut named);
            }
            token if begins_type(token) => {
                self.of_type();
            }
            _ => {}
        }
        self.declare(named);
        takes
    }

    pub(super) fn declare(&mut self, named: Vec<Typed<'a>>) {
        for (name, of) in named {
            self.scopes.declare(name, of);
        }
    }

    /// `(a, b T, c ...U)` or `(T, U)`: which of both, the first entry of two words tells.
    fn parameters(&mut self, named: &mut Vec<Typed<'a>>) -> usize {
        self.expect(Token::OpenParen, "function has no parameters");
        let mut lone: Vec<Named<'a>> = Vec::new();
        let mut count = 0;
        while !matches!(self.cursor.token, Token::CloseParen | Token::End) {
            count += 1;
            match self.entry() {
                Entry::Lone(name) => lone.push(name),
                Entry::Named(name, of) => {
                    named.extend(lone.drain(..).map(|(name, _)| (name, of)));
                    named.push((name, of));
                }
                Entry::Type => {}
            }
            if !self.cursor.take(Token::Comma) {
                break;
            }
        }
        self.expect(Token::CloseParen, "parameters are not closed");
        for (name, at) in lone {
            self.named_alone(name, at);
        }
        count
    }

    /// A type that is no more than one name.
    fn named_alone(&mut self, name: &'a str, at: u32) {
        if self.scopes.find(name).is_none() && name != "_" {
            self.refer(To::Name(name), at);
        }
    }

    fn entry(&mut self) -> Entry<'a> {
        let Some(name) = self.name() else {
            let is_rest = self.cursor.take(Token::Ellipsis);
            self.of_type();
            self.has_rest |= is_rest;
            return Entry::Type;
        };
        match self.cursor.token {
            Token::Comma | Token::CloseParen => Entry::Lone(name),
            Token::Ellipsis => {
                self.cursor.advance();
                self.of_type();
                self.has_rest = true;
                Entry::Named(name.0, None)
            }
            Token::OpenBracket if self.opens_array() => {
                self.of_type();
                Entry::Named(name.0, None)
            }
            Token::Period | Token::OpenBracket => {
                self.named_type(name);
                Entry::Type
            }
            _ => Entry::Named(name.0, self.of_type()),
        }
    }

    /// Whether the bracket here, behind a name, begins that one's type: something stands behind it.
    fn opens_array(&self) -> bool {
        let mut depth = 1_usize;
        let mut tokens = self.cursor.ahead().map(|(token, _)| token);
        for token in tokens.by_ref().take(LONGEST_BRACKET) {
            match token {
                Token::OpenBracket | Token::OpenParen | Token::OpenBrace => depth += 1,
                Token::CloseBracket | Token::CloseParen | Token::CloseBrace => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return tokens.next().is_some_and(begins_type);
            }
        }
        false
    }

    /// `(t *T[P])`: declares the type parameters; lends the type's name, and what is to be declared
    /// once the signature is read.
    pub(super) fn receiver(&mut self) -> (Option<&'a str>, Vec<Typed<'a>>) {
        let tokens = || self.cursor.ahead().take(LONGEST_BRACKET);
        let of = receiver_type(tokens()).map(|span| self.cursor.text(span));
        let bracketed = tokens()
            .take_while(|(token, _)| *token != Token::CloseParen)
            .skip_while(|(token, _)| *token != Token::OpenBracket)
            .skip(1)
            .take_while(|(token, _)| *token != Token::CloseBracket);
        let parameters: Vec<_> = bracketed.filter(|(token, _)| *token != Token::Comma).collect();
        if parameters.iter().all(|(token, _)| *token == Token::Name) {
            for (_, span) in parameters {
                self.scopes.declare(self.cursor.text(span), None);
            }
        }
        let mut named = Vec::new();
        self.parameters(&mut named);
        (of, named)
    }

    /// `[T any, K, V comparable]`.
    pub(super) fn type_parameters(&mut self) {
        // Each may be named in the bound of one before it.
        let mut depth = 0_usize;
        let mut may_be_name = true;
        let mut names = Vec::new();
        for (token, span) in self.cursor.ahead().take(LONGEST_BRACKET) {
            match token {
                Token::CloseBracket if depth == 0 => break,
                Token::OpenBracket | Token::OpenParen | Token::OpenBrace => depth += 1,
                Token::CloseBracket | Token::CloseParen | Token::CloseBrace => {
                    depth = depth.saturating_sub(1);
                }
                Token::Name if depth == 0 && may_be_name => names.push(self.cursor.text(span)),
                _ => {}
            }
            may_be_name = token == Token::Comma && depth == 0;
        }
        for name in names {
            self.scopes.declare(name, None);
        }
        self.cursor.advance();
        while self.name().is_some() {
            if !matches!(self.cursor.token, Token::Comma | Token::CloseBracket) {
                self.bound();
            }
            if !self.cursor.take(Token::Comma) {
                break;
            }
        }
        self.expect(Token::CloseBracket, "type parameters are not closed");
    }

    /// `~int | string`.
    fn bound(&mut self) {
        loop {
            self.cursor.take(Token::Tilde);
            self.of_type();
            if !self.cursor.take(Token::Or) {
                return;
            }
        }
    }

    pub(super) fn structure(&mut self) {
        self.cursor.advance();
        self.expect(Token::OpenBrace, "struct has no fields");
        self.member_depth += 1;
        while !matches!(self.cursor.token, Token::CloseBrace | Token::End) {
            self.field();
            self.cursor.take(Token::String);
            if !self.cursor.take(Token::Semicolon) {
                break;
            }
        }
        self.member_depth -= 1;
        self.expect(Token::CloseBrace, "struct is not closed");
    }

    fn field(&mut self) {
        let Some(name) = self.name() else {
            return self.embedded();
        };
        let is_embedded = match self.cursor.token {
            Token::Period | Token::Semicolon | Token::String | Token::CloseBrace => true,
            Token::OpenBracket => !self.opens_array(),
            _ => false,
        };
        if is_embedded {
            let of = self.named_type(name).map_or(name.0, |of| of.name);
            return self.member(of, true, false);
        }
        let first = self.members.len();
        self.member(name.0, false, false);
        while self.cursor.take(Token::Comma) {
            match self.name() {
                Some((name, _)) => self.member(name, false, false),
                None => return self.cursor.fail("field has no name"),
            }
        }
        let last = self.members.len();
        let is_name = self.cursor.token == Token::Name;
        let of = self.of_type().filter(|_| is_name);
        self.members[first..last].iter_mut().for_each(|member| member.of = of);
    }

    fn embedded(&mut self) {
        if !matches!(self.cursor.token, Token::Mul | Token::OpenParen) {
            return self.cursor.fail("field expected");
        }
        if let Some(of) = self.of_type() {
            self.member(of.name, true, false);
        }
    }

    fn member(&mut self, name: &'a str, is_embedded: bool, is_method: bool) {
        let is_nested = self.member_depth > 1;
        self.members.push(Member { name, is_embedded, is_nested, is_method, of: None });
    }

    pub(super) fn interface(&mut self) {
        self.cursor.advance();
        self.expect(Token::OpenBrace, "interface has no methods");
        self.member_depth += 1;
        while !matches!(self.cursor.token, Token::CloseBrace | Token::End) {
            self.element();
            if !self.cursor.take(Token::Semicolon) {
                break;
            }
        }
        self.member_depth -= 1;
        self.expect(Token::CloseBrace, "interface is not closed");
    }

    /// A method, an embedded interface or a union of types.
    fn element(&mut self) {
        if self.cursor.token != Token::Name {
            return self.bound();
        }
        let Some(name) = self.name() else { return };
        if self.cursor.token == Token::OpenParen {
            self.member(name.0, false, true);
            self.scopes.open();
            self.signature();
            return self.scopes.close();
        }
        let of = self.named_type(name);
        if self.cursor.take(Token::Or) {
            return self.bound();
        }
        self.member(of.map_or(name.0, |of| of.name), true, false);
    }

    /// `Name[P any] = T` behind the keyword, at the top level or in a function.
    pub(super) fn type_line(
        &mut self,
        place: Place,
    ) -> Option<(&'a str, u32, Kind<'a>, Option<TypeName<'a>>)> {
        let Some((name, at)) = self.name() else {
            self.cursor.fail("type has no name");
            return None;
        };
        if place != Outside {
            self.scopes.declare(name, None);
        }
        self.scopes.open();
        let is_generic = self.opens_type_parameters();
        if is_generic {
            self.type_parameters();
        }
        let is_alias = self.cursor.take(Token::Assign);
        let made_of = self.of_type();
        self.scopes.close();
        Some((name, at, Kind::Type { is_alias, is_generic }, made_of))
    }

    fn opens_type_parameters(&self) -> bool {
        self.cursor.token == Token::OpenBracket
            && holds_type_parameters(self.cursor.ahead().map(|(token, _)| token))
    }
}

/// What stands between two commas of a parameter list.
enum Entry<'a> {
    /// One word: a name or a type.
    Lone(Named<'a>),
    /// A name with its type.
    Named(&'a str, Option<TypeName<'a>>),
    /// A type.
    Type,
}

/// Whether a type can begin with it.
pub(super) fn begins_type(token: Token) -> bool {
    matches!(
        token,
        Token::Name
            | Token::Mul
            | Token::OpenParen
            | Token::OpenBracket
            | Token::Map
            | Token::Chan
            | Token::Arrow
            | Token::Func
            | Token::Struct
            | Token::Interface
    )
}
