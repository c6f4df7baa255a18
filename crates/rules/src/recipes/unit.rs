//! A unit of systemd, as rules look at it: what it starts, and what it is given.

use landfall_facts::{Fact, ModuleFile, Origin, Recipes, Said, UnitFile, UnitSetting, Unsure, Why};
use landfall_know::{FlagSays, flag_says, systemd_directories};

use super::tree::module_of;

/// A unit, where it stands.
pub(crate) struct UnitSeen<'a> {
    pub(crate) recipes: &'a Recipes,
    pub(crate) unit: &'a UnitFile,
}

/// A program that a unit starts.
pub(crate) struct Started<'a> {
    /// Its path, as `ExecStart` names it, without the signs before it.
    pub(crate) path: Fact<String>,
    /// What it is given.
    pub(crate) words: &'a [Said],
    /// The setting.
    pub(crate) setting: &'a UnitSetting,
}

/// A flag that a program is given with a value.
pub(crate) struct Given<'a> {
    /// The word that the value stands in: that of the flag, or the next.
    pub(crate) said: &'a Said,
    is_behind_flag: bool,
}

impl<'a> Given<'a> {
    /// The value.
    pub(crate) fn value(&self) -> Result<Option<&'a str>, Unsure> {
        let Some(word) = self.said.text.look()? else { return Ok(None) };
        let word = word.value().as_str();
        Ok(Some(match self.is_behind_flag {
            true => word.split_once('=').map_or("", |(_, value)| value),
            false => word,
        }))
    }
}

impl<'a> Started<'a> {
    /// What it is given by flags whose values say something, in order.
    pub(crate) fn given(&self, what: FlagSays) -> impl Iterator<Item = Given<'a>> + use<'a> {
        let words = self.words;
        words.iter().enumerate().filter_map(move |(at, said)| {
            let (flag, is_behind_flag) = match said.written.split_once('=') {
                Some((flag, _)) => (flag, true),
                None => (said.written.as_str(), false),
            };
            let is_meant =
                flag.starts_with('-') && flag_says(flag.trim_start_matches('-')) == Some(what);
            let said =
                if is_behind_flag { said } else { words.get(at + 1).filter(|_| is_meant)? };
            is_meant.then_some(Given { said, is_behind_flag })
        })
    }
}

