//! The policy file: what a program may do, in TOML that people write and change while it runs.
//!
//! ```toml
//! # What becomes of calls that nothing below names: "refuse" (with EPERM), "allow", "kill", or an error: "ENOSYS"
//! default = "refuse"
//! # A profile in the form of OCI or Docker; what this file names itself comes before it
//! profile = "docker.json"
//! # Made. The kernel knows these from the start, and asks nobody
//! allow = ["read", "write", "futex"]
//! # Ends the process
//! kill = ["ptrace"]
//! # Decided by landfall each time, so that an edit counts at once even where it takes away what was allowed
//! adjustable = ["connect"]
//!
//! # Fails, with this error
//! [refuse]
//! mount = "EPERM"
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use landfall_facts::Arch;
use landfall_know::{nearest, syscall_name, syscall_number, syscalls_of};
use toml_edit::{Array, DocumentMut, Item, TableLike, Value, value};

use crate::confine::Verdict;
use crate::kernel::confining;

/// What a policy file says for one architecture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// What becomes of calls that neither it nor its profile names.
    pub default: Verdict,
    /// The profile that it builds on, as it is written.
    pub profile: Option<String>,
    /// The calls that it names, by their numbers.
    pub named: BTreeMap<u32, Verdict>,
    /// What is left to us even where it is allowed.
    pub adjustable: Adjustable,
}

/// Calls that are decided each time they are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adjustable {
    /// These.
    Calls(BTreeSet<u32>),
    /// Every one.
    All,
}

impl Adjustable {
    /// Whether a call is one of them.
    pub fn has(&self, number: u32) -> bool {
        match self {
            Self::Calls(calls) => calls.contains(&number),
            Self::All => true,
        }
    }
}

/// What a new policy file holds before anything is learned.
pub const NEW: &str = "\
# What a program may do: `landfall run --profile` reads this, and heeds changes while the program runs.
default = \"refuse\"
allow = []
";

/// Reads a policy file for an architecture.
pub fn read(text: &str, arch: Arch) -> Result<PolicyFile, String> {
    let document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| error.to_string().trim_end().to_owned())?;
    let mut file = PolicyFile {
        // A file that is cut short has none.
        default: match document.get("default").map(text_of) {
            Some(Some(word)) => verdict(word)?,
            Some(None) => return Err("default is no text; write default = \"refuse\"".to_owned()),
            None => return Err("it has no default; write default = \"refuse\"".to_owned()),
        },
        profile: None,
        named: BTreeMap::new(),
        adjustable: Adjustable::Calls(BTreeSet::new()),
    };
    for (key, item) in document.iter() {
        match key {
            "default" => {}
            "profile" => {
                let path = text_of(item).ok_or("profile is no text; write the path of a file")?;
                file.profile = Some(path.to_owned());
            }
            "allow" => file.name(&calls(key, item, arch)?, Verdict::Allow, arch)?,
            "kill" => file.name(&calls(key, item, arch)?, Verdict::Kill, arch)?,
            "refuse" => file.refuse(item, arch)?,
            "adjustable" if text_of(item) == Some("all") => file.adjustable = Adjustable::All,
            "adjustable" => {
                file.adjustable = Adjustable::Calls(calls(key, item, arch)?.into_iter().collect());
            }
            other => return Err(unknown("key", other, KEYS.iter().map(|key| (*key).to_owned()))),
        }
    }
    Ok(file)
}

const KEYS: [&str; 6] = ["default", "profile", "allow", "kill", "refuse", "adjustable"];

/// A policy file that allows some calls more, with all else as it was. Nothing where it is broken.
pub fn with_allowed(text: &str, numbers: &[u32], arch: Arch) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let list = document.entry("allow").or_insert_with(|| value(Array::new())).as_array_mut()?;
    // As the last one stands, so do those after it.
    let mut before = match list.iter().last().and_then(|last| last.decor().prefix()?.as_str()) {
        Some(written) if written.contains('\n') => {
            format!("\n{}", written.rsplit('\n').next().unwrap_or_default())
        }
        Some(_) => " ".to_owned(),
        None => "\n    ".to_owned(),
    };
    let indent = before.clone();
    let has_lines = indent.contains('\n');
    // What is said behind the last one stays there.
    if let Some(said) = list.trailing().as_str().filter(|it| it.contains('#')) {
        before = format!("{}{before}", said.trim_end());
    }
    for number in numbers {
        let mut one = match syscall_name(arch, *number) {
            Some(name) => Value::from(name),
            None => Value::from(i64::from(*number)),
        };
        one.decor_mut().set_prefix(mem::replace(&mut before, indent.clone()));
        list.push_formatted(one);
    }
    if has_lines {
        list.set_trailing_comma(true);
        list.set_trailing("\n");
    }
    Some(document.to_string())
}

