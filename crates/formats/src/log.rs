//! The lines of a log, without what the programs on its way added: colours, carriage returns, the forms in which
//! container engines and loggers wrap a line, and the times and names that stand before it.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memrchr};

/// A line is cut where it is longer than this: a log without an end of lines is no reason to hold all of it.
const LONGEST: usize = 1 << 16;

/// Cuts the bytes of a log into lines, whatever pieces they come in.
#[derive(Default)]
pub struct Lines {
    open: Vec<u8>,
    wide: Option<Wide>,
    begun: bool,
}

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
        let mut bytes = bytes;
        if !self.begun && !bytes.is_empty() {
            self.begun = true;
            let (wide, rest) = match bytes {
                [0xff, 0xfe, rest @ ..] => (Some(false), rest),
                [0xfe, 0xff, rest @ ..] => (Some(true), rest),
                [0xef, 0xbb, 0xbf, rest @ ..] => (None, rest),
                rest => (None, rest),
            };
            self.wide = wide.map(|big_endian| Wide { big_endian, half: None });
            bytes = rest;
        }
        match self.wide.as_mut().map(|wide| wide.narrow(bytes)) {
            Some(text) => self.cut(text.as_bytes(), &mut each),
            None => self.cut(bytes, &mut each),
        }
    }

    /// Hands out the last line, if it has no end.
    pub fn finish(&mut self, mut each: impl FnMut(&str)) {
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            each(&plain(&open));
        }
    }

    fn cut(&mut self, mut bytes: &[u8], each: &mut impl FnMut(&str)) {
        while let Some(end) = memchr(b'\n', bytes) {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            if self.open.is_empty() && line.len() <= LONGEST {
                each(&plain(line));
            } else {
                self.keep(line, each);
                each(&plain(&std::mem::take(&mut self.open)));
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
            each(&plain(&self.open));
            self.open.drain(..LONGEST - AGAIN);
            bytes = rest;
        }
        self.open.extend_from_slice(bytes);
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

/// A line as it was written: without colours and carriage returns, and out of the JSON that engines and loggers
/// wrap it in.
pub fn plain(line: &[u8]) -> Cow<'_, str> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // Of what a terminal wrote over, the last stays.
    let line = memrchr(b'\r', line).map_or(line, |at| &line[at + 1..]);
    let text = match memchr2(0x1b, 0, line) {
        None => String::from_utf8_lossy(line),
        Some(_) => Cow::Owned(String::from_utf8_lossy(&without_colours(line)).into_owned()),
    };
    match text.trim_start().starts_with('{').then(|| unwrapped(text.trim())).flatten() {
        Some(message) => Cow::Owned(message),
        None => match unquoted(&text) {
            Some(message) => Cow::Owned(message),
            None => text,
        },
    }
}

/// A line whose values stand in quotes, as in `msg="exec: \"gcc\": not found\n"`, without what the quotes made of
/// them; `None` for any other.
fn unquoted(text: &str) -> Option<String> {
    memchr(b'\\', text.as_bytes())?;
    // Without a name before the quote it may be a line of source.
    let is_value = |at: usize| at > 0 && text.as_bytes()[at - 1].is_ascii_alphanumeric();
    text.match_indices("=\"").find(|(at, _)| is_value(*at))?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        let read = match (one, rest.peek()) {
            ('\\', Some('n')) => '\n',
            ('\\', Some('t')) => '\t',
            ('\\', Some('"')) => '"',
            ('\\', Some('\\')) => '\\',
            (one, _) => {
                out.push(one);
                continue;
            }
        };
        rest.next();
        out.push(read);
    }
    Some(out)
}

/// Without what moves a terminal's cursor and paints (ECMA-48), and without NUL bytes.
fn without_colours(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match (byte, rest.peek()) {
            (0x1b, Some(b'[')) => {
                rest.next();
                // Parameters, then one final byte.
                let _ = rest.by_ref().find(|byte| (0x40..=0x7e).contains(byte));
            }
            (0x1b, Some(b']')) => {
                // A title or a link, up to BEL or ESC \.
                while let Some(byte) = rest.next() {
                    if byte == 0x07 || (byte == 0x1b && rest.next_if_eq(&b'\\').is_some()) {
                        break;
                    }
                }
            }
            (0x1b, Some(_)) => {
                rest.next();
            }
            (0x1b | 0, _) => {}
            _ => out.push(byte),
        }
    }
    out
}

