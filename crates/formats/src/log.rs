//! The lines of a log, without what the programs on its way added: colours, carriage returns, the forms in which
//! container engines and loggers wrap a line, and the times and names that stand before it.

mod escapes;
mod paint;
mod plain;
mod prefix;
#[cfg(test)]
mod tests;

use memchr::memchr;

pub use plain::plain;
pub use prefix::message;

/// A line is cut where it is longer than this: a log without an end of lines is no reason to hold all of it.
const LONGEST: usize = 1 << 16;

/// Cuts the bytes of a log into lines, whatever pieces they come in.
#[derive(Default)]
pub struct Lines {
    open: Vec<u8>,
    wide: Option<Wide>,
    begun: bool,
    parts: Parts,
}

/// The marks of the order of bytes that a log may begin with, and for two bytes a letter whether the greater comes
/// first.
const MARKS: [(&[u8], Option<bool>); 3] =
    [(&[0xff, 0xfe], Some(false)), (&[0xfe, 0xff], Some(true)), (&[0xef, 0xbb, 0xbf], None)];

/// Two bytes for each letter, as PowerShell writes to a file.
#[derive(Clone, Copy)]
struct Wide {
    big_endian: bool,
    /// The first byte of a letter whose second has not come yet.
    half: Option<u8>,
}

impl Lines {
    /// Takes the next bytes and hands out each line that ends in them.
    pub fn push(&mut self, bytes: &[u8], mut each: impl FnMut(&str)) {
        if self.begun {
            return self.take(bytes, &mut each);
        }
        // What the bytes mean is said by the first of them, which may come one by one.
        let mut head = std::mem::take(&mut self.open);
        head.extend_from_slice(bytes);
        match MARKS.iter().any(|(mark, _)| mark.len() > head.len() && mark.starts_with(&head)) {
            true => self.open = head,
            false => self.begin(&head, &mut each),
        }
    }

    /// Takes the first bytes, with which the marks of the order of bytes are there if they ever are.
    fn begin(&mut self, head: &[u8], each: &mut impl FnMut(&str)) {
        self.begun = true;
        let marked = MARKS.iter().find_map(|(mark, wide)| Some((head.strip_prefix(*mark)?, *wide)));
        let (rest, big_endian) = marked.unwrap_or((head, None));
        self.wide = big_endian.map(|big_endian| Wide { big_endian, half: None });
        self.take(rest, each);
    }

    fn take(&mut self, bytes: &[u8], each: &mut impl FnMut(&str)) {
        match self.wide.as_mut().map(|wide| wide.narrow(bytes)) {
            Some(text) => self.cut(text.as_bytes(), each),
            None => self.cut(bytes, each),
        }
    }

    /// Hands out the last line, if it has no end.
    pub fn finish(&mut self, mut each: impl FnMut(&str)) {
        if !self.begun {
            let head = std::mem::take(&mut self.open);
            self.begin(&head, &mut each);
        }
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            self.parts.line(&open, &mut each);
        }
        self.parts.end(&mut each);
    }

    fn cut(&mut self, mut bytes: &[u8], each: &mut impl FnMut(&str)) {
        while let Some(end) = memchr(b'\n', bytes) {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            if self.open.is_empty() && line.len() <= LONGEST {
                self.parts.line(line, each);
            } else {
                self.keep(line, each);
                let open = std::mem::take(&mut self.open);
                self.parts.line(&open, each);
            }
            bytes = rest;
        }
        self.keep(bytes, each);
    }

    /// Keeps the beginning of a line; of one that is too long, the end of what there is of it is kept, so that
    /// what stands at the cut is found in the next piece.
    fn keep(&mut self, mut bytes: &[u8], each: &mut impl FnMut(&str)) {
        const AGAIN: usize = 1 << 11;
        while self.open.len() + bytes.len() > LONGEST {
            let (fits, rest) = bytes.split_at(LONGEST - self.open.len());
            self.open.extend_from_slice(fits);
            self.parts.line(&self.open, each);
            self.open.drain(..LONGEST - AGAIN);
            bytes = rest;
        }
        self.open.extend_from_slice(bytes);
    }
}

