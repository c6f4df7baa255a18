//! The texts by which failures are known, with what caused them, how that is proven and mended, and which popular
//! remedy is none.

mod pattern;

use std::ops::Deref;
use std::sync::OnceLock;
use std::thread;

use serde::Deserialize;

pub use pattern::{Captures, Pattern, filled};

use crate::libraries::NamedBy;
use crate::table::BadTable;

/// The files that are built in: name and text.
const BUILT_IN: &[(&str, &str)] = &[
    ("build.toml", include_str!("../data/signatures/build.toml")),
    ("test.toml", include_str!("../data/signatures/test.toml")),
    ("cgo.toml", include_str!("../data/signatures/cgo.toml")),
    ("link.toml", include_str!("../data/signatures/link.toml")),
    ("start.toml", include_str!("../data/signatures/start.toml")),
    ("run.toml", include_str!("../data/signatures/run.toml")),
    ("limits.toml", include_str!("../data/signatures/limits.toml")),
    ("libraries.toml", include_str!("../data/signatures/libraries.toml")),
    ("container.toml", include_str!("../data/signatures/container.toml")),
    ("ci.toml", include_str!("../data/signatures/ci.toml")),
    ("platforms.toml", include_str!("../data/signatures/platforms.toml")),
];

/// Files of the user that are read in the place of those of the same name: name, shown name and text.
static REPLACED: OnceLock<Vec<(String, String, String)>> = OnceLock::new();

/// A fault that is known by its texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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
    #[serde(skip)]
    pub causes: Causes,
}

/// Causes, read when first asked for: of hundreds of signatures a log shows a few.
#[derive(Debug, Default)]
pub struct Causes {
    written: Vec<&'static str>,
    read: OnceLock<Vec<Cause>>,
}

impl Deref for Causes {
    type Target = [Cause];

    fn deref(&self) -> &[Cause] {
        // A test reads those that are built in, and those of the user were read already.
        self.read.get_or_init(|| causes(&self.written).unwrap_or_default())
    }
}

impl From<Vec<Cause>> for Causes {
    fn from(causes: Vec<Cause>) -> Self {
        Self { written: Vec::new(), read: causes.into() }
    }
}

fn causes(written: &[&str]) -> Result<Vec<Cause>, toml::de::Error> {
    #[derive(Deserialize)]
    struct Causes {
        signature: [OfOne; 1],
    }
    #[derive(Deserialize)]
    struct OfOne {
        cause: Vec<Cause>,
    }
    let text = ["[[signature]]\n", &written.concat()].concat();
    let Causes { signature: [of_one] } = toml::from_str(&text)?;
    Ok(of_one.cause)
}

/// A wording of a fault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// What a line says.
    pub is: Pattern,
    /// What another line near it says, too.
    pub with: Option<Pattern>,
    /// Of these one has to stand near it.
    #[serde(default)]
    pub near: Vec<String>,
    /// Of these none may stand near it.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Whether it says little by itself.
    #[serde(default)]
    pub weak: bool,
    /// Who prints it, and which releases.
    pub seen: String,
    /// The source.
    pub from: String,
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

/// A file without its causes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "signature")]
    signatures: Vec<Signature>,
}

/// A file with its causes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    #[serde(default, rename = "signature")]
    signatures: Vec<WholeSignature>,
}

#[derive(Deserialize)]
struct WholeSignature {
    #[serde(rename = "cause")]
    causes: Vec<Cause>,
}

/// All signatures, or which of the user's files cannot be read.
pub fn signatures() -> Result<&'static [Signature], BadTable> {
    static ALL: OnceLock<Result<Vec<Signature>, BadTable>> = OnceLock::new();
    ALL.get_or_init(read).as_deref().map_err(BadTable::clone)
}

