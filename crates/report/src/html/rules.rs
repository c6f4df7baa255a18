//! The manual of each rule that speaks, so that a reader with nothing but the page knows what is meant.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Page;
use super::folded::Folded;
use super::markup::Text;
use crate::tr;

/// How many rules speak, and their manuals.
pub(super) fn render(page: &Page<'_>, folded: &Folded<'_>) -> (usize, String) {
    let speaking: BTreeSet<&str> = folded.rules();
    let mut out = String::new();
    let mut count = 0;
    for name in speaking {
        let Some(rule) = (page.rule)(name) else { continue };
        count += 1;
        let manual = rule.manual.strip_prefix(&*rule.summary).unwrap_or(&rule.manual);
        let _ = write!(
            out,
            "<details class=\"rule\" id=\"rule-{name}\"><summary><code>{name}</code> <span>{}</span></summary>\n\
             <div class=\"body\">{}<p class=\"links\">{} \
             <a href=\"#rule={name}\" class=\"only\">{}</a></p></div></details>\n",
            inline(&rule.summary),
            manual_of(manual),
            tr!("In a terminal: {command}", command = format!("<code>landfall rule {name}</code>")),
            tr!("Only what this rule says")
        );
    }
    (count, out)
}

/// The few things of Markdown that manuals use: headings, paragraphs, lists, fenced blocks and code.
fn manual_of(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            let _ = writeln!(out, "<h3>{}</h3>", inline(heading));
        } else if line.starts_with("```") {
            let block: Vec<&str> =
                lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            let _ = writeln!(out, "<pre>{}</pre>", Text(&block.join("\n")));
        } else if !line.trim().is_empty() {
            let mut paragraph = line.to_owned();
            while let Some(next) = lines.next_if(|line| {
                !line.trim().is_empty() && !line.starts_with("## ") && !line.starts_with("```")
            }) {
                // A line ends between Chinese words as well, where no blank stands.
                if !has_no_blank(&paragraph, next) {
                    paragraph.push(' ');
                }
                paragraph.push_str(next);
            }
            let _ = writeln!(out, "<p>{}</p>", inline(&paragraph));
        }
    }
    out
}

/// Whether what a line ends with goes on in the next without a blank, as Chinese does.
fn has_no_blank(line: &str, next: &str) -> bool {
    let is_wide = |one: char| matches!(one, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let is_mark = |one: char| is_wide(one) && !('\u{4e00}'..='\u{9fff}').contains(&one);
    let ends = line.chars().next_back();
    ends.is_some_and(is_mark) || ends.is_some_and(is_wide) && next.starts_with(is_wide)
}

/// A line with its pieces of code, which stand between one or two grave accents.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let fence = if rest[start..].starts_with("``") { "``" } else { "`" };
        let inner = &rest[start + fence.len()..];
        let Some(end) = inner.find(fence) else { break };
        let _ = write!(out, "{}<code>{}</code>", Text(&rest[..start]), Text(inner[..end].trim()));
        rest = &inner[end + fence.len()..];
    }
    let _ = write!(out, "{}", Text(rest));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_becomes_headings_paragraphs_and_code() {
        let text = "\n## Why\nThe `loader` says\n``version `A' not <b>``.\n\n```case\nbuild: <x>\n```\nEnd.\n";
        assert_eq!(
            manual_of(text),
            "<h3>Why</h3>\n<p>The <code>loader</code> says <code>version `A&#39; not &lt;b&gt;</code>.</p>\n\
             <pre>build: &lt;x&gt;</pre>\n<p>End.</p>\n"
        );
    }

    #[test]
    fn a_grave_accent_alone_is_itself() {
        assert_eq!(inline("a ` b"), "a ` b");
        assert_eq!(inline("``"), "``");
    }
}
