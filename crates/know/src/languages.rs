//! What is said in English, in other languages: words and sentences, the English ones with what they are there.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::packed::CHINESE;
use crate::signatures::{Captures, Pattern, filled};

/// The files whose entries are asked for as they stand; those of the others are looked for in texts that are ready.
const WORDS: [&str; 2] = ["words.toml", "help.toml"];

/// Texts within texts are looked for so deep.
const DEEPEST: usize = 4;

/// A language that landfall speaks besides English.
pub struct Catalogue {
    /// Each English text, as it stands in its file.
    words: Entries,
    sentences: Entries,
    patterns: OnceLock<Sentences>,
}

/// English texts, with what they are.
type Entries = HashMap<String, String>;

/// The entries that have places to be filled.
struct Sentences {
    all: Vec<(Pattern, String)>,
    /// Finds those whose longest piece stands in a text.
    anchors: Option<AhoCorasick>,
    of_anchor: Vec<Vec<usize>>,
}

/// Simplified Chinese.
pub fn chinese() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let (mut words, mut sentences) = (Entries::new(), Entries::new());
        for file in CHINESE.files() {
            if let Some(name) = file.name.strip_prefix("signatures/") {
                sentences.extend(of_signatures(name, file.text()).unwrap_or_default());
                continue;
            }
            let is_words = WORDS.contains(&file.name);
            let entries = if is_words { &mut words } else { &mut sentences };
            // A test reads all of them.
            entries.extend(toml::from_str::<Entries>(file.text()).unwrap_or_default());
        }
        Catalogue::new(words, sentences)
    })
}

/// What a file of signatures says, whose sentences stand in a list for each.
fn of_signatures(name: &str, lists: &str) -> Option<Vec<(String, String)>> {
    let chinese = lists.lines().map(serde_json::from_str::<Vec<String>>);
    let mut all = Vec::new();
    for (english, chinese) in crate::signatures::sentences(name)?.into_iter().zip(chinese) {
        let pairs = english.into_iter().zip(chinese.ok()?);
        all.extend(pairs.filter(|(_, words)| !words.is_empty()));
    }
    Some(all)
}

impl Catalogue {
    fn new(words: Entries, sentences: Entries) -> Self {
        Self { words, sentences, patterns: OnceLock::new() }
    }

    fn entry(&self, english: &str) -> Option<&String> {
        self.sentences.get(english).or_else(|| self.words.get(english))
    }

    /// What words are, which have their places as the entry has.
    pub fn words(&self, english: &str) -> Option<&str> {
        self.entry(english).map(String::as_str)
    }

    /// What a text is, whatever was put into it: of the entries that it says, the one that fixes most.
    pub fn text(&self, english: &str) -> Option<String> {
        self.within(english, 0)
    }

    fn within(&self, english: &str, depth: usize) -> Option<String> {
        // A single word that was put in is a name as often as not: a program may be called `data`.
        let is_said = depth == 0 || english.contains(' ') || english == "it";
        if let Some(known) = self.entry(english).filter(|_| is_said) {
            return Some(known.clone());
        }
        let sentences = self.patterns.get_or_init(|| Sentences::new(&self.sentences));
        let (words, captures) = sentences.find(english)?;
        let put = |(name, value): (String, String)| {
            let spoken = (depth < DEEPEST).then(|| self.within(&value, depth + 1)).flatten();
            (name, spoken.unwrap_or(value))
        };
        Some(tight(&filled(words, &captures.into_iter().map(put).collect())))
    }
}

/// A text without the blanks that stood around what was put in, where that turned out to be Chinese too.
fn tight(text: &str) -> String {
    let is_chinese = |one: &char| ('\u{4e00}'..='\u{9fff}').contains(one);
    let (mut out, mut letters) = (String::with_capacity(text.len()), text.chars().peekable());
    while let Some(one) = letters.next() {
        let is_between = out.chars().next_back().is_some_and(|before| is_chinese(&before))
            && letters.peek().is_some_and(is_chinese);
        if one != ' ' || !is_between {
            out.push(one);
        }
    }
    out
}

impl Sentences {
    fn new(entries: &HashMap<String, String>) -> Self {
        let read = |(english, words): (&String, &String)| {
            Some((Pattern::parse(whole(english)?).ok()?, words.clone()))
        };
        let mut all: Vec<(Pattern, String)> = entries.iter().filter_map(read).collect();
        all.sort_by(|(one, _), (other, _)| {
            (other.weight(), one.anchor()).cmp(&(one.weight(), other.anchor()))
        });
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, (pattern, _)) in all.iter().enumerate() {
            places.entry(pattern.anchor()).or_default().push(index);
        }
        let (words, of_anchor): (Vec<&str>, Vec<Vec<usize>>) = places.into_iter().unzip();
        let anchors = AhoCorasick::new(&words).ok();
        Self { anchors, of_anchor, all }
    }

    fn find(&self, text: &str) -> Option<(&str, Captures)> {
        let hits = self.anchors.as_ref()?.find_overlapping_iter(text);
        let mut found: Vec<usize> =
            hits.flat_map(|hit| &self.of_anchor[hit.pattern().as_usize()]).copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().find_map(|index| {
            let (pattern, words) = &self.all[index];
            Some((words.as_str(), pattern.find(text)?))
        })
    }
}

