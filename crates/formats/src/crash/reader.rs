//! Reads a log line by line and hands out each crash when it has ended.

use std::collections::VecDeque;

use super::groups::Groups;
use super::stack::{Builder, Took};
use super::words::{
    MESSAGE, behind, cut, ending, head, is_note, is_one, is_opening, said_last, tells_of_panic,
};
use super::{Crash, Of, Said, Signal, Stack, apple, native, parts};
use crate::log::{Lines, message};

mod threads;

/// Lines of others, after which a crash has ended.
const SILENCE: u32 = 64;
/// Lines that are remembered, for what stands before a crash.
const BEFORE: usize = 8;
const NOTES: usize = 16;
const SAID: usize = 64;

/// Reads a log in pieces.
#[derive(Default)]
pub struct Reader {
    lines: Lines,
    state: State,
}

impl Reader {
    /// Takes the next bytes; each crash that ends in them is handed out.
    pub fn push(&mut self, bytes: &[u8], mut each: impl FnMut(Crash)) {
        let state = &mut self.state;
        self.lines.push(bytes, |line| state.whole(line, &mut each));
    }

    /// Hands out the last crash, if there is one.
    pub fn finish(mut self, mut each: impl FnMut(Crash)) {
        let state = &mut self.state;
        self.lines.finish(|line| state.whole(line, &mut each));
        state.end(&mut each);
    }
}

#[derive(Default)]
struct State {
    number: u64,
    crash: Option<Crash>,
    builder: Option<Builder>,
    groups: Groups,
    /// A panic's text may go on.
    in_message: bool,
    /// Lines since the last that was of a crash.
    silence: u32,
    /// The last lines, without what stood before them.
    before: VecDeque<(u64, String)>,
    /// What a logger puts before each line, where it is none that everybody uses.
    prefix: Option<String>,
    /// The body of a macOS report.
    ips: Option<(u64, String)>,
    /// The last line parted one M of a dump from the next.
    is_parted: bool,
}

type Each<'a> = &'a mut dyn FnMut(Crash);

impl State {
    fn whole(&mut self, line: &str, each: Each<'_>) {
        self.number += 1;
        if let Some((_, body)) = &mut self.ips {
            if body.len() + line.len() < apple::LONGEST {
                body.push_str(line);
                body.push('\n');
            }
            return;
        }
        if apple::is_first(line) {
            self.end(each);
            self.ips = Some((self.number, String::new()));
            return;
        }
        if line.contains('\n') {
            line.split('\n').for_each(|line| self.line(line, each));
        } else {
            self.line(line, each);
        }
    }

    fn line(&mut self, line: &str, each: Each<'_>) {
        // What a debugger numbers looks like the steps of a builder.
        let plain = line.trim();
        if plain.starts_with('#') && self.numbered(plain, each) {
            return;
        }
        let text = match line.as_bytes().first() {
            Some(b'\t') => plain,
            _ => message(line).trim_end(),
        };
        let text = self.prefix.as_deref().and_then(|prefix| behind(prefix, text)).unwrap_or(text);
        self.hidden(text, each);
        self.read(text, each);
    }

    /// Finds the title of a goroutine behind something that no logger is known for, and reads again what stood
    /// before it with the same.
    fn hidden(&mut self, text: &str, each: Each<'_>) {
        let is_title = text.ends_with("]:") && !text.starts_with("goroutine ");
        let Some(at) = is_title.then(|| text.find("goroutine ")).flatten() else { return };
        if parts::goroutine(&text[at..]).is_none() {
            return;
        }
        let (prefix, number) = (text[..at].to_owned(), self.number);
        let again: Vec<_> = self.before.drain(..).collect();
        for (line, text) in again {
            if let Some(rest) = behind(&prefix, &text) {
                self.number = line;
                self.read(rest.trim(), each);
            } else {
                self.before.push_back((line, text));
            }
        }
        self.number = number;
        self.prefix = Some(prefix.clone());
        self.read(&text[at..], each);
    }

