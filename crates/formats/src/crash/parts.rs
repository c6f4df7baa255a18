//! The single lines of a crash: titles of goroutines, functions with arguments, files with lines, signals.

use super::{Frame, Of, Signal, Stack};

/// `goroutine 12 gp=0x… m=0 mp=0x… [chan receive, 5 minutes, locked to thread]:`, and what it tells of the release.
pub(super) fn goroutine(line: &str) -> Option<(Stack, Option<u32>)> {
    let rest = line.strip_prefix("goroutine ")?;
    let (number, rest) = number(rest)?;
    let (between, rest) = rest.split_once('[')?;
    let has_pointers = between.trim_start().starts_with("gp=");
    if !(between == " " || has_pointers && between.len() < 96) {
        return None;
    }
    let (inside, behind) = rest.split_once(']')?;
    // Labels may stand between the bracket and the colon.
    let has_labels = behind.starts_with(" {") && behind.ends_with("}:");
    if !(behind.starts_with(':') || has_labels) || inside.len() > 256 {
        return None;
    }
    let mut stack = Stack { of: Of::Goroutine(number), count: 1, ..Stack::default() };
    let mut least = has_pointers.then_some(22);
    for (at, part) in inside.split(", ").enumerate() {
        let minutes = part.strip_suffix(" minutes").and_then(|count| count.parse().ok());
        match (at, minutes) {
            (0, _) => stack.state = part.to_owned(),
            (_, Some(minutes)) => stack.minutes = minutes,
            (_, None) => {
                least = least.max(part.starts_with("synctest bubble").then_some(25));
                least = least.max(part.starts_with("synctest group").then_some(24));
            }
        }
    }
    least = least.max(inside.contains("(leaked)").then_some(26));
    line.trim_end_matches(':').clone_into(&mut stack.title);
    Some((stack, least))
}

fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|one: char| !one.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// `main.(*T).run(0x1, {0x2, ...})`, `main.inlined(...)`; `runtime.cgocall(…)` too.
pub(super) fn function(line: &str) -> Option<Frame> {
    let open = line.strip_suffix(')')?.rfind('(')?;
    let (name, arguments) = (&line[..open], &line[open + 1..line.len() - 1]);
    if !is_name(name) || !arguments.bytes().all(is_argument) {
        return None;
    }
    Some(Frame {
        function: name.to_owned(),
        arguments: arguments.to_owned(),
        inlined: arguments == "...",
        ..Frame::default()
    })
}

fn is_argument(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || b"x{}., ?_".contains(&byte)
}

fn is_name(name: &str) -> bool {
    let first = name.bytes().next();
    // A shape between brackets may hold blanks; nothing else does.
    let mut depth = 0_u32;
    let fits = name.bytes().all(|byte| {
        depth = match byte {
            b'[' => depth + 1,
            b']' => depth.saturating_sub(1),
            _ => depth,
        };
        depth > 0 || !(byte.is_ascii_whitespace() || b"\"'`=;:".contains(&byte))
    });
    fits && name.len() < 1024
        && first.is_some_and(|one| one.is_ascii_alphabetic() || one == b'_' || one >= 0x80)
}

/// `created by main.start in goroutine 7`, and whether it says the last.
pub(super) fn creator(line: &str) -> Option<(Frame, bool)> {
    let rest = line.strip_prefix("created by ")?;
    let (name, in_goroutine) = match rest.rsplit_once(" in goroutine ") {
        Some((name, _)) => (name, true),
        None => (rest, false),
    };
    is_name(name).then(|| (Frame { function: name.to_owned(), ..Frame::default() }, in_goroutine))
}

/// What a line with a file says: `/src/main.go:12 +0x1d fp=0x… sp=0x… pc=0x…`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Where<'a> {
    pub(super) file: &'a str,
    pub(super) line: u32,
    pub(super) offset: Option<u64>,
    pub(super) pc: Option<u64>,
}

