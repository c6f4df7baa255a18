//! The texts by which failures are known, with what caused them, how that is proven and mended, and which popular
//! remedy is none.

mod folded;
mod pattern;

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::OnceLock;
use std::thread;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

pub use folded::folded;
pub use pattern::{Captures, Pattern, filled};

use crate::libraries::NamedBy;
use crate::packed::{File as Packed, SIGNATURES};
use crate::table::{BadTable, rows};

/// The files that are built in, in the order in which a build and a program meet their faults.
const BUILT_IN: [&str; 11] = [
    "build.toml",
    "test.toml",
    "cgo.toml",
    "link.toml",
    "start.toml",
    "run.toml",
    "limits.toml",
    "libraries.toml",
    "container.toml",
    "ci.toml",
    "platforms.toml",
];

/// Files of the user that are read in the place of those of the same name: name, shown name and text.
static REPLACED: OnceLock<Vec<(String, String, String)>> = OnceLock::new();

/// A fault that is known by its texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
pub struct Signature {
    /// The fault.
    pub name: String,
    /// What happened, in a clause; see [`filled`].
    pub summary: String,
    /// Where it shows: the name of its file.
    #[serde(skip)]
    pub stage: &'static str,
    /// Whether it only says that something failed.
    #[serde(default)]
    pub general: bool,
    /// The faults of which it is a consequence.
    #[serde(default)]
    pub follows: Vec<String>,
    /// Its wordings.
    #[serde(rename = "text")]
    pub texts: Vec<Text>,
    /// What can have caused it, the likeliest first.
    #[serde(default, rename = "cause")]
    pub causes: Causes,
}

/// Causes, read when first asked for: of hundreds of signatures a log shows a few.
#[derive(Debug, Default)]
pub struct Causes {
    /// The file, and which of its signatures.
    of: (&'static str, usize),
    read: OnceLock<Vec<Cause>>,
}

impl Deref for Causes {
    type Target = [Cause];

    fn deref(&self) -> &[Cause] {
        // A test reads those that are built in, and those of the user were read already.
        self.read.get_or_init(|| line(self.of, "causes").unwrap_or_default())
    }
}

impl From<Vec<Cause>> for Causes {
    fn from(causes: Vec<Cause>) -> Self {
        Self { of: ("", 0), read: causes.into() }
    }
}

impl<'de> Deserialize<'de> for Causes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(Self::from)
    }
}

/// The line of a signature in a part of its file.
fn line<T: DeserializeOwned>((file, signature): (&str, usize), of: &str) -> Option<T> {
    serde_json::from_str(part(file, of)?.text().lines().nth(signature)?).ok()
}

/// The sentences of each signature of a file that is built in: its summary and what its causes say.
pub(crate) fn sentences(file: &str) -> Option<Vec<Vec<String>>> {
    #[derive(Deserialize)]
    struct Head {
        summary: String,
    }
    let lines = |of| Some(part(file, of)?.text().lines());
    let pairs = lines("texts")?.zip(lines("causes")?).map(|(texts, causes)| {
        let head: Head = serde_json::from_str(texts).ok()?;
        let causes: Vec<Cause> = serde_json::from_str(causes).ok()?;
        let said = causes.iter().flat_map(Cause::sentences).map(str::to_owned);
        Some([head.summary].into_iter().chain(said).collect())
    });
    pairs.collect()
}

/// A part of a file that is built in.
fn part(file: &str, part: &str) -> Option<&'static Packed> {
    SIGNATURES.file(&format!("{file}/{part}"))
}

/// A wording of a fault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What a line says.
    pub is: Pattern,
    /// What another line near it says, too.
    pub with: Option<Pattern>,
    /// Of these one has to stand near it; see [`words_near`].
    #[serde(default, deserialize_with = "words_of_log")]
    pub near: Vec<Cow<'static, str>>,
    /// Of these none may stand near it.
    #[serde(default, deserialize_with = "words_of_log")]
    pub unless: Vec<Cow<'static, str>>,
    /// Whether it says little by itself.
    #[serde(default)]
    pub weak: bool,
    /// Who prints it, and which releases; empty where it is built in.
    #[serde(default, borrow)]
    pub seen: Cow<'static, str>,
    /// The source; empty where it is built in, see [`Signature::source`].
    #[serde(default, borrow)]
    pub from: Cow<'static, str>,
}

impl Signature {
    /// The source of a wording of it. Of thousands a log shows a few.
    pub fn source(&self, text: &Text) -> Option<String> {
        if !text.from.is_empty() {
            return Some(text.from.to_string());
        }
        let nth = self.texts.iter().position(|one| std::ptr::eq(one, text))?;
        line::<Vec<String>>(self.causes.of, "sources")?.into_iter().nth(nth)
    }
}

impl Text {
    /// What speaks for it or against it where it stands near.
    pub fn around(&self) -> impl Iterator<Item = &str> {
        self.near.iter().chain(&self.unless).map(|word| &**word)
    }
}