    fn read(&mut self, text: &str, each: Each<'_>) {
        // Most lines of a dump are frames.
        if !is_opening(text) && self.is_of_stack(text) {
            return;
        }
        if self.begins(text, each) {
            self.silence = 0;
            return;
        }
        match self.builder.as_mut().map(|builder| builder.take(text)) {
            Some(Took::Yes) => return,
            Some(Took::Ended) => self.close_stack(),
            Some(Took::No) | None => {}
        }
        if self.in_message && !text.is_empty() && self.more_of_message(text) {
            return;
        }
        self.in_message = false;
        if text.is_empty() {
            return;
        }
        self.is_parted = text == "-----" && self.crash.is_some();
        self.silence += 1;
        if self.silence > SILENCE && self.crash.is_some() {
            self.end(each);
        }
        if self.builder.is_none() {
            if self.before.len() == BEFORE {
                self.before.pop_front();
            }
            self.before.push_back((self.number, head(text, 1024).to_owned()));
        }
    }

    /// Gives a line to the stack that is being read, if it is of one.
    fn is_of_stack(&mut self, text: &str) -> bool {
        let Some(least) = self.builder.as_mut().and_then(|builder| builder.known(text)) else {
            return false;
        };
        self.silence = 0;
        if let Some(crash) = &mut self.crash {
            crash.least = crash.least.max(least);
            if crash.go.is_none() {
                crash.go = parts::release(text).map(str::to_owned);
            }
        }
        true
    }

    /// Reads a line that says something by itself; `false` for any other.
    fn begins(&mut self, text: &str, each: Each<'_>) -> bool {
        self.by_first_letter(text, each)
            || self.apple(text)
            || self.untitled(text)
            || self.last_word(text)
            || self.native(text, each)
            || self.register(text)
    }

    fn by_first_letter(&mut self, text: &str, each: Each<'_>) -> bool {
        match text.as_bytes().first() {
            Some(b'g') => self.goroutine(text, each),
            Some(b'p') => match text.strip_prefix("panic: ") {
                Some(value) => self.panic(value, each),
                None => false,
            },
            Some(b'f') => match text.strip_prefix("fatal error: ") {
                Some(what) => self.say(Said::Fatal(cut(what)), each),
                None => false,
            },
            Some(b'h') => {
                match text.strip_prefix("http: panic serving ").and_then(|it| it.split_once(": ")) {
                    Some((_, value)) => {
                        self.end(each);
                        self.in_message = self.say(Said::Served(cut(value)), each);
                        true
                    }
                    None => false,
                }
            }
            Some(b'S') => self.bare_signal(text, each),
            Some(b'[') => self.signal(text, each),
            Some(b'W') if text == "WARNING: DATA RACE" => {
                self.end(each);
                self.say(Said::Race, each)
            }
            Some(b'r') if text == "runtime stack:" => self.titled(Of::Runtime, text),
            Some(b'r') if text.starts_with("runtime: ") => self.note(text),
            Some(b'u') if text.starts_with("unexpected fault address") => self.note(text),
            Some(b's') if text.starts_with("signal arrived during ") => {
                let Some(crash) = &mut self.crash else { return false };
                crash.in_cgo = true;
                true
            }
            Some(b'e') if text.starts_with("exit status ") => {
                self.exit(&text["exit status ".len()..])
            }
            Some(b'E') => self.exception(text, each),
            Some(b'P') if text.starts_with("PC=") => self.at(text),
            Some(b'R' | b'W' | b'P' | b'A' | b'G') => self.race(text),
            Some(b'0'..=b'9') => self.profile_row(text),
            _ => false,
        }
    }

    /// The crash that is being read, or a new one.
    fn open(&mut self) -> &mut Crash {
        let (number, before) = (self.number, &mut self.before);
        self.crash.get_or_insert_with(|| {
            let notes = before.iter().filter(|(_, text)| is_note(text));
            let crash = Crash {
                line: notes.clone().next().map_or(number, |(line, _)| *line),
                notes: notes.map(|(_, text)| text.clone()).collect(),
                ..Crash::default()
            };
            before.retain(|(_, text)| !is_note(text));
            crash
        })
    }

