//! Which build constraint stands at the head of a file.

use super::constraint::{after_go_build, after_plus_build, parse};
use super::{Constraint, Fault};

/// What the file demands: its `//go:build` line, or else all of its `// +build` lines.
///
/// They stand among the `//` comments before the package clause, and `// +build` lines before a
/// blank line in addition. Written in `go/build` under `parseFileHeader` and `shouldBuild`.
pub fn constraint(text: &[u8]) -> Result<Option<Constraint>, Fault> {
    let mut go_build = None;
    // Those after the last blank line document the package instead.
    let mut plus_builds = Vec::new();
    let mut believed = 0;
    let mut may_be_plus = true;
    let mut in_block = false;
    let mut next_line = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    while next_line < text.len() {
        let start = next_line;
        let rest = &text[start..];
        let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        next_line = start + len + 1;
        let line = String::from_utf8_lossy(&rest[..len]);
        let line = line.trim();
        let fault = |message| Fault { offset: start as u32, message };
        if line.is_empty() && may_be_plus {
            believed = plus_builds.len();
            continue;
        }
        if !line.starts_with("//") {
            may_be_plus = false;
        }
        if !in_block && after_go_build(line).is_some() {
            if go_build.is_some() {
                return Err(fault("second //go:build line"));
            }
            go_build = Some(parse(line).transpose().map_err(|wrong| fault(wrong.message))?);
        }
        if may_be_plus && after_plus_build(line).is_some() {
            // A line that is wrong does not count.
            plus_builds.extend(parse(line).and_then(Result::ok));
        }
        if has_code(line, &mut in_block) {
            break;
        }
    }
    if let Some(go_build) = go_build {
        return Ok(go_build);
    }
    plus_builds.truncate(believed);
    Ok(match plus_builds.len() {
        0 | 1 => plus_builds.pop(),
        _ => Some(Constraint::All(plus_builds)),
    })
}

/// Whether a line holds more than comments.
fn has_code(mut line: &str, in_block: &mut bool) -> bool {
    while !line.is_empty() {
        if *in_block {
            let Some(end) = line.find("*/") else { return false };
            *in_block = false;
            line = line[end + 2..].trim();
        } else if line.starts_with("//") {
            return false;
        } else if let Some(inner) = line.strip_prefix("/*") {
            *in_block = true;
            line = inner.trim();
        } else {
            return true;
        }
    }
    false
}
