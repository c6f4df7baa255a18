//! The token at which a reader stands; comments are stepped over.

use super::super::{Fault, Lexer, Span, Token};

#[derive(Debug)]
pub(super) struct Cursor<'a> {
    pub(super) token: Token,
    pub(super) span: Span,
    /// The first thing that is wrong; from there on every token is the end.
    pub(super) fault: Option<Fault>,
    text: &'a [u8],
    lexer: Lexer<'a>,
}

impl<'a> Cursor<'a> {
    /// A cursor that stands at the first token.
    pub(super) fn new(text: &'a [u8]) -> Self {
        let lexer = Lexer::new(text);
        let mut cursor =
            Self { token: Token::End, span: Span::default(), fault: None, text, lexer };
        cursor.advance();
        cursor
    }

    pub(super) fn advance(&mut self) {
        if self.fault.is_some() {
            return;
        }
        loop {
            let (token, span) = self.lexer.scan();
            if token != Token::Comment {
                (self.token, self.span) = (token, span);
                break;
            }
        }
        if let Some(fault) = self.lexer.take_fault() {
            self.span.start = fault.offset;
            self.fail(fault.message);
        }
    }

    pub(super) fn take(&mut self, token: Token) -> bool {
        let is_here = self.token == token;
        if is_here {
            self.advance();
        }
        is_here
    }

    /// The name here and where it stands.
    pub(super) fn word(&self) -> (&'a str, u32) {
        (std::str::from_utf8(self.span.of(self.text)).unwrap_or_default(), self.span.start)
    }

    /// Whether a colon comes next, and not `:=`: then the name here is a label.
    pub(super) fn is_label(&self) -> bool {
        let rest = self.text.get(self.span.end as usize..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        match rest.get(blank) {
            Some(b':') => rest.get(blank + 1) != Some(&b'='),
            // A comment may stand between.
            Some(b'/') => self.ahead().next().is_some_and(|(token, _)| token == Token::Colon),
            _ => false,
        }
    }

    /// Gives up here.
    pub(super) fn fail(&mut self, message: &'static str) {
        if self.fault.is_none() {
            self.fault = Some(Fault { offset: self.span.start, message });
        }
        self.token = Token::End;
    }

    /// The tokens after this one, without stepping to them.
    pub(super) fn ahead(&self) -> impl Iterator<Item = (Token, Span)> + use<'a> {
        self.lexer.ahead()
    }

    /// The bytes of a span.
    pub(super) fn text(&self, span: Span) -> &'a str {
        std::str::from_utf8(span.of(self.text)).unwrap_or_default()
    }
}