/// Puts lines together that an engine wrote in parts: GitLab's runner marks a part that goes on with the line
/// before it, and the runtime of a container one that goes on in the next.
#[derive(Default)]
struct Parts {
    /// The line so far.
    open: Vec<u8>,
    /// Of how many lines of the log it is made.
    count: usize,
    /// Its last part said that it goes on.
    goes_on: bool,
}

impl Parts {
    fn line(&mut self, line: &[u8], each: &mut impl FnMut(&str)) {
        let part = Part::of(line);
        if self.count > 0
            && let Some(part) = &part
            && self.takes(part)
        {
            self.open.extend_from_slice(part.text);
            self.count += 1;
            self.goes_on = part.mark == Mark::GoesOn;
            return;
        }
        self.end(each);
        match part.map(|part| part.mark) {
            None | Some(Mark::Ends) => each(&plain(line)),
            Some(mark) => {
                self.open.extend_from_slice(line);
                (self.count, self.goes_on) = (1, mark == Mark::GoesOn);
            }
        }
    }

    fn takes(&self, part: &Part<'_>) -> bool {
        let is_of_stream = Part::of(&self.open).is_some_and(|open| open.stream == part.stream);
        let is_rest = self.goes_on || part.mark == Mark::IsRest;
        is_of_stream && is_rest && self.open.len() + part.text.len() <= LONGEST
    }

    /// Hands out what there is. For each line that was added to it an empty one is handed out, so that lines
    /// are numbered as in the log.
    fn end(&mut self, each: &mut impl FnMut(&str)) {
        if self.count > 0 {
            each(&plain(&self.open));
            (1..self.count).for_each(|_| each(""));
        }
        self.open.clear();
        (self.count, self.goes_on) = (0, false);
    }
}

/// A line that may be a part of one.
struct Part<'l> {
    mark: Mark,
    /// The name of its stream.
    stream: &'l [u8],
    text: &'l [u8],
}

/// What an engine says of a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// Nobody knows whether the next is its rest.
    Begins,
    /// It is the rest of the last.
    IsRest,
    /// The next is its rest.
    GoesOn,
    /// The next is none.
    Ends,
}

impl<'l> Part<'l> {
    /// `2026-11-20T10:11:12.000000Z 00O+text` of GitLab's runner, `… stdout P text` of a container's runtime.
    fn of(line: &'l [u8]) -> Option<Self> {
        /// How long the time of GitLab's runner is, always.
        const TIME: usize = 27;
        if !line.first()?.is_ascii_digit() || *line.get(10)? != b'T' {
            return None;
        }
        if let Some(([b' ', stream @ ..], text)) = line.get(TIME..)?.split_first_chunk::<4>()
            && let [high, low, b'O' | b'E'] = stream
            && high.is_ascii_hexdigit()
            && low.is_ascii_hexdigit()
            && let Some((mark @ (b' ' | b'+'), text)) = text.split_first()
        {
            let mark = if *mark == b'+' { Mark::IsRest } else { Mark::Begins };
            return Some(Self { mark, stream, text });
        }
        let (stream, text) = line[memchr(b' ', line)? + 1..].split_at_checked(6)?;
        let ([b' ', mark, b' '], text) = text.split_first_chunk::<3>()? else { return None };
        let mark = match mark {
            b'P' => Mark::GoesOn,
            b'F' => Mark::Ends,
            _ => return None,
        };
        (stream == b"stdout" || stream == b"stderr").then_some(Self { mark, stream, text })
    }
}

impl Wide {
    fn narrow(&mut self, bytes: &[u8]) -> String {
        let all = self.half.take().into_iter().chain(bytes.iter().copied()).collect::<Vec<u8>>();
        let pairs = all.chunks_exact(2);
        self.half = pairs.remainder().first().copied();
        let units = pairs.map(|pair| match self.big_endian {
            true => u16::from_be_bytes([pair[0], pair[1]]),
            false => u16::from_le_bytes([pair[0], pair[1]]),
        });
        char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }
}
