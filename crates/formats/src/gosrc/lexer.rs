//! Cuts Go source into tokens, comments among them, whatever the bytes are.

use memchr::{memchr, memchr3};
use unicode_general_category::{GeneralCategory, get_general_category};

use super::{Fault, Span, Token};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes that a word can go on with.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// The tokens of a text, one at a time.
///
/// A text beyond 4 GiB is read up to there.
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    /// Whether a newline here ends a statement.
    statement_open: bool,
    /// Where the newline stands that ended a statement within the last comment.
    newline: Option<usize>,
    fault: Option<Fault>,
}

/// All tokens of a text but for comments.
pub(super) fn tokens(text: &[u8]) -> Vec<(Token, Span)> {
    Lexer::new(text).ahead().collect()
}

impl<'a> Lexer<'a> {
    /// A lexer at the beginning of a text, after the byte order mark that may stand there.
    pub fn new(text: &'a [u8]) -> Self {
        let text = &text[..text.len().min(u32::MAX as usize)];
        let at = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        Self { text, at, statement_open: false, newline: None, fault: None }
    }

    /// The tokens from here on, but for comments, without stepping to them.
    pub(super) fn ahead(&self) -> impl Iterator<Item = (Token, Span)> + use<'a> {
        let mut lexer = self.clone();
        std::iter::from_fn(move || {
            loop {
                match lexer.scan() {
                    (Token::End, _) => return None,
                    (Token::Comment, _) => {}
                    token => return Some(token),
                }
            }
        })
    }

    /// The next token and where it stands; [`Token::End`] for ever after the last.
    ///
    /// A semicolon that a newline or the end of the file stands for has an empty span.
    pub fn scan(&mut self) -> (Token, Span) {
        if let Some(newline) = self.newline {
            self.newline = None;
            return (Token::Semicolon, span(newline, newline));
        }
        self.skip_white_space();
        let start = self.at;
        let Some(&first) = self.text.get(start) else {
            let open = std::mem::take(&mut self.statement_open);
            return (if open { Token::Semicolon } else { Token::End }, span(start, start));
        };
        let token = match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'"' => self.quoted(b'"', Token::String, "string is not terminated"),
            b'\'' => self.quoted(b'\'', Token::Rune, "rune is not terminated"),
            b'`' => self.raw_string(),
            b'/' if self.peek(1) == b'/' => {
                self.line_comment();
                return (Token::Comment, span(start, self.at));
            }
            b'/' if self.peek(1) == b'*' => {
                self.block_comment();
                return (Token::Comment, span(start, self.at));
            }
            // Only where it ends a statement; all others were skipped.
            b'\n' => {
                self.at += 1;
                self.statement_open = false;
                return (Token::Semicolon, span(start, start));
            }
            128.. => match self.character() {
                Some(character) if is_letter(character) => self.word(),
                _ => return self.illegal(),
            },
            _ => {
                self.at += 1;
                match self.operator(first) {
                    Some(operator) => operator,
                    None => {
                        self.at = start;
                        return self.illegal();
                    }
                }
            }
        };
        self.statement_open = token.ends_statement();
        (token, span(start, self.at))
    }

    /// What was wrong with the tokens since this was last asked for: the last of it.
    pub fn take_fault(&mut self) -> Option<Fault> {
        let fault = self.fault?;
        self.fault = None;
        Some(fault)
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn skip_white_space(&mut self) {
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' if !self.statement_open => self.at += 1,
                _ => break,
            }
        }
    }

    fn word(&mut self) -> Token {
        let start = self.at;
        loop {
            while let Some(byte) = self.text.get(self.at)
                && IN_WORD[usize::from(*byte)]
            {
                self.at += 1;
            }
            if self.peek(0).is_ascii() {
                break;
            }
            match self.character() {
                Some(character) if is_letter(character) || is_digit(character) => {
                    self.at += character.len_utf8();
                }
                _ => break,
            }
        }
        Token::of_word(&self.text[start..self.at])
    }

    /// The character beyond ASCII that stands here.
    fn character(&self) -> Option<char> {
        let rest = &self.text[self.at..];
        if rest.first().is_none_or(u8::is_ascii) {
            return None;
        }
        rest[..rest.len().min(4)].utf8_chunks().next()?.valid().chars().next()
    }

    fn number(&mut self) -> Token {
        let mut token = Token::Int;
        let mut hexadecimal = false;
        if self.peek(0) != b'.' {
            if self.peek(0) == b'0' && b"xXoObB".contains(&self.peek(1)) {
                hexadecimal = self.peek(1).eq_ignore_ascii_case(&b'x');
                self.at += 2;
            }
            self.digits(hexadecimal);
        }
        if self.eat(b'.') {
            token = Token::Float;
            self.digits(hexadecimal);
        }
        if b"eEpP".contains(&self.peek(0)) {
            token = Token::Float;
            self.at += 1;
            if b"+-".contains(&self.peek(0)) {
                self.at += 1;
            }
            self.digits(false);
        }
        if self.eat(b'i') { Token::Imaginary } else { token }
    }

    fn digits(&mut self, hexadecimal: bool) {
        while let Some(byte) = self.text.get(self.at)
            && (byte.is_ascii_digit() || *byte == b'_' || hexadecimal && byte.is_ascii_hexdigit())
        {
            self.at += 1;
        }
    }

    /// A string or rune: up to its quote, or the end of the line where it lacks one.
    fn quoted(&mut self, quote: u8, token: Token, unterminated: &'static str) -> Token {
        let start = self.at;
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(found) = memchr3(quote, b'\\', b'\n', rest) else {
                self.at = self.text.len();
                break;
            };
            self.at += found;
            match rest[found] {
                b'\n' => break,
                b'\\' => {
                    self.at += 1;
                    // What an escape escapes is no quote; that it is one, others may check.
                    if !matches!(self.text.get(self.at), None | Some(b'\n')) {
                        self.at += 1;
                    }
                }
                _ => {
                    self.at += 1;
                    return token;
                }
            }
        }
        self.note(start, unterminated);
        token
    }

    fn raw_string(&mut self) -> Token {
        let start = self.at;
        match memchr(b'`', &self.text[start + 1..]) {
            Some(length) => self.at += length + 2,
            None => {
                self.at = self.text.len();
                self.note(start, "raw string is not terminated");
            }
        }
        Token::String
    }

    fn line_comment(&mut self) {
        let rest = &self.text[self.at..];
        self.at += memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn block_comment(&mut self) {
        let start = self.at;
        self.at += 2;
        loop {
            let rest = &self.text[self.at..];
            let Some(star) = memchr(b'*', rest) else {
                self.at = self.text.len();
                self.note(start, "comment is not terminated");
                break;
            };
            self.at += star + 1;
            if self.eat(b'/') {
                break;
            }
        }
        if self.statement_open
            && let Some(newline) = memchr(b'\n', &self.text[start..self.at])
        {
            self.statement_open = false;
            self.newline = Some(start + newline);
        }
    }

    fn operator(&mut self, first: u8) -> Option<Token> {
        use Token::*;
        let either = |is_assigned, assigned, plain| if is_assigned { assigned } else { plain };
        Some(match first {
            b'(' => OpenParen,
            b')' => CloseParen,
            b'[' => OpenBracket,
            b']' => CloseBracket,
            b'{' => OpenBrace,
            b'}' => CloseBrace,
            b',' => Comma,
            b';' => Semicolon,
            b'~' => Tilde,
            b'.' if self.text[self.at..].starts_with(b"..") => {
                self.at += 2;
                Ellipsis
            }
            b'.' => Period,
            b':' => either(self.eat(b'='), Define, Colon),
            b'+' if self.eat(b'+') => Increment,
            b'+' => either(self.eat(b'='), AddAssign, Add),
            b'-' if self.eat(b'-') => Decrement,
            b'-' => either(self.eat(b'='), SubAssign, Sub),
            b'*' => either(self.eat(b'='), MulAssign, Mul),
            b'/' => either(self.eat(b'='), QuoAssign, Quo),
            b'%' => either(self.eat(b'='), RemAssign, Rem),
            b'^' => either(self.eat(b'='), XorAssign, Xor),
            b'<' if self.eat(b'-') => Arrow,
            b'<' if self.eat(b'<') => either(self.eat(b'='), ShlAssign, Shl),
            b'<' => either(self.eat(b'='), LessEqual, Less),
            b'>' if self.eat(b'>') => either(self.eat(b'='), ShrAssign, Shr),
            b'>' => either(self.eat(b'='), GreaterEqual, Greater),
            b'=' => either(self.eat(b'='), Equal, Assign),
            b'!' => either(self.eat(b'='), NotEqual, Not),
            b'&' if self.eat(b'^') => either(self.eat(b'='), AndNotAssign, AndNot),
            b'&' if self.eat(b'&') => AndAnd,
            b'&' => either(self.eat(b'='), AndAssign, And),
            b'|' if self.eat(b'|') => OrOr,
            b'|' => either(self.eat(b'='), OrAssign, Or),
            _ => return None,
        })
    }

    /// A character that Go has no use for. It neither opens nor ends a statement.
    fn illegal(&mut self) -> (Token, Span) {
        let start = self.at;
        self.at += self.character().map_or(1, char::len_utf8);
        self.note(start, "illegal character");
        (Token::Illegal, span(start, self.at))
    }

    fn note(&mut self, offset: usize, message: &'static str) {
        self.fault = Some(Fault { offset: offset as u32, message });
    }
}