/// Reads all files, one half beside the other: whoever explains a failure waits for that.
fn read() -> Result<Vec<Signature>, BadTable> {
    let (first, second) = BUILT_IN.split_at(halves(BUILT_IN));
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
fn halves(files: &[(&str, &str)]) -> usize {
    let whole: usize = files.iter().map(|(_, text)| text.len()).sum();
    let mut read = 0;
    let mut is_in_first = |(_, text): &&(&str, &str)| {
        read += text.len();
        read <= whole / 2
    };
    files.iter().take_while(|file| is_in_first(file)).count()
}

fn all_of(files: &[(&'static str, &'static str)]) -> Result<Vec<Signature>, BadTable> {
    let mut all = Vec::new();
    for (name, text) in files {
        let own = REPLACED.get().into_iter().flatten().find(|(own, _, _)| own == name);
        let (shown, text) = own.map_or((*name, *text), |(_, shown, text)| (shown, text));
        let bad = |error: toml::de::Error| BadTable {
            name: shown.to_owned(),
            reason: error.to_string().trim_end().to_owned(),
        };
        let (wordings, written) = parted(text);
        let mut file: File = toml::from_str(&wordings).map_err(bad)?;
        let stage = name.strip_suffix(".toml").unwrap_or(name);
        for (one, written) in file.signatures.iter_mut().zip(written) {
            one.stage = stage;
            one.causes.written = written;
        }
        if own.is_some() {
            let whole: Whole = toml::from_str(text).map_err(bad)?;
            for (one, whole) in file.signatures.iter_mut().zip(whole.signatures) {
                one.causes = whole.causes.into();
            }
        }
        all.append(&mut file.signatures);
    }
    Ok(all)
}

/// Parts a file: all but the causes, which stay on lines of their own, and the causes of each signature.
fn parted(text: &'static str) -> (String, Vec<Vec<&'static str>>) {
    let (mut wordings, mut causes) = (String::with_capacity(text.len()), Vec::new());
    let (mut start, mut is_cause) = (0, false);
    let mut end =
        |start: usize, end: usize, is_cause: bool, causes: &mut Vec<Vec<&'static str>>| {
            let piece = &text[start..end];
            match causes.last_mut().filter(|_| is_cause) {
                Some(of_one) => of_one.push(piece),
                None => wordings.push_str(piece),
            }
        };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("[[signature") {
            end(start, at, is_cause, &mut causes);
            start = at;
            is_cause = line.starts_with("[[signature.cause");
            if line.starts_with("[[signature]]") {
                causes.push(Vec::new());
            }
        }
        at += line.len();
    }
    end(start, at, is_cause, &mut causes);
    (wordings, causes)
}

/// Has files of the user read in the place of those of the same name: name, shown name and text. Once, before
/// the first look.
pub fn replace_signatures(files: Vec<(String, String, String)>) -> Result<(), BadTable> {
    if let Some((name, shown, _)) = files.iter().find(|(name, _, _)| !is_known(name)) {
        let known: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        let reason = format!("there is no {name}; there are {}", known.join(", "));
        return Err(BadTable { name: shown.clone(), reason });
    }
    let twice =
        |_| BadTable { name: "signatures".into(), reason: "they were replaced twice".into() };
    REPLACED.set(files).map_err(twice)
}

fn is_known(name: &str) -> bool {
    BUILT_IN.iter().any(|(known, _)| *known == name)
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
                assert!(!text.from.is_empty() && !text.seen.is_empty(), "{}: no source", one.name);
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
            for name in &one.follows {
                assert!(names.contains(name), "{} follows {name}, which is not there", one.name);
            }
        }
    }

    #[test]
    fn causes_are_those_that_the_whole_file_has() {
        let mut all = signatures().unwrap().iter();
        for (name, text) in BUILT_IN {
            let whole: Whole =
                toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            for (whole, one) in whole.signatures.iter().zip(&mut all) {
                assert_eq!(
                    format!("{:?}", whole.causes),
                    format!("{:?}", &*one.causes),
                    "{}",
                    one.name
                );
            }
        }
        assert!(all.next().is_none());
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