impl Cause {
    /// What it says to people, in the order in which its file has it.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        let not = self.do_not.iter().flat_map(|one| [&one.what, &one.why]);
        [&self.says].into_iter().chain(&self.mend).chain(not).map(String::as_str)
    }
}

/// The words that `<go>` and the like stand for in [`Text::near`] and [`Text::unless`]; of a word itself none.
pub fn words_near(group: &str) -> impl Iterator<Item = &'static str> {
    let name = group.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let of_it = |name| rows("near.csv").filter(move |row| row.get("group") == name);
    name.into_iter().flat_map(of_it).map(|row| row.get("word"))
}

/// Words that are looked for in lines that are [`folded`]: of thousands few need to be copied for that.
fn words_of_log<'de: 'static, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<Cow<'static, str>>, D::Error> {
    #[derive(Deserialize)]
    struct Word(#[serde(borrow)] Cow<'static, str>);
    let words = Vec::<Word>::deserialize(from)?.into_iter().map(|Word(word)| match folded(&word) {
        Cow::Owned(other) => other.into(),
        Cow::Borrowed(_) => word,
    });
    Ok(words.collect())
}

/// What causes a fault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// What happened and why; see [`filled`].
    pub says: String,
    /// The rules whose finding confirms it.
    #[serde(default)]
    pub rules: Vec<String>,
    /// By what the text names the C library that has to be installed: how that is done comes before `mend`.
    pub packages: Option<NamedBy>,
    /// How it is mended, the safest first.
    pub mend: Vec<String>,
    /// Commands that prove it.
    #[serde(default)]
    pub prove: Vec<String>,
    /// Popular remedies that are none.
    #[serde(default)]
    pub do_not: Vec<DoNot>,
    /// Where more is written.
    #[serde(default)]
    pub from: Vec<String>,
}

/// A popular remedy that is none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoNot {
    /// What people do.
    pub what: String,
    /// Why not.
    pub why: String,
}

/// A file of the user.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
struct File {
    #[serde(default, rename = "signature")]
    signatures: Vec<Signature>,
}

/// All signatures, or which of the user's files cannot be read.
pub fn signatures() -> Result<&'static [Signature], BadTable> {
    static ALL: OnceLock<Result<Vec<Signature>, BadTable>> = OnceLock::new();
    ALL.get_or_init(read).as_deref().map_err(BadTable::clone)
}

/// Reads all files, one half beside the other: whoever explains a failure waits for that.
fn read() -> Result<Vec<Signature>, BadTable> {
    let (first, second) = BUILT_IN.split_at(halves());
    let (first, second) = thread::scope(|scope| {
        let beside = thread::Builder::new().spawn_scoped(scope, || all_of(second));
        let first = all_of(first);
        // Who may have no thread reads one half after the other.
        let in_turn = beside.ok().and_then(|beside| beside.join().ok());
        (first, in_turn.unwrap_or_else(|| all_of(second)))
    });
    let mut all = first?;
    all.append(&mut second?);
    Ok(all)
}

/// After how many files half of the text is read.
fn halves() -> usize {
    let length = |name: &&str| part(name, "texts").map_or(0, |part| part.length);
    let whole: usize = BUILT_IN.iter().map(length).sum();
    let mut read = 0;
    let mut is_in_first = |name: &&&str| {
        read += length(name);
        read <= whole / 2
    };
    BUILT_IN.iter().take_while(|name| is_in_first(name)).count()
}