/// The pattern that is an English text with anything in its places, a number in `{count}`, if it has any.
fn whole(english: &str) -> Option<String> {
    let (mut out, mut rest, mut places) = ("^".to_owned(), english, 0);
    while let Some((name, before, behind)) = place(rest) {
        out.push_str(&before.replace('{', "{{"));
        let kind = if name == "count" { "number" } else { "rest" };
        out.push_str(&format!("{{{name}:{kind}}}"));
        places += 1;
        rest = behind;
    }
    out.push_str(&rest.replace('{', "{{"));
    out.push('$');
    (places > 0).then_some(out)
}

/// The next place in an English text, and what stands before and behind it. `{name|else}` is `{name}` here.
fn place(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('{')?;
        let end = at + text[at..].find('}')?;
        let name = text[at + 1..end].split('|').next().unwrap_or_default();
        let is_name =
            !name.is_empty() && name.bytes().all(|one| one.is_ascii_lowercase() || one == b'_');
        if is_name && !text[..at].ends_with(['$', '{']) {
            return Some((name, &text[..at], &text[end + 1..]));
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(entries: &[(&str, &str)]) -> Catalogue {
        let entries = entries.iter().map(|(one, other)| (one.to_string(), other.to_string()));
        Catalogue::new(Entries::new(), entries.collect())
    }

    /// Each file as it stands in `data`.
    fn files() -> Vec<(String, BTreeMap<String, String>)> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/zh-CN");
        let mut all = Vec::new();
        for folder in [folder.clone(), folder.join("signatures")] {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    let name = path.file_name().unwrap().to_string_lossy().into_owned();
                    let text = std::fs::read_to_string(&path).unwrap();
                    let read = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
                    all.push((name, read));
                }
            }
        }
        all
    }

    #[test]
    fn each_sentence_is_what_its_file_says() {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (english, words) in files().into_iter().flat_map(|(_, read)| read) {
            all.entry(english).or_default().push(words);
        }
        for (english, written) in all {
            let said = chinese().words(&english);
            assert!(said.is_some(), "nobody says any more: {english}");
            assert!(written.iter().any(|one| Some(one.as_str()) == said), "{english}: {said:?}");
        }
    }

    #[test]
    fn each_file_is_read_whole() {
        for (name, read) in files() {
            let is_words = WORDS.contains(&name.as_str());
            for (english, words) in &read {
                if !is_words && let Some(pattern) = whole(english) {
                    assert!(Pattern::parse(pattern).is_ok(), "{name}: {english:?}");
                }
                let names = |text: &str| {
                    let (mut names, mut rest) = (Vec::new(), text);
                    while let Some((name, _, behind)) = place(rest) {
                        names.push(name.to_owned());
                        rest = behind;
                    }
                    names.sort();
                    names.dedup();
                    names
                };
                let (asked, given) = (names(words), names(english));
                assert!(
                    asked.iter().all(|one| given.contains(one)),
                    "{name}: {english:?}: {asked:?}"
                );
            }
        }
    }

    #[test]
    fn what_was_put_into_a_text_is_put_into_the_other() {
        let known = catalogue(&[
            (
                "{symbol} needs glibc {version}; {machine} has {glibc}",
                "{machine} 的 glibc 是 {glibc}，{symbol} 需要 {version}",
            ),
            ("{what} needs {more}", "wrong"),
            ("the loader {file} is not there", "没有加载器 {file}"),
            ("the program", "程序"),
        ]);
        assert_eq!(
            known.text("pthread_create needs glibc 2.34; debian:11 has 2.31").unwrap(),
            "debian:11 的 glibc 是 2.31，pthread_create 需要 2.34"
        );
        // Between Chinese words no blank stands.
        assert_eq!(known.text("the loader the program is not there").unwrap(), "没有加载器程序");
        assert_eq!(known.text("something else"), None);
    }

    #[test]
    fn a_count_is_a_number_and_a_word_that_was_put_in_is_a_name() {
        let known = catalogue(&[
            ("{count} runs", "{count} 个能运行"),
            ("data", "数据"),
            ("{file} is not there", "{file} 不存在"),
        ]);
        assert_eq!(known.text("3 runs").unwrap(), "3 个能运行");
        assert_eq!(known.text("the second of the runs"), None);
        assert_eq!(known.text("data is not there").unwrap(), "data 不存在");
        assert_eq!(known.text("data").unwrap(), "数据");
    }

    #[test]
    fn braces_that_hold_no_name_are_letters() {
        let known =
            catalogue(&[("{what} is not ${HOME} or {{.Name}}", "{what}：${HOME}、{{.Name}}")]);
        assert_eq!(known.text("it is not ${HOME} or {{.Name}}").unwrap(), "it：${HOME}、{{.Name}}");
    }
}
