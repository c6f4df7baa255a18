//! Words: quotes, variables, and what commands inside them put out.

use super::cursor::before_sign;
use super::reader::Reader;
use super::{Change, Foreign, Part, Variable, Word};

impl Reader<'_> {
    /// The word that begins here; one without pieces where none does.
    pub(super) fn word(&mut self) -> Word {
        let mut pieces = Pieces::default();
        let from = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' if self.at > from && !self.is_words && self.is_after_glob() => {
                    self.at += 1;
                    self.pattern();
                    pieces.other();
                }
                b' ' | b'\t' | b'\r' | b'\n' => break,
                b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>' if self.is_words => {
                    pieces.text(&char::from(byte).to_string(), false);
                    self.at += 1;
                }
                b';' | b'&' | b'|' | b'(' | b')' => break,
                b'<' | b'>' if self.peek_at(1) == Some(b'(') => {
                    self.at += 2;
                    self.within(b')');
                    pieces.other();
                }
                b'<' | b'>' => break,
                _ if self.takes(byte, &mut pieces, false) => {}
                _ => {
                    let length = self.plain_length();
                    let text = self.slice(self.at, self.at + length).to_owned();
                    pieces.text(&text, false);
                    self.at += length;
                }
            }
        }
        Word { parts: pieces.0, span: self.span(from, self.at) }
    }

    /// Takes what a byte begins that means the same wherever a word may go on: what is escaped, quoted or put
    /// in, and what the outer language took away. Whether it was such a byte.
    fn takes(&mut self, byte: u8, pieces: &mut Pieces, is_quoted: bool) -> bool {
        match byte {
            0 => self.at += 1,
            b'\\' => self.escaped(pieces),
            b'\'' => {
                self.at += 1;
                let text = self.until(b'\'').to_owned();
                pieces.text(&text, true);
            }
            b'"' => self.quoted(pieces),
            b'$' | b'`' | 1 => self.reference(pieces, is_quoted),
            _ => return false,
        }
        true
    }

    /// Whether a parenthesis that stands here belongs to a pattern of bash: `@( … )`. With nothing in it, it
    /// makes what is before it the name of a function.
    fn is_after_glob(&self) -> bool {
        if self.rest().starts_with("()") {
            return false;
        }
        let before = self.at.checked_sub(1).and_then(|at| self.bytes().get(at));
        matches!(before, Some(b'@' | b'+' | b'?' | b'*' | b'!'))
    }

    /// How many bytes from here mean nothing to the shell; at least one character.
    fn plain_length(&self) -> usize {
        before_sign(&self.bytes()[self.at..]).max(1)
    }

    fn escaped(&mut self, pieces: &mut Pieces) {
        self.at += 1;
        let Some(next) = self.rest().chars().next() else { return };
        self.at += next.len_utf8();
        if next != '\n' {
            pieces.text(next.encode_utf8(&mut [0; 4]), true);
        }
    }

    /// What stands between double quotes.
    fn quoted(&mut self, pieces: &mut Pieces) {
        let from = self.at;
        self.at += 1;
        pieces.text("", true);
        loop {
            let Some(byte) = self.peek() else {
                self.problem(from, "a double quote is not closed");
                return;
            };
            match byte {
                b'"' => {
                    self.at += 1;
                    return;
                }
                0 => self.at += 1,
                b'\\' => match self.peek_at(1) {
                    Some(b'\n') => self.at += 2,
                    Some(next @ (b'$' | b'`' | b'"' | b'\\')) => {
                        pieces.text(char::from(next).encode_utf8(&mut [0; 4]), true);
                        self.at += 2;
                    }
                    _ => {
                        pieces.text("\\", true);
                        self.at += 1;
                    }
                },
                b'$' | b'`' | 1 => self.reference(pieces, true),
                _ => {
                    let rest = &self.bytes()[self.at..];
                    let special = |byte: &u8| matches!(byte, 0 | 1 | b'"' | b'\\' | b'$' | b'`');
                    let length = rest.iter().position(special).unwrap_or(rest.len()).max(1);
                    let text = self.slice(self.at, self.at + length).to_owned();
                    pieces.text(&text, true);
                    self.at += length;
                }
            }
        }
    }

    /// What begins with a dollar sign, a backquote, or the sign of another language.
    fn reference(&mut self, pieces: &mut Pieces, is_quoted: bool) {
        let from = self.at;
        match (self.peek(), self.peek_at(1)) {
            (Some(1), _) => pieces.0.push(self.of_make()),
            (Some(b'`'), _) => self.backquoted(pieces),
            (_, Some(b'(')) if self.peek_at(2) == Some(b'(') && self.sum_length().is_some() => {
                self.at += 1;
                self.pass_sum();
                pieces.other();
            }
            (_, Some(b'(')) => {
                self.at += 2;
                let list = self.within(b')');
                pieces.0.push(Part::Output(list));
            }
            (_, Some(b'{')) if self.peek_at(2) == Some(b'{') => pieces.0.push(self.expression()),
            (_, Some(b'{')) => {
                self.at += 2;
                let variable = self.braced(from, is_quoted);
                pieces.0.push(variable);
            }
            (_, Some(b'\'')) if !is_quoted => {
                self.at += 2;
                self.ansi(pieces);
            }
            // A text in the words of a locale.
            (_, Some(b'"')) if !is_quoted => self.at += 1,
            (_, Some(byte)) if byte == b'_' || byte.is_ascii_alphabetic() => {
                self.at += 1;
                let name = self.name().to_owned();
                let span = self.span(from, self.at);
                let change = Change::None;
                pieces.0.push(Part::Variable(Variable { name, change, is_quoted, span }));
            }
            (_, Some(byte)) if byte.is_ascii_digit() || b"@*#?$!-".contains(&byte) => {
                self.at += 2;
                let span = self.span(from, self.at);
                let name = char::from(byte).to_string();
                let change = Change::None;
                pieces.0.push(Part::Variable(Variable { name, change, is_quoted, span }));
            }
            _ => {
                self.at += 1;
                pieces.text("$", is_quoted);
            }
        }
    }

    /// A reference that make puts in.
    fn of_make(&mut self) -> Part {
        self.at += 1;
        let name = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                self.until(b'}').to_owned()
            }
            _ => {
                let name = self.rest().chars().next().map(String::from).unwrap_or_default();
                self.at += name.len();
                name
            }
        };
        Part::Foreign(Foreign::Make(name))
    }

    /// `${{ … }}` of a workflow.
    fn expression(&mut self) -> Part {
        let from = self.at;
        self.at += 3;
        let inner = match memchr::memmem::find(self.rest().as_bytes(), b"}}") {
            Some(length) => {
                let inner = self.slice(self.at, self.at + length).trim().to_owned();
                self.at += length + 2;
                inner
            }
            None => {
                self.problem(from, "an expression is not closed");
                self.at = self.bytes().len();
                String::new()
            }
        };
        Part::Foreign(Foreign::Expression(inner))
    }

    fn backquoted(&mut self, pieces: &mut Pieces) {
        let from = self.at;
        self.at += 1;
        let inner = self.at;
        loop {
            match self.peek() {
                None => {
                    self.problem(from, "a backquote is not closed");
                    break;
                }
                Some(b'\\') => {
                    self.at = (self.at + 2).min(self.bytes().len());
                    self.reach_boundary();
                }
                Some(b'`') => break,
                Some(_) => self.at += 1,
            }
        }
        let end = self.at;
        self.at = (end + 1).min(self.bytes().len());
        let list = self.inside(inner, end);
        pieces.0.push(Part::Output(list));
    }

    /// `$'…'`, in which backslashes count.
    fn ansi(&mut self, pieces: &mut Pieces) {
        let mut text = String::new();
        while let Some(next) = self.rest().chars().next() {
            self.at += next.len_utf8();
            match next {
                '\'' => break,
                '\\' => {
                    let Some(after) = self.rest().chars().next() else { break };
                    self.at += after.len_utf8();
                    text.push(match after {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        other => other,
                    });
                }
                other => text.push(other),
            }
        }
        pieces.text(&text, true);
    }

    /// What stands after `${`, up to the closing brace.
    fn braced(&mut self, from: usize, is_quoted: bool) -> Part {
        let other = match self.peek() {
            // The length of a value, or a variable named by another.
            Some(b'#') if self.peek_at(1) != Some(b'}') => {
                self.at += 1;
                true
            }
            Some(b'!') => {
                self.at += 1;
                true
            }
            _ => false,
        };
        let mut name = self.name().to_owned();
        if name.is_empty()
            && let Some(sign) = self.rest().chars().next().filter(|sign| *sign != '}')
        {
            self.at += sign.len_utf8();
            name.push(sign);
        }
        let change = self.change();
        let change = if other { Change::Other } else { change };
        let span = self.span(from, self.at);
        Part::Variable(Variable { name, change, is_quoted, span })
    }

    /// What is done to a value, and the closing brace.
    fn change(&mut self) -> Change {
        let rest = self.rest().as_bytes();
        let (length, made): (usize, fn(Word) -> Change) = match rest {
            [b'}', ..] => {
                self.at += 1;
                return Change::None;
            }
            [b':', b'-' | b'=', ..] => (2, Change::OrElse),
            [b'-' | b'=', ..] => (1, Change::OrElse),
            [b':', b'+', ..] => (2, Change::IfSet),
            [b'+', ..] => (1, Change::IfSet),
            [b':', b'?', ..] => (2, |_| Change::OrFail),
            [b'?', ..] => (1, |_| Change::OrFail),
            [b'#', b'#', ..] => (2, without),
            [b'#', ..] => (1, without),
            [b'%', b'%', ..] => (2, without_end),
            [b'%', ..] => (1, without_end),
            _ => (0, |_| Change::Other),
        };
        self.at += length;
        made(self.until_brace())
    }

    /// A word up to the closing brace.
    fn until_brace(&mut self) -> Word {
        let from = self.at;
        let mut pieces = Pieces::default();
        if !self.go_deeper() {
            return Word::default();
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'}' => break,
                _ if self.takes(byte, &mut pieces, true) => {}
                _ => {
                    let length = self.rest().chars().next().map_or(1, char::len_utf8);
                    let text = self.slice(self.at, self.at + length).to_owned();
                    pieces.text(&text, false);
                    self.at += length;
                }
            }
        }
        let word = Word { parts: pieces.0, span: self.span(from, self.at) };
        self.come_back();
        match self.peek() {
            Some(_) => self.at += 1,
            None => self.problem(from, "a brace is not closed"),
        }
        word
    }
}

fn without(pattern: Word) -> Change {
    match pattern.literal().filter(|text| is_text(text)) {
        Some(prefix) => Change::Without { prefix },
        None => Change::Other,
    }
}

fn without_end(pattern: Word) -> Change {
    match pattern.literal().filter(|text| is_text(text)) {
        Some(suffix) => Change::WithoutEnd { suffix },
        None => Change::Other,
    }
}

/// Whether a pattern stands for itself alone.
fn is_text(pattern: &str) -> bool {
    !pattern.contains(['*', '?', '['])
}

/// The pieces of a word; texts of one kind that follow each other are one.
#[derive(Default)]
struct Pieces(Vec<Part>);

impl Pieces {
    fn text(&mut self, more: &str, quoted: bool) {
        match self.0.last_mut() {
            Some(Part::Text { text, is_quoted }) if *is_quoted == quoted => text.push_str(more),
            _ => self.0.push(Part::Text { text: more.to_owned(), is_quoted: quoted }),
        }
    }

    fn other(&mut self) {
        self.0.push(Part::Other);
    }
}
