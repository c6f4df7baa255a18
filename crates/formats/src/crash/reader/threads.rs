//! Threads as a debugger, `backtrace(3)`, macOS and a profile print them, and registers: what is not the runtime's own
//! traceback.

use super::{Each, State};
use crate::crash::stack::Builder;
use crate::crash::{Frame, Of, Said, Stack, apple, native, parts};

impl State {
    /// `# 0x685a54 main.worker+0x14 /src/main.go:256` of a profile, with tabs, `#0  0x… in f () at …` of a debugger.
    pub(super) fn numbered(&mut self, text: &str, each: Each<'_>) -> bool {
        let in_profile = self.builder.as_ref().is_some_and(|it| it.stack.of == Of::Profile);
        if let Some(rest) = in_profile.then(|| text.strip_prefix('#')).flatten() {
            let mut words = rest.split('\t').map(str::trim).filter(|word| !word.is_empty());
            let (Some(pc), Some(symbol)) = (words.next().and_then(parts::hex), words.next()) else {
                return true;
            };
            let (name, offset) = symbol.rsplit_once('+').unwrap_or((symbol, ""));
            let told = words.next().and_then(parts::place).unwrap_or_default();
            if let (Some(builder), Some(crash)) = (&mut self.builder, &mut self.crash) {
                crash.go = crash.go.take().or_else(|| parts::release(told.file).map(str::to_owned));
                builder.push(Frame {
                    function: name.to_owned(),
                    file: told.file.to_owned(),
                    line: told.line,
                    offset: parts::hex(offset),
                    pc: Some(pc),
                    ..Frame::default()
                });
            }
            return true;
        }
        let Some((number, frame)) = native::debugger(text) else { return false };
        if number == 0 || self.builder.is_none() {
            self.thread(
                Stack { of: Of::Thread(0), count: 1, ..Stack::default() },
                number == 0,
                each,
            );
        }
        if let Some(builder) = &mut self.builder {
            builder.push(frame);
        }
        self.silence = 0;
        true
    }

    /// Begins the stack of a thread, if the title of one did not just do that.
    fn thread(&mut self, stack: Stack, is_first: bool, each: Each<'_>) {
        let has_title = self.builder.as_ref().is_some_and(|it| {
            matches!(it.stack.of, Of::Thread(_)) && it.stack.frames.is_empty() && is_first
        });
        if has_title {
            return;
        }
        self.close_stack();
        if self.crash.is_none() {
            self.say(Said::Dump(String::new()), each);
        }
        self.builder = Some(Builder::new(stack));
    }

    pub(super) fn native(&mut self, text: &str, each: Each<'_>) -> bool {
        if let Some(stack) = native::thread(text) {
            self.close_stack();
            self.thread(stack, false, each);
            return true;
        }
        if !text.ends_with(']') {
            return false;
        }
        let Some(frame) = native::backtrace(text) else { return false };
        if !self.builder.as_ref().is_some_and(|it| matches!(it.stack.of, Of::Thread(_))) {
            let title = "backtrace".to_owned();
            self.thread(
                Stack { of: Of::Thread(0), title, count: 1, ..Stack::default() },
                false,
                each,
            );
        }
        if let Some(builder) = &mut self.builder {
            builder.push(frame);
        }
        true
    }

    pub(super) fn apple(&mut self, text: &str) -> bool {
        if text.starts_with("Exception Type:") && self.crash.is_none() {
            let _ = apple::text(text, self.open());
            return true;
        }
        self.apple_thread(text)
    }

    fn apple_thread(&mut self, text: &str) -> bool {
        let Some(crash) = &mut self.crash else { return false };
        let is_report = matches!(&crash.said[..], [Said::Signal(kind)] if kind.starts_with("EXC_"));
        if !is_report {
            return false;
        }
        match apple::text(text, crash) {
            apple::Told::Nothing => false,
            apple::Told::Head => true,
            apple::Told::Thread(stack) => {
                self.close_stack();
                self.builder = Some(Builder::new(stack));
                true
            }
            apple::Told::Frame(frame) => {
                let Some(builder) = &mut self.builder else { return false };
                builder.push(frame);
                true
            }
        }
    }

    pub(super) fn register(&mut self, text: &str) -> bool {
        let Some(crash) = &mut self.crash else { return false };
        // They stand behind the stacks, and before them in a report of macOS.
        if self.builder.as_ref().is_some_and(|it| it.stack.frames.is_empty())
            || crash.registers.len() > 80
        {
            return false;
        }
        let Some(told) = parts::registers(text) else { return false };
        crash.registers.extend(told);
        true
    }
}