/// Letters and digits are those of the specification under "Characters".
pub(super) fn is_letter(character: char) -> bool {
    use GeneralCategory::*;
    matches!(
        get_general_category(character),
        UppercaseLetter | LowercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter
    )
}

pub(super) fn is_digit(character: char) -> bool {
    get_general_category(character) == GeneralCategory::DecimalNumber
}

fn span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &[u8]) -> Vec<String> {
        let mut lexer = Lexer::new(source);
        let mut texts = Vec::new();
        loop {
            let (token, span) = lexer.scan();
            if token == Token::End {
                return texts;
            }
            let text = String::from_utf8_lossy(span.of(source));
            texts.push(if text.is_empty() { "newline".to_owned() } else { text.into_owned() });
        }
    }

    #[test]
    fn a_newline_ends_a_statement_only_after_what_can_end_one() {
        assert_eq!(texts(b"a +\nb\n\nc"), ["a", "+", "b", "newline", "c", "newline"]);
        assert_eq!(texts(b"a /*\n*/ b"), ["a", "/*\n*/", "newline", "b", "newline"]);
        assert_eq!(texts(b"a // b\nc"), ["a", "// b", "newline", "c", "newline"]);
    }

    #[test]
    fn a_digit_may_not_begin_a_word_but_may_stand_in_one() {
        assert_eq!(texts("π٣ = 0x1p-2i".as_bytes()), ["π٣", "=", "0x1p-2i", "newline"]);
        for neither in ["²", "٣", "Ⅷ"] {
            let (token, _) = Lexer::new(neither.as_bytes()).scan();
            assert_eq!(token, Token::Illegal, "{neither}");
        }
    }

    #[test]
    fn what_is_not_terminated_ends_with_its_line_or_the_file() {
        assert_eq!(texts(b"\"a\\\n`b"), ["\"a\\", "newline", "`b", "newline"]);
        let mut lexer = Lexer::new(b"x /* y");
        lexer.scan();
        assert_eq!(lexer.take_fault(), None);
        lexer.scan();
        let fault = Fault { offset: 2, message: "comment is not terminated" };
        assert_eq!(lexer.take_fault(), Some(fault));
    }

    #[test]
    fn bytes_that_are_no_text_are_stepped_over_one_by_one() {
        assert_eq!(texts(b"a\xff\xfeb\0").len(), 6);
        assert_eq!(texts(b"\xef\xbb\xbfpackage p"), ["package", "p", "newline"]);
    }
}
