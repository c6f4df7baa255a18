//! A walk over the tokens of a file, from which comments are set aside on the way.

use super::comments::Comments;
use super::uses::Uses;
use super::{Directive, Fault, Lexer, Span, Token};

/// More would only say again that this is no Go.
const MOST_FAULTS: usize = 100;
/// A receiver is short; whatever is not found within so many tokens is none.
const LONGEST_RECEIVER: usize = 32;

/// The token at which a reader stands, and what was met on the way to it.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) text: &'a [u8],
    pub(super) token: Token,
    pub(super) span: Span,
    /// The token before.
    pub(super) last: Option<(Token, Span)>,
    pub(super) directives: Vec<Directive<'a>>,
    pub(super) faults: Vec<Fault>,
    pub(super) uses: Uses<'a>,
    lexer: Lexer<'a>,
    comments: Comments,
}

impl<'a> Walk<'a> {
    /// A walk that stands at the first token.
    pub(super) fn new(text: &'a [u8]) -> Self {
        let mut walk = Self {
            text,
            token: Token::End,
            span: Span::default(),
            last: None,
            directives: Vec::new(),
            faults: Vec::new(),
            uses: Uses::default(),
            lexer: Lexer::new(text),
            comments: Comments::default(),
        };
        walk.step();
        walk
    }

    /// Steps to the next token.
    pub(super) fn advance(&mut self) {
        self.last = Some((self.token, self.span));
        self.step();
    }

    fn step(&mut self) {
        self.comments.clear();
        loop {
            let (token, span) = self.lexer.scan();
            if let Some(fault) = self.lexer.take_fault() {
                self.fault(fault.offset, fault.message);
            }
            if token != Token::Comment {
                self.token = token;
                self.span = span;
                if self.uses.is_watching() {
                    self.uses.see(token, span, self.text);
                }
                return;
            }
            self.directives.extend(Directive::new(span, self.text));
            self.comments.push(span, self.last.map(|(_, span)| span), self.text);
        }
    }

    /// Notes what is broken.
    pub(super) fn fault(&mut self, offset: u32, message: &'static str) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault { offset, message });
        }
    }

    /// The comments that document the token here.
    pub(super) fn documentation(&self) -> &[Span] {
        self.comments.lead(self.span.start, self.text)
    }

    /// Steps over a token, if it is the one here.
    pub(super) fn take(&mut self, token: Token) -> bool {
        let is_here = self.token == token;
        if is_here {
            self.advance();
        }
        is_here
    }

    /// Steps over a name, if one is here.
    pub(super) fn take_name(&mut self) -> Option<(&'a str, Span)> {
        let span = self.span;
        self.take(Token::Name)
            .then(|| (std::str::from_utf8(span.of(self.text)).unwrap_or_default(), span))
    }

    /// Where the token before has ended.
    pub(super) fn last_end(&self) -> u32 {
        self.last.map_or(0, |(_, span)| span.end)
    }

    /// Steps over a bracket and all that it holds.
    ///
    /// Where it is not closed, this ends at the next function at the latest: a function with a
    /// name is declared, and can only be declared where no bracket is open.
    pub(super) fn skip_brackets(&mut self) {
        let start = self.span.start;
        let mut depth = 0_usize;
        loop {
            match self.token {
                Token::OpenParen | Token::OpenBracket | Token::OpenBrace => depth += 1,
                Token::CloseParen | Token::CloseBracket | Token::CloseBrace => depth -= 1,
                Token::End => return self.fault(start, "bracket is not closed"),
                Token::Func if self.declares_function() => {
                    return self.fault(start, "bracket is not closed before the next function");
                }
                _ => {}
            }
            self.advance();
            if depth == 0 {
                return;
            }
        }
    }

    /// Steps to the end of what is declared here: a semicolon, or the bracket around it.
    pub(super) fn skip_to_semicolon(&mut self) {
        loop {
            match self.token {
                Token::Semicolon
                | Token::End
                | Token::CloseParen
                | Token::CloseBracket
                | Token::CloseBrace => return,
                Token::OpenParen | Token::OpenBracket | Token::OpenBrace => self.skip_brackets(),
                Token::Func if self.declares_function() => return,
                _ => self.advance(),
            }
        }
    }

    /// Steps over a type, if one stands here.
    pub(super) fn skip_type(&mut self) {
        loop {
            match self.token {
                Token::Mul | Token::Arrow | Token::Chan | Token::Map => self.advance(),
                Token::OpenBracket => self.skip_brackets(),
                Token::Func if !self.declares_function() => {
                    self.advance();
                    if self.token == Token::OpenParen {
                        self.skip_brackets();
                    }
                    if self.token == Token::OpenParen {
                        return self.skip_brackets();
                    }
                }
                Token::Struct | Token::Interface => {
                    self.advance();
                    if self.token == Token::OpenBrace {
                        self.skip_brackets();
                    }
                    return;
                }
                Token::OpenParen => return self.skip_brackets(),
                Token::Name => {
                    self.advance();
                    if self.take(Token::Period) {
                        self.take(Token::Name);
                    }
                    if self.token == Token::OpenBracket {
                        self.skip_brackets();
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    /// Whether the `func` here has a name. A method is believed only at the beginning of a line:
    /// elsewhere `func (a int) b(...)` may be a conversion.
    pub(super) fn declares_function(&self) -> bool {
        let mut ahead = self.ahead();
        match ahead.next() {
            Some((Token::Name, _)) => true,
            Some((Token::OpenParen, _)) => {
                let before = &self.text[..self.span.start as usize];
                before.ends_with(b"\n")
                    && ahead.by_ref().take(LONGEST_RECEIVER).any(|it| it.0 == Token::CloseParen)
                    && ahead.next().is_some_and(|it| it.0 == Token::Name)
                    && ahead.next().is_some_and(|it| it.0 == Token::OpenParen)
            }
            _ => false,
        }
    }

    /// The tokens after this one, without stepping to them.
    pub(super) fn ahead(&self) -> impl Iterator<Item = (Token, Span)> + use<'a> {
        self.lexer.ahead()
    }
}