pub(super) fn place(line: &str) -> Option<Where<'_>> {
    // Behind the number only blanks and `+0x…`, `fp=…`, `sp=…`, `pc=…` follow.
    let end = [" +0x", " fp=", " pc="]
        .iter()
        .filter_map(|mark| line.find(mark))
        .min()
        .unwrap_or(line.len());
    let (place, behind) = line.split_at(end);
    let mut told = Where::default();
    for part in behind.split_ascii_whitespace() {
        if let Some(offset) = part.strip_prefix('+') {
            told.offset = Some(hex(offset)?);
        } else if let Some(pc) = part.strip_prefix("pc=") {
            told.pc = Some(hex(pc)?);
        } else if !part.starts_with("fp=") && !part.starts_with("sp=") {
            return None;
        }
    }
    let (file, number) = place.trim_end().rsplit_once(':')?;
    told.line = number.parse().ok()?;
    told.file = file;
    let is_file = !file.is_empty() && file.len() < 4096 && !file.contains(['(', '"', '\'']);
    (is_file && (file.contains(['/', '\\', '.']) || file.starts_with('<') || file == "??"))
        .then_some(told)
}

/// A number as `0x1f`.
pub(super) fn hex(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?, 16).ok()
}

/// `[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]`, `[signal 0xc0000005 code=…]`; what it is
/// called besides comes second.
pub(super) fn signal(line: &str) -> Option<Signal> {
    let inside = line.strip_prefix("[signal ")?.strip_suffix(']')?;
    let name = inside.split([':', ' ']).next()?;
    let mut signal = Signal { name: name.to_owned(), ..Signal::default() };
    fields(inside, &mut signal);
    Some(signal)
}

/// `code=0x1`, `addr=0x0`, `pc=0x1`, `sigcode=1`, `PC=0x1`, wherever they stand in a line.
pub(super) fn fields(line: &str, signal: &mut Signal) {
    for part in line.split_ascii_whitespace() {
        let Some((name, value)) = part.split_once('=') else { continue };
        let value = hex(value).or_else(|| value.parse().ok());
        let kept = match name {
            "code" | "sigcode" => &mut signal.code,
            "addr" => &mut signal.address,
            "pc" | "PC" => &mut signal.pc,
            _ => continue,
        };
        *kept = value.or(*kept);
    }
}

/// `SIGABRT: abort`: the name.
pub(super) fn bare_signal(line: &str) -> Option<&str> {
    let (name, rest) = line.split_once(": ")?;
    let is_name = name.starts_with("SIG") && name.len() < 12;
    let is_one =
        is_name && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (is_one && !rest.is_empty() && rest.len() < 60).then_some(name)
}

/// `rax    0x0`, one or more of them in a line.
pub(super) fn registers(line: &str) -> Option<Vec<(String, u64)>> {
    if line.len() > 120 {
        return None;
    }
    let parts: Vec<&str> = line.split_ascii_whitespace().collect();
    if parts.is_empty() || !parts.len().is_multiple_of(2) {
        return None;
    }
    let one = |pair: &[&str]| {
        let [name, value] = pair else { return None };
        let is_name = name.len() <= 8 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_named =
            is_name && name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        Some(((*name).to_owned(), is_named.then(|| hex(value)).flatten()?))
    };
    parts.chunks(2).map(one).collect()
}