/// What a line of JSON says, where it is one of a container engine or a logger.
fn unwrapped(line: &str) -> Option<String> {
    const SAYS: [&str; 8] =
        ["log", "msg", "message", "MESSAGE", "error", "err", "stacktrace", "panic"];
    let says: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).ok()?;
    let texts = SAYS.iter().filter_map(|name| says.get(*name)?.as_str());
    let text =
        texts.map(str::trim_end).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ");
    (!text.is_empty()).then_some(text)
}

/// A line from where its message begins: behind times, levels, and the names of jobs, containers and units.
pub fn message(line: &str) -> &str {
    /// More than any two or three programs put before it.
    const MOST: usize = 5;
    let mut line = line.trim_start();
    for _ in 0..MOST {
        let Some(rest) = behind_prefix(line) else { return line };
        line = rest.trim_start();
    }
    line
}

fn behind_prefix(line: &str) -> Option<&str> {
    let first = *line.as_bytes().first()?;
    let by_first = match first {
        b'0'..=b'9' => behind_time(line).or_else(|| behind_step_time(line)),
        b'#' => behind_step(line),
        b'[' => behind_brackets(line),
        b'A'..=b'Z' => behind_day(line),
        b'>' => line.strip_prefix("> "),
        b':' => behind_annotation(line),
        _ => None,
    };
    by_first.or_else(|| line.strip_prefix("##[error]")).or_else(|| behind_name(line))
}

/// `2026-11-20T10:11:12.123Z`, `2026/11/20 10:11:12`, `10:11:12.123`, with what follows of a zone.
fn behind_time(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    let digits = |from: usize, count: usize| {
        bytes.get(from..from + count).is_some_and(|some| some.iter().all(u8::is_ascii_digit))
    };
    let is = |at: usize, any: &[u8]| bytes.get(at).is_some_and(|byte| any.contains(byte));
    let is_day = digits(0, 4) && is(4, b"-/") && digits(5, 2) && is(7, b"-/") && digits(8, 2);
    let clock = match is_day && is(10, b"T ") {
        true => 11,
        false if is_day => return None,
        false => 0,
    };
    let is_clock = digits(clock, 2) && is(clock + 2, b":") && digits(clock + 3, 2);
    if !is_clock || !is(clock + 5, b":") || !digits(clock + 6, 2) {
        return None;
    }
    let rest = &line[clock + 8..];
    let end = rest.find(|one: char| !(one.is_ascii_digit() || ".,+-:Z".contains(one)));
    let rest = &rest[end.unwrap_or(rest.len())..];
    let rest =
        rest.strip_prefix(" stdout F").or_else(|| rest.strip_prefix(" stderr F")).unwrap_or(rest);
    // Behind the time of a log of Go's a line of source may stand, which is not ours to judge.
    rest.is_empty().then_some("").or_else(|| rest.strip_prefix([' ', '\t', ']', '|']))
}

/// The seconds that BuildKit puts before what a step says: `0.345 `.
fn behind_step_time(line: &str) -> Option<&str> {
    let (seconds, rest) = line.split_once(' ')?;
    let (whole, part) = seconds.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(part) && part.len() <= 3).then_some(rest)
}

/// `#12 ` of BuildKit.
fn behind_step(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix("##[error]") {
        return Some(rest);
    }
    let (number, rest) = line.strip_prefix('#')?.split_once(' ')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(rest)
}

/// `[pod/web-1/web] `, `[2026-11-20 …] `, `[error] `: not `[signal …]`, which Go says.
fn behind_brackets(line: &str) -> Option<&str> {
    let (inside, rest) = line.strip_prefix('[')?.split_once(']')?;
    let is_time =
        inside.as_bytes().first().is_some_and(u8::is_ascii_digit) && inside.contains([':', '.']);
    let is_level = ["error", "warn", "info", "fatal", "debug", "stderr", "stdout"]
        .iter()
        .any(|level| inside.eq_ignore_ascii_case(level));
    let is_pod = inside.starts_with("pod/") || inside.starts_with("container/");
    (is_time || is_level || is_pod).then_some(rest)
}

/// `Nov 20 10:00:00 host unit[123]: ` of syslog and journald.
fn behind_day(line: &str) -> Option<&str> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (month, rest) = line.split_at_checked(3)?;
    if !MONTHS.contains(&month) {
        return None;
    }
    let rest = rest.trim_start();
    let (day, rest) = rest.split_once(' ')?;
    if day.len() > 2 || !day.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let rest = behind_time(rest)?;
    let (_, rest) = rest.split_once(' ')?;
    let (unit, behind) = rest.split_once(": ")?;
    if unit.contains(' ') { Some(rest) } else { Some(behind) }
}

