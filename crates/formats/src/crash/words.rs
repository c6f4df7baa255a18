//! What a line says beyond its form: whether it begins something, is one of a library's last words, or only looks
//! like a crash.

use super::{Crash, Said, native};

/// A message is cut at this.
pub(super) const MESSAGE: usize = 8 << 10;

/// Whether there is enough to call it a crash.
pub(super) fn is_one(crash: &mut Crash) -> bool {
    if crash.said.is_empty()
        && let Some(at) = crash.notes.iter().position(|note| native::is_last_word(note))
    {
        crash.said.push(Said::Native(crash.notes.remove(at)));
    }
    let speaks = |said: &Said| match said {
        Said::Panic { .. } | Said::Served(_) | Said::Native(_) => true,
        // Compilers have fatal errors too, and others have words that begin with SIG.
        Said::Fatal(what) => KNOWN.iter().any(|known| what.starts_with(known)),
        Said::Signal(_) | Said::Race | Said::Dump(_) => false,
    };
    let has_place = crash.signal.as_ref().is_some_and(|signal| signal.pc.is_some());
    if let Some(first) = crash.groups.iter().position(|group| group.stack.crashed) {
        crash.groups[..=first].rotate_right(1);
    }
    !crash.groups.is_empty() || has_place || crash.said.iter().any(speaks)
}

/// Errors that Go alone has, and that stand for themselves where no stack is printed.
const KNOWN: [&str; 6] = [
    "all goroutines are asleep - deadlock!",
    "concurrent map ",
    "unexpected signal during runtime execution",
    "runtime: ",
    "no goroutines (main called runtime.Goexit)",
    "checkptr: ",
];

pub(super) fn said_last(crash: &mut Option<Crash>) -> Option<&mut Said> {
    crash.as_mut()?.said.last_mut()
}

/// Whether a line begins something, whatever else it looks like.
pub(super) fn is_opening(text: &str) -> bool {
    let number = text.strip_prefix("goroutine ").and_then(|rest| rest.bytes().next());
    text.starts_with("panic: ")
        || text.starts_with("fatal error: ")
        || number.is_some_and(|first| first.is_ascii_digit())
}

/// A value without what says that it was recovered.
pub(super) fn ending(value: &str) -> (&str, bool, bool) {
    if let Some(value) = value.strip_suffix(" [recovered, repanicked]") {
        return (value, true, true);
    }
    match value.strip_suffix(" [recovered]") {
        Some(value) => (value, true, false),
        None => (value, false, false),
    }
}

pub(super) fn is_note(text: &str) -> bool {
    native::is_last_word(text)
        || text.starts_with("runtime: ")
        || text.starts_with("unexpected fault address")
}

/// Whether a line before a stack says that somebody recovered from a panic.
pub(super) fn tells_of_panic(text: &str) -> bool {
    text.contains("panic") || text.contains("PANIC") || text.contains("Panic")
}

pub(super) fn cut(text: &str) -> String {
    head(text, MESSAGE).to_owned()
}

pub(super) fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What stands behind a prefix of the same shape: the same letters, and digits where digits are.
pub(super) fn behind<'a>(prefix: &str, text: &'a str) -> Option<&'a str> {
    let same = |(a, b): (u8, u8)| a == b || a.is_ascii_digit() && b.is_ascii_digit();
    let (head, rest) = text.split_at_checked(prefix.len())?;
    prefix.bytes().zip(head.bytes()).all(same).then_some(rest)
}