/// The release of Go that a path tells: `/usr/local/go1.22.1/src`, `…-go1.22.1.linux-amd64`.
pub fn release(path: &str) -> Option<&str> {
    let mut rest = path;
    loop {
        let at = rest.find("go1.")?;
        let whole = &rest[at..];
        let digits = whole[4..].find(|one: char| !(one.is_ascii_digit() || one == '.'));
        let mut end = digits.map_or(whole.len(), |end| end + 4);
        // A release candidate belongs to it.
        if whole[end..].starts_with("rc") || whole[end..].starts_with("beta") {
            let more = whole[end..].find(|one: char| !one.is_ascii_alphanumeric());
            end = more.map_or(whole.len(), |more| more + end);
        }
        let found = whole[..end].trim_end_matches('.');
        let before = rest[..at].bytes().next_back();
        if found.len() > 4 && before.is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
            return Some(found);
        }
        rest = &whole[4..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_every_release_are_read() {
        let (stack, least) =
            goroutine("goroutine 7 [chan receive, 12 minutes, locked to thread]:").unwrap();
        assert_eq!((stack.state.as_str(), stack.minutes, least), ("chan receive", 12, None));
        let line = "goroutine 1 gp=0xc000006e00 m=0 mp=0x57ab20 [running]:";
        assert_eq!(goroutine(line).unwrap().1, Some(22));
        let line = "goroutine 9 gp=0xc0 m=nil [select (no cases), synctest bubble 3]:";
        assert_eq!(goroutine(line).unwrap().1, Some(25));
        assert_eq!(goroutine("goroutine 9 [chan send (leaked)]:").unwrap().1, Some(26));
        assert_eq!(goroutine("goroutine 9 [sleep] {user: 7}:").unwrap().0.state, "sleep");
        for none in
            ["goroutine 1 is none", "goroutine [x]:", "goroutine 1 [running]", "goroutine x [y]:"]
        {
            assert_eq!(goroutine(none), None, "{none}");
        }
    }

    #[test]
    fn functions_are_parted_from_arguments() {
        for (line, name) in [
            ("main.main()", "main.main"),
            ("net/http.(*conn).serve(0xc0001, {0x7, 0x8?})", "net/http.(*conn).serve"),
            ("main.pair[...].generic(0x8?)", "main.pair[...].generic"),
            ("main.f[go.shape.int, go.shape.string](...)", "main.f[go.shape.int, go.shape.string]"),
            ("main.(*T).m.func1.2({0x0, _, ...})", "main.(*T).m.func1.2"),
            ("gopkg.in/yaml%2ev3.Unmarshal(...)", "gopkg.in/yaml%2ev3.Unmarshal"),
        ] {
            assert_eq!(function(line).unwrap().function, name);
        }
        for none in ["listening on :80 (http)", "(0x1)", "see main.go (line 3)", "f(x, y)", "done."]
        {
            assert_eq!(function(none), None, "{none}");
        }
    }

    #[test]
    fn files_are_read_whatever_follows() {
        let told = place("/src/a b/main.go:12 +0x1d fp=0xc1 sp=0xc0 pc=0x48").unwrap();
        assert_eq!(
            (told.file, told.line, told.offset, told.pc),
            ("/src/a b/main.go", 12, Some(0x1d), Some(0x48))
        );
        assert_eq!(
            place("C:/go/src/runtime/panic.go:88").unwrap().file,
            "C:/go/src/runtime/panic.go"
        );
        assert_eq!(place("<autogenerated>:1 +0x5").unwrap().line, 1);
        assert_eq!(place("_cgo_gotypes.go:51 +0x3a").unwrap().file, "_cgo_gotypes.go");
        for none in ["listening on host:80x", "a: b", "main.main()", "12:30:11"] {
            assert_eq!(place(none), None, "{none}");
        }
    }

    #[test]
    fn signals_are_read() {
        let line = "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x4a]";
        let told = signal(line).unwrap();
        let all = (told.name.as_str(), told.code, told.address, told.pc);
        assert_eq!(all, ("SIGSEGV", Some(1), Some(0x18), Some(0x4a)));
        assert_eq!(
            signal("[signal 0xc0000005 code=0x1 addr=0x0 pc=0x4a]").unwrap().name,
            "0xc0000005"
        );
        assert_eq!(bare_signal("SIGSYS: bad system call"), Some("SIGSYS"));
        assert_eq!(bare_signal("SIGNED: "), None);
        assert_eq!(registers("rax    0x12").unwrap(), [("rax".to_owned(), 0x12)]);
        assert_eq!(registers("r0 0x1\tr1 0x2").unwrap().len(), 2);
        assert_eq!(registers("done 5"), None);
    }

    #[test]
    fn a_release_is_read_from_a_path() {
        assert_eq!(release("/usr/local/go1.22.1/src/runtime/panic.go"), Some("go1.22.1"));
        assert_eq!(release("/m/toolchain@v0.0.1-go1.21.13.linux-amd64/src"), Some("go1.21.13"));
        assert_eq!(release("/opt/go1.27rc1/src"), Some("go1.27rc1"));
        assert_eq!(release("/usr/local/go/src"), None);
        assert_eq!(release("/cargo1.2/src"), None);
    }
}