impl PolicyFile {
    fn name(&mut self, numbers: &[u32], verdict: Verdict, arch: Arch) -> Result<(), String> {
        for number in numbers {
            if let Some(earlier) = self.named.insert(*number, verdict)
                && earlier != verdict
            {
                let name = syscall_name(arch, *number).map_or(number.to_string(), str::to_owned);
                return Err(format!("{name} is named twice, with another answer each time"));
            }
        }
        Ok(())
    }

    /// A table of names and errors, or a list of names that are refused with EPERM.
    fn refuse(&mut self, item: &Item, arch: Arch) -> Result<(), String> {
        let Some(table) = item.as_table_like() else {
            return self.name(&calls("refuse", item, arch)?, verdict("refuse")?, arch);
        };
        for (name, error) in TableLike::iter(table) {
            let word = text_of(error).ok_or_else(|| {
                format!("{name} is refused with no error; write {name} = \"EPERM\"")
            })?;
            let refused = verdict(word)?;
            if !matches!(refused, Verdict::Refuse(_)) {
                return Err(format!("{name} is refused with {word:?}; write {name} = \"EPERM\""));
            }
            self.name(number(name, arch)?.as_slice(), refused, arch)?;
        }
        Ok(())
    }
}

fn text_of(item: &Item) -> Option<&str> {
    item.as_str()
}

fn verdict(word: &str) -> Result<Verdict, String> {
    match word {
        "allow" => Ok(Verdict::Allow),
        "kill" => Ok(Verdict::Kill),
        "refuse" => verdict("EPERM"),
        name => confining::refused_by(name).map(Verdict::Refuse).ok_or_else(|| {
            format!("{name:?} is neither \"allow\", \"refuse\", \"kill\" nor the name of an error")
        }),
    }
}

/// The calls of a list, by name or number.
fn calls(key: &str, item: &Item, arch: Arch) -> Result<Vec<u32>, String> {
    let list =
        item.as_array().ok_or_else(|| format!("{key} is no list; write {key} = [\"mount\"]"))?;
    let mut numbers = Vec::new();
    for one in list {
        match (one.as_str(), one.as_integer().map(u32::try_from)) {
            (Some(name), _) => numbers.extend(number(name, arch)?),
            (None, Some(Ok(number))) => numbers.push(number),
            (None, _) => {
                return Err(format!("{one} in {key} is neither a name nor a number of a call"));
            }
        }
    }
    Ok(numbers)
}

/// The number of a call; nothing where other architectures alone have it.
fn number(name: &str, arch: Arch) -> Result<Option<u32>, String> {
    let known = syscall_number(arch, name);
    let is_elsewhere = || Arch::ALL.iter().any(|other| syscall_number(*other, name).is_some());
    if known.is_none() && !is_elsewhere() {
        return Err(unknown("call", name, syscalls_of(arch).map(|(_, name)| name.to_owned())));
    }
    Ok(known)
}