fn all_of(files: &[&'static str]) -> Result<Vec<Signature>, BadTable> {
    let mut all = Vec::new();
    for name in files {
        let own = REPLACED.get().into_iter().flatten().find(|(own, _, _)| own == name);
        let mut of_file = match own {
            Some((_, shown, text)) => of_user(shown, text)?,
            None => built_in(name)?,
        };
        for one in &mut of_file {
            one.stage = name.strip_suffix(".toml").unwrap_or(name);
        }
        all.append(&mut of_file);
    }
    Ok(all)
}

fn of_user(shown: &str, text: &'static str) -> Result<Vec<Signature>, BadTable> {
    let bad = |reason: String| BadTable { name: shown.to_owned(), reason };
    let file: File =
        toml::from_str(text).map_err(|error| bad(error.to_string().trim_end().to_owned()))?;
    for one in &file.signatures {
        let is_open = |text: &Text| text.seen.is_empty() || text.from.is_empty();
        match () {
            () if one.causes.is_empty() => return Err(bad(format!("{} has no cause", one.name))),
            () if one.texts.iter().any(is_open) => {
                return Err(bad(format!("{} has a text without seen or from", one.name)));
            }
            () => {}
        }
    }
    Ok(file.signatures)
}

fn built_in(name: &'static str) -> Result<Vec<Signature>, BadTable> {
    let bad = |reason: String| BadTable { name: name.to_owned(), reason };
    let texts = part(name, "texts").ok_or_else(|| bad("it is not built in".into()))?.text();
    let read = |(at, line)| -> Result<Signature, serde_json::Error> {
        let causes = Causes { of: (name, at), read: OnceLock::new() };
        Ok(Signature { causes, ..serde_json::from_str(line)? })
    };
    let all: Result<_, _> = texts.lines().enumerate().map(read).collect();
    all.map_err(|error| bad(error.to_string()))
}

/// Has files of the user read in the place of those of the same name: name, shown name and text. Once, before
/// the first look.
pub fn replace_signatures(files: Vec<(String, String, String)>) -> Result<(), BadTable> {
    let is_known = |name: &str| BUILT_IN.contains(&name);
    if let Some((name, shown, _)) = files.iter().find(|(name, _, _)| !is_known(name)) {
        let reason = format!("there is no {name}; there are {}", BUILT_IN.join(", "));
        return Err(BadTable { name: shown.clone(), reason });
    }
    let twice =
        |_| BadTable { name: "signatures".into(), reason: "they were replaced twice".into() };
    REPLACED.set(files).map_err(twice)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_has_a_name_of_its_own_a_text_a_cause_and_sources() {
        let mut names = BTreeSet::new();
        let all = signatures().unwrap();
        for one in all {
            assert!(names.insert(&one.name), "{} stands there twice", one.name);
            let is_name = one
                .name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
            assert!(is_name, "{} is no name", one.name);
            assert!(!one.texts.is_empty() && !one.causes.is_empty(), "{} says nothing", one.name);
            for text in &one.texts {
                assert!(!one.source(text).unwrap().is_empty(), "{}", one.name);
                // Another line is only asked for where the first was found.
                let with = text.with.as_ref().map_or("and so on", Pattern::anchor);
                let is_long = text.is.anchor().len() >= 6 && with.len() >= 4;
                assert!(is_long, "{}: {:?} is too short", one.name, text.is);
            }
            for cause in one.causes.iter() {
                assert!(!cause.mend.is_empty(), "{} is not mended", one.name);
            }
        }
        for one in all {
            for word in one.texts.iter().flat_map(Text::around) {
                let name = word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
                let is_group =
                    name.is_some_and(|name| name.bytes().all(|one| one.is_ascii_lowercase()));
                let is_there = !is_group || words_near(word).count() > 0;
                assert!(is_there, "{}: near.csv has no {word}", one.name);
            }
            for name in &one.follows {
                assert!(names.contains(name), "{} follows {name}, which is not there", one.name);
            }
        }
    }

    #[test]
    fn what_is_built_in_is_what_the_files_say() {
        let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/signatures");
        let mut all = signatures().unwrap().iter();
        for name in BUILT_IN {
            let text = std::fs::read_to_string(data.join(name)).unwrap().leak();
            for (whole, one) in of_user(name, text).unwrap().into_iter().zip(&mut all) {
                let sources = |one: &Signature| -> Vec<Option<String>> {
                    one.texts.iter().map(|text| one.source(text)).collect()
                };
                assert_eq!(sources(&whole), sources(one), "{}", one.name);
                let shown = |one: &Signature| {
                    let texts = one.texts.iter();
                    let texts = texts.map(|it| (&it.is, &it.with, &it.near, &it.unless, it.weak));
                    let (texts, causes) = (texts.collect::<Vec<_>>(), &*one.causes);
                    let Signature { name, summary, general, follows, .. } = one;
                    format!("{:?}", (name, summary, general, follows, texts, causes))
                };
                assert_eq!(shown(&whole), shown(one), "{}", one.name);
            }
        }
        assert!(all.next().is_none());
        assert_eq!(std::fs::read_dir(data).unwrap().count(), BUILT_IN.len());
    }

    #[test]
    fn what_the_user_says_has_causes() {
        let said = "[[signature]]\nname = \"one\"\nsummary = \"it fails\"\ntext = []\n";
        assert_eq!(of_user("own.toml", said).unwrap_err().reason, "one has no cause");
        let why = "[[signature.cause]]\nsays = \"so\"\nmend = [\"not so\"]\n";
        let whole = [said, why].concat().leak();
        assert_eq!(of_user("own.toml", whole).unwrap()[0].causes[0].says, "so");
        assert!(of_user("own.toml", "[[other]]\n").is_err());
    }

    #[test]
    fn what_is_put_into_words_is_captured_or_has_other_words() {
        let mut open = Vec::new();
        for one in signatures().unwrap() {
            let of_cause = |cause: &'static Cause| {
                let not = cause.do_not.iter().flat_map(|it| [&it.what, &it.why]);
                [&cause.says].into_iter().chain(&cause.mend).chain(&cause.prove).chain(not)
            };
            for words in one.causes.iter().flat_map(of_cause).chain([&one.summary]) {
                for (name, other) in pattern::asked(words) {
                    let captured = one.texts.iter().all(|text| {
                        text.is.names(name) || text.with.as_ref().is_some_and(|it| it.names(name))
                    });
                    if !captured && other.is_none() {
                        open.push(format!("{}: {{{name}}} is not in every text", one.name));
                    }
                }
                if words.contains("{{{{") {
                    open.push(format!("{}: {words}", one.name));
                }
            }
        }
        assert!(open.is_empty(), "{}", open.join("\n"));
    }
}