/// `::error file=main.go,line=3::` of GitHub.
fn behind_annotation(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("::")?;
    let is_one = ["error", "warning", "notice", "debug"].iter().any(|name| rest.starts_with(name));
    is_one.then(|| rest.split_once("::").map(|(_, rest)| rest)).flatten()
}

/// `web-1  | ` of compose.
fn behind_name(line: &str) -> Option<&str> {
    let (name, rest) = line.split_once('|')?;
    let name = name.trim_end();
    let is_name = !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    (is_name && rest.starts_with(' ')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> Vec<String> {
        let (mut lines, mut all) = (Lines::default(), Vec::new());
        pieces.iter().for_each(|piece| lines.push(piece, |line| all.push(line.to_owned())));
        lines.finish(|line| all.push(line.to_owned()));
        all
    }

    #[test]
    fn lines_are_whole_whatever_pieces_they_come_in() {
        assert_eq!(lines(&[b"a", b"b\nc", b"\n\nd"]), ["ab", "c", "", "d"]);
        assert_eq!(lines(&[b"a\r\nb\r\n"]), ["a", "b"]);
    }

    #[test]
    fn a_file_of_powershell_is_read_as_any_other() {
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("go: no\r\nx".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(lines(&[&wide[..5], &wide[5..]]), ["go: no", "x"]);
    }

    #[test]
    fn a_line_without_an_end_is_handed_out_in_pieces() {
        let long = vec![b'x'; 3 * LONGEST];
        let told = lines(&[&long, b"\nnext"]);
        assert!(told.iter().all(|line| line.len() <= LONGEST));
        assert_eq!(told.last().map(String::as_str), Some("next"));
    }

    #[test]
    fn colours_and_what_was_written_over_are_gone() {
        assert_eq!(
            plain(b"\x1b[31;1merror\x1b[0m: \x1b]8;;http://x\x07link\x1b]8;;\x07"),
            "error: link"
        );
        assert_eq!(plain(b"50%\r100%\rdone\r"), "done");
        assert_eq!(plain(b"caf\xe9"), "caf\u{fffd}");
    }

    #[test]
    fn what_is_wrapped_in_json_is_taken_out() {
        let line = br#"{"log":"exec: \"gcc\": not found\n","stream":"stderr","time":"2026-11-20T10:00:00Z"}"#;
        assert_eq!(plain(line), "exec: \"gcc\": not found");
        assert_eq!(
            plain(br#"{"level":"error","msg":"failed","error":"no such host"}"#),
            "failed: no such host"
        );
        assert_eq!(plain(b"{not json"), "{not json");
    }

    #[test]
    fn what_a_logger_put_in_quotes_is_read_as_it_was_said() {
        assert_eq!(
            plain(br#"time="now" level=error msg="exec: \"gcc\": not found\n\tat C:\\x""#),
            "time=\"now\" level=error msg=\"exec: \"gcc\": not found\n\tat C:\\x\""
        );
        for source in [r#"printf("a\n");"#, r#"x := "\"a\"""#, r"C:\new\tools"] {
            assert_eq!(plain(source.as_bytes()), source);
        }
    }

    #[test]
    fn a_message_begins_behind_times_and_names() {
        for prefix in [
            "2026-11-20T10:11:12.1234567Z ",
            "2026-11-20T10:11:12.123+01:00 stderr F ",
            "2026/11/20 10:11:12 ",
            "10:11:12 ",
            "#12 3.456 ",
            "##[error]",
            "2026-11-20T10:11:12Z ##[error]",
            "web-1  | ",
            "web-1  | 2026/11/20 10:11:12 ",
            "[pod/web-1/web] ",
            "[2026-11-20 10:11:12] ",
            "Nov 20 10:00:00 host web[123]: ",
            "::error file=main.go,line=3::",
            "",
        ] {
            assert_eq!(message(&format!("{prefix}./x: not found")), "./x: not found", "{prefix}");
        }
    }

    #[test]
    fn what_go_says_in_brackets_is_no_prefix() {
        for line in [
            "[signal SIGSEGV: segmentation violation]",
            "# runtime/cgo",
            "main.go:3:1: x",
            "a || b",
        ] {
            assert_eq!(message(line), line);
        }
    }
}
