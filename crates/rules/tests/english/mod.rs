//! Which texts are English, and therefore to be put into other languages.

use landfall_facts::Finding;

/// Words that stand in nearly every English sentence and in hardly any command.
const WORDS: &[&str] = &[
    "the", "is", "are", "was", "not", "no", "has", "have", "of", "with", "without", "and", "that",
    "it", "what", "than", "but", "only", "which", "here", "there", "from", "by", "or", "needs",
    "nothing", "into", "cannot", "does",
];

/// Whether a text has words for people outside of backquotes.
pub(crate) fn is_english(text: &str) -> bool {
    // `NAME=value with spaces`: a setting.
    if text
        .split_once('=')
        .is_some_and(|(name, _)| name.bytes().all(|one| one.is_ascii_alphanumeric()))
    {
        return false;
    }
    let outside = text.split('`').step_by(2);
    let mut words = outside.flat_map(|part| {
        part.split(|one: char| !one.is_alphanumeric() && one != '-' && one != '_' && one != '/')
    });
    words.any(|word| WORDS.contains(&word))
}

/// All texts of a finding.
pub(crate) fn said(finding: &Finding) -> Vec<&str> {
    let evidence = finding.evidence.iter().map(|evidence| evidence.text.as_str());
    let fix = finding.fix.iter().map(|fix| fix.says.as_str());
    let mend = finding.mend.iter().map(String::as_str);
    [finding.says.as_str()].into_iter().chain(evidence).chain(mend).chain(fix).collect()
}

/// The English texts among these that simplified Chinese has no words for, each with whose it is.
pub(crate) fn unspoken<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Vec<String> {
    let known = landfall_know::chinese();
    let lacks = |(_, text): &(&str, &str)| is_english(text) && known.text(text).is_none();
    texts.into_iter().filter(lacks).map(|(whose, text)| format!("{whose}: {text}")).collect()
}
