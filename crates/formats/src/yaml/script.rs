//! The text of a scalar in its place, for readers of scripts that stand in YAML.

use super::{Node, Style, Value};
use crate::masked::{Masked, NOTHING, cover, keep};

/// The text of a scalar, byte for byte where it stands: covered are its indentation, the
/// backslashes of its escapes, and the line breaks that YAML does not count. One that YAML takes
/// for a space is a space.
///
/// `None` for what is no scalar of this text, and for one with an escape whose character is not
/// written in a byte of its own, such as `\x41`.
pub fn block_text(text: &str, node: &Node) -> Option<Masked> {
    let node = node.resolved();
    let Value::Scalar { text: says, style } = &node.value else { return None };
    let piece = text.get(node.span.range())?;
    let start = node.span.start;
    let inside = |quote: char| piece.strip_prefix(quote)?.strip_suffix(quote);
    let (text, start) = match style {
        Style::Plain => (flow(piece, *style)?, start),
        Style::Single => (flow(inside('\'')?, *style)?, start + 1),
        Style::Double => (flow(inside('"')?, *style)?, start + 1),
        Style::Literal | Style::Folded => {
            (block(piece, indentation(piece, says), *style == Style::Folded), start)
        }
    };
    Some(Masked { text, start })
}

/// So many spaces stand before each line that are not of the text.
fn indentation(lines: &str, says: &str) -> usize {
    let first = |text: &str| {
        let line = text.lines().find(|line| !line.trim().is_empty())?;
        Some(line.len() - line.trim_start_matches(' ').len())
    };
    first(lines).unwrap_or(0).saturating_sub(first(says).unwrap_or(0))
}

/// The lines of a block scalar without their indentation.
fn block(lines: &str, indentation: usize, folds: bool) -> String {
    let mut out = String::with_capacity(lines.len());
    let mut rest = lines;
    while !rest.is_empty() {
        let len = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let (line, behind) = rest.split_at(len);
        rest = behind;
        let (content, end) = split_end(line);
        let blank = content.len() - content.trim_start_matches(' ').len();
        let (before, content) = content.split_at(blank.min(indentation));
        cover(&mut out, before, NOTHING);
        keep(&mut out, content);
        cover(&mut out, end.strip_suffix('\n').unwrap_or_default(), NOTHING);
        if end.is_empty() {
            continue;
        }
        out.push(if folds && is_text(content) { joint(behind, indentation) } else { '\n' });
    }
    out
}

/// A line and its end.
fn split_end(line: &str) -> (&str, &str) {
    let content = line.strip_suffix('\n').map_or(line, |line| line.trim_end_matches('\r'));
    line.split_at(content.len())
}

/// Whether the line of a folded text is neither empty nor further in than the others.
fn is_text(content: &str) -> bool {
    !content.is_empty() && !content.starts_with([' ', '\t'])
}

/// What stands for the end of a line of folded text before these lines.
fn joint(lines: &str, indentation: usize) -> char {
    for (number, line) in lines.split_inclusive('\n').enumerate() {
        let (content, _) = split_end(line);
        let blank = content.len() - content.trim_start_matches(' ').len();
        let content = content.get(blank.min(indentation)..).unwrap_or_default();
        match (content.is_empty(), is_text(content)) {
            (true, _) => {}
            (false, false) => return '\n',
            (false, true) if number == 0 => return ' ',
            (false, true) => return NOTHING,
        }
    }
    '\n'
}

/// What is inside a scalar that is plain or in quotes.
fn flow(piece: &str, style: Style) -> Option<String> {
    const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];
    let mut out = String::with_capacity(piece.len());
    let mut rest = piece;
    while let Some(c) = rest.chars().next() {
        let (here, escaped) = match (style, c) {
            (Style::Double, '\\') => ("\\", escaped(rest.get(1..)?)?),
            (Style::Single, '\'') => ("'", "'"),
            (_, c) if WHITE.contains(&c) => {
                let behind = rest.trim_start_matches(WHITE);
                fold(&mut out, &rest[..rest.len() - behind.len()]);
                rest = behind;
                continue;
            }
            (_, c) => {
                keep(&mut out, &rest[..c.len_utf8()]);
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        cover(&mut out, here, NOTHING);
        out.push_str(escaped);
        rest = rest.get(here.len() + escaped.len()..)?;
        if escaped == "\0" {
            let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            cover(&mut out, &rest[..blank], NOTHING);
            rest = &rest[blank..];
        }
    }
    Some(out)
}

/// What an escape stands for, if that is one byte as its letter is.
fn escaped(behind: &str) -> Option<&'static str> {
    Some(match behind.chars().next()? {
        '"' => "\"",
        '\\' => "\\",
        '/' => "/",
        ' ' => " ",
        '\t' | 't' => "\t",
        'n' => "\n",
        'r' => "\r",
        // The line goes on.
        '\n' => "\0",
        _ => return None,
    })
}

/// White space between two words: one line break is a space, and of more the first does not count.
fn fold(out: &mut String, white: &str) {
    let breaks = white.bytes().filter(|byte| *byte == b'\n').count();
    let mut is_first = true;
    for c in white.chars() {
        out.push(match c {
            _ if breaks == 0 => c,
            '\n' if std::mem::take(&mut is_first) => {
                if breaks == 1 {
                    ' '
                } else {
                    NOTHING
                }
            }
            '\n' => '\n',
            _ => NOTHING,
        });
    }
}
