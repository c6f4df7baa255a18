//! The words that people read, in the language they read: English, or what was set to be spoken. What programs read
//! stays as it is.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::OnceLock;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Another language than English.
pub trait Language: Send + Sync {
    /// Its name as programs have it: `zh-CN`.
    fn tag(&self) -> &str;
    /// What landfall's own words are in it, with the same names in braces.
    fn words(&self, english: &str) -> Option<&str>;
    /// What a text is in it that was put together elsewhere, as a rule does of what it found.
    fn text(&self, english: &str) -> Option<String>;
}

static SPOKEN: OnceLock<Box<dyn Language>> = OnceLock::new();

/// Speaks a language from now on. The first one stays.
pub fn speak(language: Box<dyn Language>) {
    let _ = SPOKEN.set(language);
}

/// The name of the language that is spoken, as programs have it.
pub fn tag() -> &'static str {
    SPOKEN.get().map_or("en", |language| language.tag())
}

/// A text that was put together elsewhere, in the language that is spoken.
pub fn tr(text: &str) -> Cow<'_, str> {
    let spoken = SPOKEN.get().and_then(|language| language.text(text));
    spoken.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Words of landfall's own, in the language that is spoken, with values in the place of `{name}`. [`crate::tr`] calls it.
pub fn filled(words: &'static str, values: &[(&str, &dyn Display)]) -> String {
    let spoken = SPOKEN.get().and_then(|language| language.words(words));
    let (mut out, mut rest) = (String::new(), spoken.unwrap_or(words));
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => {
                join(&mut out, &value.to_string());
                rest = behind;
                if let Some(text) = rest.strip_prefix(' ').filter(|text| joins(&out, text)) {
                    rest = text;
                }
                continue;
            }
            // What has no value is seen in any test that shows it.
            None => out.extend(["{", name, "}"]),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Adds a value, without the blank before it where Chinese stands on both sides.
fn join(out: &mut String, value: &str) {
    if out.strip_suffix(' ').is_some_and(|before| joins(before, value)) {
        out.pop();
    }
    out.push_str(value);
}

/// Whether no blank stands between two texts, as between two Chinese words.
pub(crate) fn joins(before: &str, behind: &str) -> bool {
    let is_chinese = |one: char| ('\u{4e00}'..='\u{9fff}').contains(&one);
    before.chars().next_back().is_some_and(is_chinese) && behind.starts_with(is_chinese)
}

/// Words of landfall's own, in the language that is spoken: `tr!("{runs} of {all} run", runs, all = reports.len())`.
#[macro_export]
macro_rules! tr {
    ($words:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::language::filled($words, &[$((stringify!($name), $crate::tr!(@value $name $(= $value)?))),*])
    };
    (@value $name:ident) => { &$name as &dyn ::std::fmt::Display };
    (@value $name:ident = $value:expr) => { &$value as &dyn ::std::fmt::Display };
}

/// How many columns of a terminal a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text, and blanks up to so many columns.
pub fn padded(text: &str, columns: usize) -> String {
    let gap = columns.saturating_sub(width(text));
    format!("{text}{:gap$}", "")
}

/// A text in lines of so many columns at most, where its words are no longer. Between Chinese characters a line may
/// end as between words.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for (index, word) in text.split(' ').enumerate() {
        for (part, piece) in pieces(word).into_iter().enumerate() {
            let gap = usize::from(index > 0 && part == 0);
            let is_full = width(&line) + gap + width(piece) > columns;
            if is_full && !line.trim_end().is_empty() {
                lines.push(std::mem::take(&mut line));
            } else if gap > 0 && !line.is_empty() {
                line.push(' ');
            }
            line.push_str(piece);
        }
    }
    lines.push(line);
    lines
}

/// A word, cut where a line may end in it: before each wide character that may begin one.
fn pieces(word: &str) -> Vec<&str> {
    let is_wide = |one: char| one.width() == Some(2);
    let closes = |one: char| "，。、；：！？）」』》】…".contains(one);
    let opens = |one: char| "（「『《【".contains(one);
    let (mut from, mut before, mut out) = (0, None, Vec::new());
    for (at, one) in word.char_indices() {
        let may_end = before.is_some_and(|before| {
            (is_wide(before) || is_wide(one)) && !closes(one) && !opens(before)
        });
        if may_end {
            out.push(&word[from..at]);
            from = at;
        }
        before = Some(one);
    }
    out.push(&word[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_the_place_of_names() {
        let all = 3;
        assert_eq!(tr!("{runs} of {all} run", runs = 1 + 1, all), "2 of 3 run");
        assert_eq!(tr!("nothing"), "nothing");
    }

    #[test]
    fn lines_end_between_words_and_between_chinese_characters() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("缺少 C 编译器，无法构建。", 12), ["缺少 C 编译", "器，无法构", "建。"]);
        assert_eq!(wrapped("", 8), [""]);
        assert_eq!(wrapped("main.run  main.go:3", 40), ["main.run  main.go:3"]);
        assert_eq!(wrapped("muchlongerthanaline x", 8), ["muchlongerthanaline", "x"]);
    }

    #[test]
    fn a_chinese_character_takes_two_columns() {
        assert_eq!(padded("缺少", 6), "缺少  ");
        assert_eq!(padded("more than that", 6), "more than that");
    }
}
