//! `//go:` directives: what a comment tells the Go command and the compiler.

use std::borrow::Cow;

use super::Span;
use super::quoted::{literal_len, unquote, without_carriage_returns};

/// A `//go:` comment, wherever it stands: whether it means anything there is for others to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive<'a> {
    /// The comment.
    pub span: Span,
    text: Cow<'a, str>,
}

impl<'a> Directive<'a> {
    /// Of a comment, if it is a directive.
    pub(super) fn new(span: Span, text: &'a [u8]) -> Option<Self> {
        let comment = span.of(text);
        comment
            .starts_with(b"//go:")
            .then(|| Self { span, text: without_carriage_returns(comment) })
    }

    /// The whole comment.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The word after `//go:`.
    pub fn name(&self) -> &str {
        self.split().0
    }

    /// What follows the name.
    pub fn arguments(&self) -> &str {
        self.split().1
    }

    /// Of `//go:linkname local [target]`.
    pub fn linkname(&self) -> Option<(&str, Option<&str>)> {
        if self.name() != "linkname" {
            return None;
        }
        let mut words = self.arguments().split_whitespace();
        let (local, target) = (words.next()?, words.next());
        words.next().is_none().then_some((local, target))
    }

    /// The patterns of `//go:embed`. None of them counts where one is quoted wrongly.
    pub fn embeds(&self) -> Option<Vec<Cow<'_, str>>> {
        if self.name() != "embed" {
            return None;
        }
        let mut patterns = Vec::new();
        let mut rest = self.arguments();
        while let Some(first) = rest.chars().next() {
            let end = match first {
                '"' | '`' => literal_len(rest.as_bytes())?,
                _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            };
            let (pattern, after) = rest.split_at(end);
            let quoted = matches!(first, '"' | '`');
            if quoted && after.starts_with(|next: char| !next.is_whitespace()) {
                return None;
            }
            patterns.push(if quoted { unquote(pattern.as_bytes())? } else { pattern.into() });
            rest = after.trim_start();
        }
        Some(patterns)
    }

    /// Key and value of `//go:debug key=value`.
    pub fn debug(&self) -> Option<(&str, &str)> {
        if self.name() != "debug" {
            return None;
        }
        self.arguments().split_once('=')
    }

    fn split(&self) -> (&str, &str) {
        let rest = self.text.strip_prefix("//go:").unwrap_or_default();
        let (name, arguments) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        (name, arguments.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directive(text: &str) -> Directive<'_> {
        let span = Span { start: 0, end: text.len() as u32 };
        Directive::new(span, text.as_bytes()).unwrap()
    }

    #[test]
    fn a_linkname_may_leave_out_its_target() {
        assert_eq!(directive("//go:linkname a b.c\r").linkname(), Some(("a", Some("b.c"))));
        assert_eq!(directive("//go:linkname a").linkname(), Some(("a", None)));
        assert_eq!(directive("//go:linkname").linkname(), None);
        assert_eq!(directive("//go:linkname a b c").linkname(), None);
        assert_eq!(directive("//go:linknames a b").linkname(), None);
    }

    #[test]
    fn a_pattern_with_a_space_is_quoted() {
        let quoted = directive("//go:embed a/* \"b c\"\t`d e`");
        assert_eq!(quoted.embeds().unwrap(), ["a/*", "b c", "d e"]);
        for wrong in ["//go:embed \"a", "//go:embed \"a\"b", "//go:embed \"\\q\""] {
            assert_eq!(directive(wrong).embeds(), None, "{wrong}");
        }
    }

    #[test]
    fn a_setting_is_a_key_and_a_value() {
        assert_eq!(directive("//go:debug panicnil=1").debug(), Some(("panicnil", "1")));
        assert_eq!(directive("//go:debug panicnil").debug(), None);
    }
}