    fn say(&mut self, said: Said, each: Each<'_>) -> bool {
        self.close_stack();
        self.in_message = false;
        let has_stacks = self.crash.as_ref().is_some_and(|crash| !crash.groups.is_empty());
        let is_other = self.crash.as_ref().is_some_and(|crash| crash.said.len() >= SAID);
        // A second M of the same crash, with GOTRACEBACK=crash.
        let is_same = matches!(said, Said::Signal(_)) && std::mem::take(&mut self.is_parted);
        if is_same {
            return true;
        }
        if has_stacks || is_other {
            self.end(each);
        }
        let crash = self.open();
        crash.said.push(said);
        true
    }

    fn panic(&mut self, value: &str, each: Each<'_>) -> bool {
        let (value, recovered, again) = ending(value);
        self.say(Said::Panic { value: cut(value), recovered, again }, each);
        self.in_message = true;
        if again && let Some(crash) = &mut self.crash {
            crash.least = crash.least.max(Some(25));
        }
        true
    }

    fn more_of_message(&mut self, text: &str) -> bool {
        let said = self.crash.as_mut().and_then(|crash| crash.said.last_mut());
        let (Said::Panic { value, .. } | Said::Served(value)) = (match said {
            Some(said) => said,
            None => return false,
        }) else {
            return false;
        };
        if value.len() + text.len() > MESSAGE {
            return false;
        }
        value.push('\n');
        value.push_str(text);
        if let Some(Said::Panic { value, recovered, again }) = said_last(&mut self.crash) {
            let (rest, is_recovered, is_again) = ending(value);
            (*recovered, *again) = (*recovered || is_recovered, *again || is_again);
            *value = rest.to_owned();
        }
        true
    }

    fn goroutine(&mut self, text: &str, each: Each<'_>) -> bool {
        if let Some((name, total)) = text.split_once(" profile: total ")
            && total.parse::<u64>().is_ok()
            && name.starts_with("goroutine")
        {
            self.end(each);
            return self.say(Said::Dump(format!("{name} profile")), each);
        }
        let Some((stack, least)) = parts::goroutine(text) else { return false };
        self.close_stack();
        self.in_message = false;
        if self.crash.is_none() {
            let told = self
                .before
                .iter()
                .rev()
                .find(|(_, text)| tells_of_panic(text))
                .map(|(_, text)| text.clone());
            let crash = self.open();
            crash.said.push(told.map_or(Said::Dump(String::new()), Said::Served));
        }
        if let Some(crash) = &mut self.crash {
            crash.least = crash.least.max(least);
        }
        self.builder = Some(Builder::new(stack));
        true
    }

    fn titled(&mut self, of: Of, title: &str) -> bool {
        self.close_stack();
        self.in_message = false;
        self.open();
        let title = title.trim_end_matches(':').to_owned();
        self.builder = Some(Builder::new(Stack { of, title, count: 1, ..Stack::default() }));
        true
    }

    fn bare_signal(&mut self, text: &str, each: Each<'_>) -> bool {
        let Some(name) = parts::bare_signal(text) else { return false };
        self.say(Said::Signal(cut(text)), each);
        if let Some(crash) = &mut self.crash
            && crash.signal.is_none()
        {
            crash.signal = Some(Signal { name: name.to_owned(), ..Signal::default() });
        }
        true
    }

    fn signal(&mut self, text: &str, each: Each<'_>) -> bool {
        let Some(signal) = parts::signal(text) else { return false };
        if self.crash.is_none() {
            self.say(Said::Signal(signal.name.clone()), each);
        }
        self.in_message = false;
        self.open().signal.get_or_insert(signal);
        true
    }

    /// On Windows the stack that crashed has no title.
    fn untitled(&mut self, text: &str) -> bool {
        let Some(crash) = &self.crash else { return false };
        let is_first = crash.groups.is_empty() && self.builder.is_none() && crash.signal.is_some();
        if !is_first || self.in_message || parts::function(text).is_none() {
            return false;
        }
        let title = "the call that crashed".to_owned();
        let mut builder =
            Builder::new(Stack { of: Of::Thread(0), title, count: 1, ..Stack::default() });
        let _ = builder.known(text);
        self.builder = Some(builder);
        true
    }