fn unknown(what: &str, name: &str, names: impl Iterator<Item = String>) -> String {
    match nearest(name, names) {
        Some(near) => format!("there is no {what} {name:?}; did you mean {near:?}?"),
        None => format!("there is no {what} {name:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARCH: Arch = Arch::Amd64;

    fn error(text: &str) -> String {
        read(text, ARCH).unwrap_err()
    }

    #[test]
    fn a_file_says_what_is_made_refused_and_fatal() {
        let text = "default = \"ENOSYS\"\nprofile = \"p.json\"\nallow = [\"read\", 1]\nkill = [\"ptrace\"]\n\
                    adjustable = [\"connect\"]\n[refuse]\nmount = \"EACCES\"\n";
        let file = read(text, ARCH).unwrap();
        assert_eq!(file.default, Verdict::Refuse(38));
        assert_eq!(file.profile.as_deref(), Some("p.json"));
        let named = [
            (0, Verdict::Allow),
            (1, Verdict::Allow),
            (101, Verdict::Kill),
            (165, Verdict::Refuse(13)),
        ];
        assert_eq!(file.named, BTreeMap::from(named));
        assert!(file.adjustable.has(42) && !file.adjustable.has(41));
        let all = read("default = \"kill\"\nadjustable = \"all\"\n", ARCH).unwrap();
        assert!(all.adjustable.has(41));
        let list = read("default = \"allow\"\nrefuse = [\"mount\"]", ARCH).unwrap();
        assert_eq!(list.named, BTreeMap::from([(165, Verdict::Refuse(1))]));
    }

    #[test]
    fn a_call_of_another_architecture_is_passed_over_and_one_of_none_is_an_error() {
        let file =
            read("default = \"refuse\"\nallow = [\"open\", \"openat\"]", Arch::Arm64).unwrap();
        assert_eq!(file.named.len(), 1);
        assert_eq!(
            error("default = \"refuse\"\nallow = [\"opennat\"]"),
            "there is no call \"opennat\"; did you mean \"openat\"?"
        );
    }

    #[test]
    fn a_file_that_is_cut_short_or_wrong_is_none() {
        assert!(error("").contains("no default"));
        assert!(error("allow = [\"read\"]").contains("no default"));
        assert!(error("default = \"refuse\"\nallow = [\"read\", \"wr").contains('2'));
        assert!(error("default = \"EPREM\"").contains("neither"));
        assert!(error("default = 1").contains("no text"));
        assert!(error("default = \"allow\"\nalow = []").contains("did you mean \"allow\"?"));
        assert!(
            error("default = \"allow\"\nkill = [\"read\"]\nallow = [\"read\"]").contains("twice")
        );
        assert!(error("default = \"allow\"\nkill = [-1]").contains("neither a name"));
        assert!(error("default = \"allow\"\nrefuse = { mount = \"allow\" }").contains("EPERM"));
    }

    #[test]
    fn what_is_learned_stands_behind_the_rest_and_changes_nothing_else() {
        let text = "# mine\ndefault = \"refuse\" # yes\nallow = [\n  \"read\", # for input\n  \"write\",\n]\n\n[refuse]\nmount = \"EPERM\"\n";
        let more = with_allowed(text, &[39, 9999], ARCH).unwrap();
        assert_eq!(
            more,
            "# mine\ndefault = \"refuse\" # yes\nallow = [\n  \"read\", # for input\n  \"write\",\n  \"getpid\",\n  \
             9999,\n]\n\n[refuse]\nmount = \"EPERM\"\n"
        );
        assert!(read(&more, ARCH).unwrap().named.contains_key(&9999));
    }

    #[test]
    fn what_is_learned_begins_a_list_where_there_is_none() {
        assert_eq!(with_allowed(NEW, &[0, 1], ARCH).unwrap().lines().last(), Some("]"));
        assert_eq!(
            with_allowed("default = \"kill\"\n[refuse]\nmount = \"EPERM\"\n", &[0], ARCH).unwrap(),
            "default = \"kill\"\nallow = [\n    \"read\",\n]\n[refuse]\nmount = \"EPERM\"\n"
        );
        assert_eq!(
            with_allowed("default = \"kill\"\nallow = [\"read\"]\n", &[1], ARCH).unwrap(),
            "default = \"kill\"\nallow = [\"read\", \"write\"]\n"
        );
        assert_eq!(with_allowed("allow = [", &[1], ARCH), None);
    }

    #[test]
    fn a_remark_stays_with_the_call_that_it_stands_behind() {
        let text = "default = \"kill\"\nallow = [\n  \"read\" # for input\n]\n";
        assert_eq!(
            with_allowed(text, &[1, 39], ARCH).unwrap(),
            "default = \"kill\"\nallow = [\n  \"read\" # for input\n,\n  \"write\",\n  \"getpid\",\n]\n"
        );
        let text = "default = \"kill\"\nallow = [\n  \"read\", # for input\n]\n";
        assert_eq!(
            with_allowed(text, &[1], ARCH).unwrap(),
            "default = \"kill\"\nallow = [\n  \"read\", # for input\n  \"write\",\n]\n"
        );
    }
}
