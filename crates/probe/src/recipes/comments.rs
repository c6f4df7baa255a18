//! Comments that silence a rule where they stand.

use landfall_facts::AllowComment;
use landfall_formats::Span;

use super::text::Text;

/// The comments `landfall: allow RULE because …` among all. One that has its line for itself speaks of the
/// next line that is no comment; one behind something speaks of its own line.
pub(super) fn allowed(text: &Text, comments: &[Span]) -> Vec<AllowComment> {
    let said = |span: &Span| {
        let words = span.text(&text.text).trim_start_matches(['#', ';', '/', ' ', '\t']);
        let words = words.trim_start_matches("<!--").trim_end_matches("-->").trim();
        let rest = words.strip_prefix("landfall:")?.trim_start().strip_prefix("allow")?.trim();
        let (rule, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let reason = reason.trim_start_matches([':', '-', '—', ' ']).trim();
        let reason = reason.strip_prefix("because").unwrap_or(reason).trim();
        let (line, column) = text.place(span.start);
        let before: String =
            text.text.lines().nth(line as usize - 1)?.chars().take(column as usize - 1).collect();
        let is_alone = before.trim().is_empty();
        let spoken = if is_alone { next(text, line) } else { line };
        Some(AllowComment {
            rule: rule.trim_end_matches([',', ':']).to_owned(),
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            lines: (line, spoken),
            at: text.at(*span),
        })
    };
    comments.iter().filter_map(said).collect()
}

/// The next line that says something.
fn next(text: &Text, line: u32) -> u32 {
    let says = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with(['#', ';'])
    };
    let rest = text.text.lines().skip(line as usize);
    (line + 1..).zip(rest).find(|(_, text)| says(text)).map_or(line, |(number, _)| number)
}
