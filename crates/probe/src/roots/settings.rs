//! What the environment and Go's own files of settings say, as `go env` would tell it.

use std::collections::BTreeMap;

use super::join;
use crate::world::World;

/// What the Go command is told besides its arguments.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What each is set to, and by what.
    file: BTreeMap<String, (String, &'static str)>,
    /// What `-tags` of GOFLAGS sets.
    pub tags: Vec<String>,
    /// What other flags of GOFLAGS set: `race` of `-race`.
    pub sanitizers: Vec<String>,
    /// What GOFLAGS has of `-buildmode=…` and `-linkshared`, the last of each.
    pub linked_as: Vec<String>,
    /// GOEXPERIMENT.
    pub experiments: String,
    /// `-mod` of GOFLAGS.
    pub(super) mode: Option<String>,
    /// `-modfile` of GOFLAGS.
    pub(super) modfile: Option<String>,
}

impl Settings {
    /// The settings of this world.
    pub(crate) fn new(world: &dyn World) -> Self {
        let mut settings = Self::default();
        if let Some(text) = own_file(world).and_then(|path| world.text(&path).ok()) {
            settings.take(&text, OWN);
        }
        settings
    }

    /// The names of what is set by `go env -w`, before anything is added.
    pub(crate) fn names(&self) -> Vec<String> {
        self.file.keys().cloned().collect()
    }

    /// Adds what GOROOT/go.env says of what the user says nothing of.
    pub(crate) fn add(&mut self, text: &str) {
        self.take(text, OF_ALL);
    }

    fn take(&mut self, text: &str, by: &'static str) {
        for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
            if name.starts_with(|c: char| c.is_ascii_uppercase()) {
                self.file.entry(name.to_owned()).or_insert_with(|| (value.to_owned(), by));
            }
        }
    }

    /// Reads what needs more than its name: to be called when all files were added.
    pub(super) fn take_flags(&mut self, world: &dyn World) {
        self.experiments = self.get(world, "GOEXPERIMENT").unwrap_or_default();
        for flag in flags(&self.get(world, "GOFLAGS").unwrap_or_default()) {
            let flag = flag.trim_start_matches('-');
            match flag.split_once('=').unwrap_or((flag, "true")) {
                ("mod", mode) => self.mode = Some(mode.to_owned()),
                ("modfile", path) => self.modfile = Some(path.to_owned()),
                // The last one counts; blanks part tags too, as before Go 1.13.
                ("tags", tags) => {
                    let tags = tags.split([',', ' ']).filter(|tag| !tag.is_empty());
                    self.tags = tags.map(str::to_owned).collect();
                }
                ("buildmode", mode) => {
                    self.linked_as.retain(|flag| !flag.starts_with("-buildmode="));
                    self.linked_as.push(format!("-buildmode={mode}"));
                }
                ("linkshared", "true" | "1") => self.linked_as.push("-linkshared".to_owned()),
                (name, "true" | "1") if SANITIZERS.contains(&name) => {
                    self.sanitizers.push(name.to_owned());
                }
                _ => {}
            }
        }
    }

    /// A setting: of the environment, else of a file; what is empty is not set.
    pub fn get(&self, world: &dyn World, name: &str) -> Option<String> {
        let said = world.env(name).filter(|value| !value.is_empty());
        let of_file = || self.file.get(name).map(|(value, _)| value.clone());
        said.or_else(of_file).filter(|value| !value.is_empty())
    }

    /// Which of the files sets it.
    pub(crate) fn said_by(&self, name: &str) -> Option<&'static str> {
        self.file.get(name).map(|(_, by)| *by)
    }
}

/// The file of one user.
pub(crate) const OWN: &str = "go env -w";
/// The file that comes with a Go.
pub(crate) const OF_ALL: &str = "GOROOT/go.env";

/// Flags that set a tag of their name.
const SANITIZERS: [&str; 3] = ["race", "msan", "asan"];

/// The file that `go env -w` writes.
pub(crate) fn own_file(world: &dyn World) -> Option<String> {
    match world.env("GOENV").filter(|path| !path.is_empty()) {
        Some(off) if off == "off" => return None,
        Some(path) => return Some(path),
        None => {}
    }
    // os.UserConfigDir of each system.
    let home = || world.env("HOME");
    let dir = match std::env::consts::OS {
        "windows" => world.env("AppData"),
        "macos" | "ios" => home().map(|home| join(&home, "Library/Application Support")),
        _ => world
            .env("XDG_CONFIG_HOME")
            .filter(|dir| !dir.is_empty())
            .or_else(|| home().map(|home| join(&home, ".config"))),
    };
    dir.map(|dir| join(&dir, "go/env"))
}

/// The words of GOFLAGS, parted by blanks; quotes hold a word together if they stand around it.
pub fn flags(text: &str) -> Vec<&str> {
    let mut flags = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (flag, behind) = match first {
            '\'' | '"' => rest[1..].split_once(first).unwrap_or((&rest[1..], "")),
            _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        flags.push(flag);
        rest = behind.trim_start();
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_goflags_may_stand_in_quotes() {
        assert_eq!(
            flags(" -mod=mod  '-tags=a b' \"-x\" 'open"),
            ["-mod=mod", "-tags=a b", "-x", "open"]
        );
    }
}
