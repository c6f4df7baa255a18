//! Crash reports of macOS: `.ips`, which is JSON behind a line of JSON, and the older text.

use serde_json::Value;

use super::{Crash, Frame, Group, Of, Said, Signal, Stack};

/// A report of `.ips` is no longer than this.
pub(super) const LONGEST: usize = 32 << 20;
const FRAMES: usize = 512;
const THREADS: usize = 1024;

/// Whether a line is the first one of an `.ips` report.
pub(super) fn is_first(line: &str) -> bool {
    line.starts_with('{') && line.contains("\"bug_type\"") && line.contains("\"timestamp\"")
}

/// The crash that the second part of an `.ips` report tells.
pub(super) fn ips(body: &str, line: u64) -> Option<Crash> {
    let report: Value = serde_json::from_str(body).ok()?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let exception = &report["exception"];
    let signal_name = text(&exception["signal"]);
    let mut crash = Crash { line, ..Crash::default() };
    crash.said.push(Said::Signal(format!("{} ({signal_name})", text(&exception["type"]))));
    let address = text(&exception["subtype"]);
    crash.signal = Some(Signal {
        name: signal_name,
        address: address.split_ascii_whitespace().find_map(super::parts::hex),
        ..Signal::default()
    });
    for list in report["asi"].as_object().into_iter().flat_map(|asi| asi.values()) {
        crash.notes.extend(list.as_array().into_iter().flatten().map(text).take(8));
    }
    let images = report["usedImages"].as_array();
    let faulting = report["faultingThread"].as_u64();
    let threads = report["threads"].as_array()?;
    for (number, thread) in threads.iter().enumerate().take(THREADS) {
        let number = number as u64;
        let crashed = thread["triggered"].as_bool().unwrap_or(faulting == Some(number));
        let frames = thread["frames"].as_array().into_iter().flatten().take(FRAMES);
        let frame = |frame: &Value| {
            let image =
                frame["imageIndex"].as_u64().and_then(|at| images?.get(usize::try_from(at).ok()?));
            let offset = frame["imageOffset"].as_u64();
            let base = image.and_then(|image| image["base"].as_u64());
            let source = text(&frame["sourceFile"]);
            let function = text(&frame["symbol"]);
            Frame {
                foreign: !function.contains('.'),
                function,
                file: if source.is_empty() {
                    image.map(|it| text(&it["name"])).unwrap_or_default()
                } else {
                    source
                },
                line: frame["sourceLine"]
                    .as_u64()
                    .and_then(|line| u32::try_from(line).ok())
                    .unwrap_or(0),
                offset: frame["symbolLocation"].as_u64(),
                pc: base.zip(offset).and_then(|(base, offset)| base.checked_add(offset)),
                ..Frame::default()
            }
        };
        let title = match thread["name"].as_str().or(thread["queue"].as_str()) {
            Some(name) => format!("thread {number} ({name})"),
            None => format!("thread {number}"),
        };
        let stack = Stack {
            of: Of::Thread(number),
            title,
            count: 1,
            frames: frames.map(frame).collect(),
            crashed,
            ..Stack::default()
        };
        add(&mut crash, stack);
    }
    Some(crash)
}

fn add(crash: &mut Crash, stack: Stack) {
    let at = if stack.crashed { 0 } else { crash.groups.len() };
    let states = vec![(stack.state.clone(), 1)];
    crash.groups.insert(at, Group { count: 1, states, minutes: 0, stack });
}

/// What a line of the older text tells.
pub(super) enum Told {
    Nothing,
    /// It belongs to the head of the report.
    Head,
    Thread(Stack),
    Frame(Frame),
}

/// Reads a line of the older text; a report is one from `Exception Type:` on.
pub(super) fn text(line: &str, crash: &mut Crash) -> Told {
    if let Some(kind) = line.strip_prefix("Exception Type:") {
        let kind = kind.trim();
        crash.said.push(Said::Signal(kind.to_owned()));
        let name = kind.split_once('(').map_or(kind, |(_, name)| name.trim_end_matches(')'));
        crash.signal = Some(Signal { name: name.to_owned(), ..Signal::default() });
        return Told::Head;
    }
    if let Some(codes) =
        line.strip_prefix("Exception Codes:").or_else(|| line.strip_prefix("Exception Subtype:"))
    {
        let address = codes.rsplit_once(" at ").and_then(|(_, at)| super::parts::hex(at.trim()));
        if let Some(signal) = &mut crash.signal {
            signal.address = address.or(signal.address);
        }
        return Told::Head;
    }
    if let Some(stack) = thread(line) {
        return Told::Thread(stack);
    }
    frame(line).map_or(Told::Nothing, Told::Frame)
}

/// `Thread 0 Crashed:: main`, `Thread 3:`.
fn thread(line: &str) -> Option<Stack> {
    let rest = line.strip_prefix("Thread ")?;
    let end = rest.find([' ', ':'])?;
    let number = rest[..end].parse().ok()?;
    let behind = &rest[end..];
    let crashed = behind.starts_with(" Crashed:");
    let fits = crashed || behind.starts_with(':');
    let title = line.trim_end_matches(':').to_owned();
    fits.then(|| Stack { of: Of::Thread(number), title, count: 1, crashed, ..Stack::default() })
}

/// `0   app   0x0000000100003f20 main.crash + 32 (main.go:12)`.
fn frame(line: &str) -> Option<Frame> {
    let (number, rest) = line.split_once(' ')?;
    number.parse::<u32>().ok()?;
    let at = rest.find(" 0x").or_else(|| rest.find("\t0x"))?;
    let image = rest[..at].trim();
    let (pc, symbol) = rest[at + 1..].split_once(' ')?;
    let (function, behind) = symbol.rsplit_once(" + ")?;
    let (offset, source) = behind.split_once(" (").unwrap_or((behind, ""));
    let source = source.strip_suffix(')').and_then(|it| it.rsplit_once(':'));
    let (file, line) = source.map_or((image, 0), |(file, line)| (file, line.parse().unwrap_or(0)));
    Some(Frame {
        // Where nothing is named, the base of the image stands in the place of a name.
        function: if function.starts_with("0x") { String::new() } else { function.to_owned() },
        file: file.to_owned(),
        line,
        offset: offset.trim().parse().ok(),
        pc: Some(super::parts::hex(pc)?),
        foreign: !function.contains('.'),
        ..Frame::default()
    })
}
