//! The command in a line of a recipe, with all that is make's covered.

use super::line::reference_end;
use super::{Problem, RecipeLine};
use crate::Span;
use crate::masked::{Masked, NOTHING, REFERENCE, cover, keep};

/// Reads one line of a recipe, its tab included; `prefix` is what stands for the tab.
pub(super) fn read(
    text: &str,
    span: Span,
    prefix: char,
    problems: &mut Vec<Problem>,
) -> RecipeLine {
    let line = span.text(text);
    let inside = line.strip_prefix(prefix).unwrap_or(line);
    let command = inside.trim_start_matches(['@', '-', '+', ' ', '\t']);
    let before = &line[..line.len() - command.len()];
    let signs = &inside[..inside.len() - command.len()];
    let mut masked = String::with_capacity(line.len());
    cover(&mut masked, before, NOTHING);
    if !mask(command, prefix, &mut masked) {
        problems.push(Problem { span, says: "a reference does not end" });
    }
    RecipeLine {
        span,
        script: Masked { text: masked, start: span.start },
        condition: None,
        is_silent: signs.contains('@'),
        may_fail: signs.contains('-'),
        runs_always: signs.contains('+'),
    }
}

/// A piece of a Makefile that a shell runs once make has expanded it, such as the value of `!=`,
/// covered as a recipe is.
pub fn script(text: &str, span: Span) -> Masked {
    let mut masked = String::new();
    mask(span.text(text), '\t', &mut masked);
    Masked { text: masked, start: span.start }
}

/// Covers what is make's; whether every reference has its end.
fn mask(command: &str, prefix: char, out: &mut String) -> bool {
    let mut all_end = true;
    let mut rest = command;
    while let Some(at) = memchr::memchr2(b'\\', b'$', rest.as_bytes()) {
        keep(out, &rest[..at]);
        rest = &rest[at..];
        let len = if rest.starts_with('$') {
            let (len, ends) = reference_end(rest.as_bytes(), 0);
            all_end &= ends || len < 2;
            reference(&rest[..len], ends, out);
            len
        } else {
            backslash(rest, prefix, out)
        };
        rest = &rest[len..];
    }
    keep(out, rest);
    all_end
}

/// A backslash, with what must be read together with it; its length.
fn backslash(text: &str, prefix: char, out: &mut String) -> usize {
    let behind = &text[1..];
    if behind.starts_with('\\') {
        out.push_str("\\\\");
        return 2;
    }
    let Some(next) = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix('\n')) else {
        out.push('\\');
        return 1;
    };
    let next = next.strip_prefix(prefix).unwrap_or(next);
    let len = text.len() - next.len();
    cover(out, &text[..len], NOTHING);
    len
}

/// What make expands: a name keeps its letters, and more than a name is hidden.
fn reference(text: &str, ends: bool, out: &mut String) {
    let inside = &text[1..];
    if inside == "$" {
        out.extend([NOTHING, '$']);
    } else if inside.is_empty() || inside.starts_with(['\n', '\r']) {
        cover(out, text, NOTHING);
    } else if !inside.starts_with(['(', '{']) {
        out.push(REFERENCE);
        keep(out, inside);
    } else if inside.len() == 1 {
        out.extend([REFERENCE, '?']);
    } else {
        let close = if ends { 1 } else { inside.chars().next_back().map_or(1, char::len_utf8) };
        let name = inside.get(1..inside.len() - close).unwrap_or_default();
        out.extend([REFERENCE, '{']);
        if ends && is_name(name) {
            out.push_str(name);
        } else {
            cover(out, name, '?');
        }
        out.extend(std::iter::repeat_n('?', close - 1));
        out.push('}');
    }
}

fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}
