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
    /// Which of them stand beside which, where it says that: each with those beside it.
    pub beside: Vec<(String, Vec<String>)>,
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
    /// What the arguments have to be.
    pub arguments: Vec<ProfileArgument>,
    /// What has to be so for the rule to be there.
    pub includes: ProfileConditions,
    /// What must not be so.
    pub excludes: ProfileConditions,
}

/// A comparison of an argument in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileArgument {
    /// Which argument, from 0.
    pub index: u64,
    /// How it is compared, for example `SCMP_CMP_MASKED_EQ`.
    pub compare: String,
    /// With what; the mask, where one is.
    pub value: u64,
    /// What the masked argument has to be.
    pub value_two: u64,
}

/// Conditions of a rule. Docker and Podman heed them; the runtimes below never see them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileConditions {
    /// Architectures, as libseccomp names them: `amd64`, `x86`, `mipsel64`.
    pub arches: Vec<String>,
    /// Capabilities in the bounding set.
    pub capabilities: Vec<String>,
    /// The kernel, at least, for example `4.8`.
    pub min_kernel: Option<String>,
}

impl ProfileConditions {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.arches.is_empty() && self.capabilities.is_empty() && self.min_kernel.is_none()
    }

    /// All of them in words, for example `CAP_SYS_ADMIN`, `minKernel 4.8` or `s390x`.
    pub fn words(&self) -> impl Iterator<Item = String> {
        let kernel = self.min_kernel.iter().map(|release| format!("minKernel {release}"));
        self.arches.iter().chain(&self.capabilities).cloned().chain(kernel)
    }
}

impl ProfileRule {
    /// Whether the rule is there whatever the container may do and wherever it runs.
    pub fn always_holds(&self) -> bool {
        self.includes.is_empty() && self.excludes.is_empty()
    }

    /// Its conditions in words, those first that have to hold.
    pub fn conditions(&self) -> impl Iterator<Item = String> {
        self.includes.words().chain(self.excludes.words())
    }

    /// Whether it looks at the arguments.
    pub fn looks_at_arguments(&self) -> bool {
        !self.arguments.is_empty()
    }

    /// The numbers that arguments are masked with or compared to.
    pub fn argument_values(&self) -> impl Iterator<Item = u64> {
        self.arguments.iter().flat_map(|one| [one.value, one.value_two])
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