impl<'a> UnitSeen<'a> {
    /// The setting of a key of the service that counts, unless it is empty.
    pub(crate) fn last(&self, key: &str) -> Option<&'a UnitSetting> {
        let last = self.unit.last("Service", key)?;
        (!last.value.is_empty()).then_some(last)
    }

    /// The settings of a key of the service that count.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &'a UnitSetting> {
        self.unit.all("Service", key).filter(|one| !one.value.is_empty())
    }

    /// The word that is said for a key.
    pub(crate) fn word(&self, key: &str) -> Result<Option<(&'a str, &'a UnitSetting)>, Unsure> {
        let Some(setting) = self.last(key) else { return Ok(None) };
        let Some(said) = setting.words.first() else { return Ok(None) };
        let value = said.text.look()?;
        Ok(value.map(|value| (value.value().as_str(), setting)))
    }

    /// Whether a key is on.
    pub(crate) fn is_on(&self, key: &str) -> bool {
        self.last(key).is_some_and(|one| is_yes(&one.value))
    }

    /// The number that is said for a key; the second of two, which is the hard limit. `None` where there is
    /// none, or no limit.
    pub(crate) fn number(&self, key: &str) -> Result<Option<(u64, &'a UnitSetting)>, Unsure> {
        let Some((word, setting)) = self.word(key)? else { return Ok(None) };
        let hard = word.rsplit(':').next().unwrap_or_default();
        Ok(size(hard).map(|number| (number, setting)))
    }

    /// What it starts, first to last.
    pub(crate) fn started(&self) -> impl Iterator<Item = Started<'a>> {
        self.all("ExecStart").filter_map(|setting| {
            let (first, words) = setting.words.split_first()?;
            let path = first
                .text
                .clone()
                .map(|path| path.trim_start_matches(['@', '-', ':', '+', '!', '|']).to_owned());
            Some(Started { path, words, setting })
        })
    }

    /// Whether what it starts can be taken for a program that is built here: its directory belongs to a
    /// module, and it starts nothing that is known to be something else.
    pub(crate) fn is_of_go(&self) -> bool {
        let mut started = self.started().peekable();
        started.peek().is_some()
            && self.module().is_some()
            && started
                .all(|one| one.name().is_some_and(|name| !landfall_know::is_other_program(name)))
            && self.unit.last("Service", "Type").is_none_or(|kind| kind.value != "oneshot")
    }

    /// The module whose directory it lies in.
    pub(crate) fn module(&self) -> Option<&'a ModuleFile> {
        let below = self.recipes.files.get(self.unit.file).map_or("", |file| &file.below);
        module_of(self.recipes, below.rsplit_once('/').map_or("", |(dir, _)| dir))
    }

    /// What its program is called, or the unit where that is not known.
    pub(crate) fn name(&self) -> String {
        let first = self.started().next();
        let name = first.as_ref().and_then(Started::name);
        name.unwrap_or(&self.unit.name).to_owned()
    }

    /// Whether a program is called as the module is, or as what its recipes build.
    pub(crate) fn is_named_here(&self, name: &str) -> bool {
        let path = self.module().and_then(|module| module.name.known());
        let is_module = path.is_some_and(|path| path.rsplit('/').next() == Some(name));
        is_module
            || self.recipes.runs.iter().any(|run| {
                let out = run.go.as_ref().and_then(|go| go.flag("o")).map(|flag| &flag.value);
                let out = out.and_then(|value| value.known());
                out.is_some_and(|path| path.rsplit('/').next() == Some(name))
            })
    }

    /// Whether it runs as somebody who is not root.
    pub(crate) fn has_own_user(&self) -> bool {
        let user = self.last("User").map(|one| one.value.as_str());
        self.is_on("DynamicUser") || user.is_some_and(|user| !matches!(user, "root" | "0"))
    }

    /// Whether it may write to a path though all else is read-only.
    pub(crate) fn opens(&self, path: &str) -> Result<bool, Unsure> {
        let made = systemd_directories().map(|(key, below)| (key, format!("{below}/")));
        let said = ["ReadWritePaths", "ReadWriteDirectories"].map(|key| (key, String::new()));
        for (key, root) in made.chain(said) {
            for said in self.all(key).flat_map(|one| &one.words) {
                let Some(word) = said.text.look()? else { continue };
                let open = format!("{root}{}", word.value().trim_start_matches(['-', '+']));
                let open = open.trim_end_matches('/');
                if path == open || path.starts_with(&format!("{open}/")) {
                    return Ok(true);
                }
            }
        }
        Ok(["/dev/", "/proc/", "/sys/"].iter().any(|root| path.starts_with(root))
            || self.is_on("PrivateTmp")
                && ["/tmp/", "/var/tmp/"].iter().any(|tmp| path.starts_with(tmp)))
    }

    /// What is set for its programs, by `Environment`.
    pub(crate) fn sets(&self, name: &str) -> Option<(Fact<String>, &'a Origin)> {
        let words = self.all("Environment").flat_map(|one| &one.words);
        let of = |said: &'a Said| {
            let begins = said.written.trim_start_matches(['"', '\'']).strip_prefix(name)?;
            begins.strip_prefix('=')?;
            let value = said.text.clone().map(|text| {
                text.split_once('=').map_or(String::new(), |(_, value)| value.to_owned())
            });
            Some((value, &said.at))
        };
        words.filter_map(of).last()
    }

    /// Why it cannot be known what is set for its programs: a file says more.
    pub(crate) fn reads_a_file(&self) -> Option<Unsure> {
        let file = self.last("EnvironmentFile")?;
        let path = file.value.trim_start_matches('-');
        Some(Unsure(Why::new(format!("what {path} sets is not known"))))
    }
}

impl Started<'_> {
    /// The name of the program, where it is known.
    pub(crate) fn name(&self) -> Option<&str> {
        self.path.known().and_then(|path| path.rsplit('/').next())
    }
}

/// What systemd takes for yes.
pub(crate) fn is_yes(value: &str) -> bool {
    ["1", "yes", "y", "true", "t", "on"].iter().any(|yes| yes.eq_ignore_ascii_case(value))
}

/// A number as systemd reads it, with a unit of 1024; `None` for none, for `infinity` and for percents.
fn size(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text.get(..digits)?.parse().ok()?;
    let factor: u64 = match text.get(digits..)? {
        "" | "B" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        "T" => 1 << 40,
        _ => return None,
    };
    number.checked_mul(factor)
}
