//! What starts programs: units of systemd and services of compose files.

use crate::{Fact, Origin, Said, Why};

/// A unit of systemd, with its drop-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFile {
    /// Its file, among all files.
    pub file: usize,
    /// Its name, for example `web.service`.
    pub name: String,
    /// Section, key and value of every setting, in the order in which they count.
    pub settings: Vec<UnitSetting>,
}

/// A setting of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSetting {
    /// The section.
    pub section: String,
    /// The key.
    pub key: String,
    /// The value, as it is written.
    pub value: String,
    /// The words of the value, without their quotes. What systemd or a variable puts in is not known.
    pub words: Vec<Said>,
    /// The setting.
    pub at: Origin,
    /// Its key.
    pub key_at: Origin,
    /// Its value.
    pub value_at: Origin,
}

impl UnitFile {
    /// The setting of a key that counts: the last.
    pub fn last(&self, section: &str, key: &str) -> Option<&UnitSetting> {
        self.all(section, key).last()
    }

    /// The settings of a key, less those that an empty one takes back.
    pub fn all<'a>(
        &'a self,
        section: &str,
        key: &str,
    ) -> impl DoubleEndedIterator<Item = &'a UnitSetting> {
        let is_meant = |one: &&UnitSetting| one.section == section && one.key == key;
        let last_empty =
            self.settings.iter().rposition(|one| is_meant(&one) && one.value.trim().is_empty());
        let from = last_empty.map_or(0, |at| at + 1);
        let (section, key) = (section.to_owned(), key.to_owned());
        self.settings[from..].iter().filter(move |one| one.section == section && one.key == key)
    }
}

/// A service of a compose file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The file, among all files.
    pub file: usize,
    /// Its name.
    pub name: String,
    /// The name, where it stands.
    pub at: Origin,
    /// Every scalar below it.
    pub settings: Vec<ServiceSetting>,
}

/// A scalar of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceSetting {
    /// The keys that lead to it, joined by dots: `build.target`. The items of a list share a key.
    pub key: String,
    /// Its value; what compose would put in is not known.
    pub value: Said,
}

impl Service {
    /// The setting of a key that counts: the last.
    pub fn get(&self, key: &str) -> Option<&Said> {
        self.all(key).last()
    }

    /// The settings of a key: the items of a list, or the one.
    pub fn all(&self, key: &str) -> impl DoubleEndedIterator<Item = &Said> {
        let is_meant = move |one: &&ServiceSetting| one.key == key;
        self.settings.iter().filter(is_meant).map(|one| &one.value)
    }

    /// Whether anything stands at a key or below it.
    pub fn has(&self, key: &str) -> bool {
        self.settings.iter().any(|one| {
            one.key.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// Names and values at a key, written as a mapping or as a list of `NAME=value`. One without a value
    /// comes from whoever starts it.
    pub fn pairs(&self, key: &str) -> Vec<(String, Fact<String>, Origin)> {
        let named = self.settings.iter().filter_map(|one| {
            let name = one.key.strip_prefix(key)?.strip_prefix('.')?;
            Some((name.to_owned(), one.value.text.clone(), one.value.at.clone()))
        });
        let listed = self.all(key).map(|said| {
            let (name, value) = match said.written.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (said.written.as_str(), None),
            };
            let text = match (&said.text, value) {
                (Fact::Known(_, origin), Some(value)) => {
                    Fact::Known(value.to_owned(), origin.clone())
                }
                (Fact::Unknown(why), _) => Fact::Unknown(why.clone()),
                (_, None) | (Fact::Absent(_), _) => {
                    Fact::Unknown(Why::new(format!("{name} comes from whoever starts it")))
                }
            };
            (name.to_owned(), text, said.at.clone())
        });
        named.chain(listed).collect()
    }
}
