//! The manuals in simplified Chinese, from `zh-CN/NAME.md`: a line with the sum of the English prose that it was made
//! of, and the prose.

mod list;

/// The prose of a rule's manual.
pub(crate) fn manual(name: &str) -> Option<&'static str> {
    let (_, text) = of(name)?;
    Some(text.trim_start())
}

/// The sum of the English prose.
pub(crate) fn made_of(name: &str) -> Option<&'static str> {
    let (sum, _) = of(name)?;
    Some(sum.trim_start_matches("<!--").trim_end_matches("-->").trim())
}

fn of(name: &str) -> Option<(&'static str, &'static str)> {
    let at = list::ALL.binary_search_by_key(&name, |(name, _)| name).ok()?;
    list::ALL[at].1.split_once('\n')
}
