//! What starts and confines programs beside systemd: seccomp profiles, property lists of launchd, and to whom
//! AppArmor and SELinux belong.

use crate::Origin;

/// A program that AppArmor or SELinux knows by its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confinement {
    /// The file, among all files.
    pub file: usize,
    /// Who confines it.
    pub by: Confiner,
    /// The profile, or the type that the file is labelled with.
    pub name: String,
    /// The path; `None` for a pattern, and what a variable is put into.
    pub path: Option<String>,
    /// Where that stands.
    pub at: Origin,
}

/// Who confines programs by their paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Confiner {
    /// By the profile that has the path in its head.
    AppArmor,
    /// By the label that the path is given.
    Selinux,
}

/// A seccomp profile, as Docker and the container runtimes read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its file, among all files.
    pub file: usize,
    /// What becomes of a call that no rule names, for example `SCMP_ACT_ERRNO`.
    pub default_action: String,
    /// The error that is answered then, where the profile says one.
    pub default_errno: Option<i64>,
    /// Where that stands.
    pub at: Origin,
    /// The architectures that it speaks of, those that stand beside another included.
    pub architectures: Vec<(String, Origin)>,
    /// Its rules, in their order.
    pub rules: Vec<ProfileRule>,
}

/// A rule of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileRule {
    /// The calls, with their places.
    pub names: Vec<(String, Origin)>,
    /// What becomes of them, for example `SCMP_ACT_ALLOW`.
    pub action: String,
    /// The error that is answered, where the rule says one.
    pub errno: Option<i64>,
    /// Whether it looks at the arguments.
    pub looks_at_arguments: bool,
    /// The numbers that arguments are masked with or compared to.
    pub argument_values: Vec<u64>,
    /// What has to be so for the rule to be there, for example `CAP_SYS_ADMIN`, `minKernel` or `s390x`.
    pub only_with: Vec<String>,
    /// What must not be so.
    pub not_with: Vec<String>,
}

impl ProfileRule {
    /// Whether the rule is there whatever the container may do and wherever it runs.
    pub fn always_holds(&self) -> bool {
        self.only_with.is_empty() && self.not_with.is_empty()
    }

    /// Whether it names a call, and where.
    pub fn names(&self, call: &str) -> Option<&Origin> {
        self.names.iter().find(|(name, _)| name == call).map(|(_, at)| at)
    }
}

/// A property list that tells launchd what to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyList {
    /// Its file, among all files.
    pub file: usize,
    /// Every text, number and truth in it, in order.
    pub entries: Vec<PropertyEntry>,
}

/// A value in a property list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyEntry {
    /// The keys that lead to it. The elements of an array all have that of the array.
    pub keys: Vec<String>,
    /// The value.
    pub value: String,
    /// Where it stands.
    pub at: Origin,
}

impl PropertyList {
    /// The values that keys lead to, in order.
    pub fn all<'a>(&'a self, keys: &'a [&str]) -> impl Iterator<Item = &'a PropertyEntry> {
        self.entries.iter().filter(move |entry| entry.keys.iter().eq(keys.iter()))
    }
}