    /// `PC=0x… m=0 sigcode=1 addr=0x0`.
    fn at(&mut self, text: &str) -> bool {
        let Some(signal) = self.crash.as_mut().and_then(|crash| crash.signal.as_mut()) else {
            return false;
        };
        if signal.pc.is_none() {
            parts::fields(text, signal);
        }
        true
    }

    /// `Exception 0xc0000005 0x0 0x10 0x7ff…` of the runtime on Windows: code, first two words, address.
    fn exception(&mut self, text: &str, each: Each<'_>) -> bool {
        let Some(rest) = text.strip_prefix("Exception 0x") else { return false };
        let words: Vec<_> = rest.split_ascii_whitespace().collect();
        let [code, kind, address, pc] = words[..] else { return false };
        let (Some(kind), Some(address), Some(pc)) =
            (parts::hex(kind), parts::hex(address), parts::hex(pc))
        else {
            return false;
        };
        self.say(Said::Signal(cut(text)), each);
        let signal = Signal {
            name: format!("0x{code}"),
            code: Some(kind),
            address: Some(address),
            pc: Some(pc),
        };
        self.open().signal.get_or_insert(signal);
        true
    }

    fn exit(&mut self, code: &str) -> bool {
        let Some(crash) = &mut self.crash else { return false };
        crash.exit = code.trim().parse().ok();
        crash.exit.is_some()
    }

    fn note(&mut self, text: &str) -> bool {
        match &mut self.crash {
            Some(crash) if crash.groups.is_empty() && self.builder.is_none() => {
                if crash.notes.len() < NOTES {
                    crash.notes.push(cut(text));
                }
                true
            }
            // What comes next may be another crash.
            _ => false,
        }
    }

    fn last_word(&mut self, text: &str) -> bool {
        native::is_last_word(text) && self.note(text)
    }

    fn race(&mut self, text: &str) -> bool {
        let is_race = self.crash.as_ref().is_some_and(|crash| crash.said == [Said::Race]);
        if !is_race || !text.ends_with(':') {
            return false;
        }
        let goroutine = text.split(' ').find_map(|word| word.trim_end_matches(':').parse().ok());
        if text.contains(" at 0x") && text.contains(" by ") {
            return self.titled(Of::Access(goroutine), text);
        }
        if text.starts_with("Goroutine ") && text.contains("created at") {
            return self.titled(Of::Creation(goroutine), text);
        }
        false
    }

    /// `20 @ 0x4866ce 0x418a6e`.
    fn profile_row(&mut self, text: &str) -> bool {
        let is_profile = self
            .crash
            .as_ref()
            .is_some_and(|crash| matches!(&crash.said[..], [Said::Dump(name)] if !name.is_empty()));
        let Some((count, addresses)) = is_profile.then(|| text.split_once(" @")).flatten() else {
            return false;
        };
        let Ok(count) = count.parse() else { return false };
        let pcs: Option<Vec<u64>> = addresses.split_ascii_whitespace().map(parts::hex).collect();
        let Some(pcs) = pcs else { return false };
        self.close_stack();
        let stack = Stack { of: Of::Profile, count, ..Stack::default() };
        self.builder = Some(Builder::new(stack).with_addresses(pcs));
        true
    }

    fn close_stack(&mut self) {
        let (Some(builder), Some(crash)) = (self.builder.take(), &mut self.crash) else { return };
        crash.most = crash.most.or(builder.most);
        let stack = builder.finish();
        if !stack.frames.is_empty() || stack.unavailable || stack.creator.is_some() {
            self.groups.add(crash, stack);
        }
    }

    fn end(&mut self, each: Each<'_>) {
        self.close_stack();
        self.in_message = false;
        self.silence = 0;
        self.groups.clear();
        if let Some((line, body)) = self.ips.take()
            && let Some(crash) = apple::ips(&body, line)
        {
            each(crash);
        }
        if self.crash.is_none() && self.before.iter().any(|(_, text)| native::is_last_word(text)) {
            self.open();
        }
        if let Some(mut crash) = self.crash.take()
            && is_one(&mut crash)
        {
            // Two programs wrote into one log.
            crash.most = crash.most.filter(|most| crash.least.is_none_or(|least| least <= *most));
            each(crash);
        }
    }
}
