//! What the recipes of a project say: which commands are run where, what they build, and what is shipped.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Fact, FileSetting, Job, Makefile, Origin, Profile, PropertyList, Why};

/// All recipes below a directory.
#[derive(Debug, Clone, Default)]
pub struct Recipes {
    /// The files that were read.
    pub files: Vec<RecipeFile>,
    /// The modules, by their go.mod.
    pub modules: Vec<ModuleFile>,
    /// The images that Dockerfiles make, once for each platform that was looked at.
    pub images: Vec<Image>,
    /// Every command that is run, in the order of the files.
    pub runs: Vec<Run>,
    /// What Makefiles say of variables and targets.
    pub makefiles: Vec<Makefile>,
    /// What systemd starts.
    pub units: Vec<UnitFile>,
    /// The jobs of pipelines.
    pub jobs: Vec<Job>,
    /// What files say that run nothing themselves.
    pub settings: Vec<FileSetting>,
    /// What compose files start.
    pub services: Vec<Service>,
    /// What seccomp profiles allow.
    pub profiles: Vec<Profile>,
    /// What launchd starts.
    pub plists: Vec<PropertyList>,
    /// Whether any command keeps settings for later ones, as `go env -w` does.
    pub keeps_settings: bool,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeFile {
    /// Its path, as the user would name it.
    pub path: Arc<str>,
    /// Its path below the directory that was looked through.
    pub below: String,
    /// What it is.
    pub kind: RecipeKind,
    /// Why it was not read, if it was not.
    pub unread: Option<Why>,
    /// What of it could not be understood.
    pub problems: Vec<(String, Origin)>,
    /// The comments that silence a rule.
    pub allowed: Vec<AllowComment>,
}

/// What a recipe is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each variant is its name")]
pub enum RecipeKind {
    Dockerfile,
    Compose,
    Script,
    Makefile,
    Workflow,
    Action,
    GitlabCi,
    Goreleaser,
    Ko,
    Unit,
    Plist,
    Seccomp,
}

impl RecipeKind {
    /// What one of them is called, and what several are.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Dockerfile => ("Dockerfile", "Dockerfiles"),
            Self::Compose => ("compose file", "compose files"),
            Self::Script => ("script", "scripts"),
            Self::Makefile => ("Makefile", "Makefiles"),
            Self::Workflow => ("workflow", "workflows"),
            Self::Action => ("action", "actions"),
            Self::GitlabCi => ("GitLab pipeline", "GitLab pipelines"),
            Self::Goreleaser => ("GoReleaser configuration", "GoReleaser configurations"),
            Self::Ko => ("ko configuration", "ko configurations"),
            Self::Unit => ("unit", "units"),
            Self::Plist => ("property list", "property lists"),
            Self::Seccomp => ("seccomp profile", "seccomp profiles"),
        }
    }
}

/// A comment that silences a rule at a place: `# landfall: allow RULE because …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowComment {
    /// The rule.
    pub rule: String,
    /// Why; without a reason nothing is silenced.
    pub reason: Option<String>,
    /// The lines it speaks of: its own, or the statement below it.
    pub lines: (u32, u32),
    /// Where it stands.
    pub at: Origin,
}

/// A go.mod, as far as recipes care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleFile {
    /// The file.
    pub path: Arc<str>,
    /// Its directory, below that of all recipes; empty for the topmost.
    pub dir: String,
    /// The path of the module.
    pub name: Fact<String>,
    /// What stands behind `go`.
    pub go: Fact<String>,
    /// What stands behind `toolchain`.
    pub toolchain: Fact<String>,
    /// The modules it needs, with their lines.
    pub requires: Vec<(String, Origin)>,
    /// Those of them that only other modules need: `// indirect`.
    pub indirect: Vec<String>,
    /// Directories that `replace` lines lead to, with their lines.
    pub replaced_by: Vec<(String, Origin)>,
}

impl ModuleFile {
    /// The modules that a package of this one imports itself, with their lines.
    pub fn imports(&self) -> impl Iterator<Item = &(String, Origin)> {
        self.requires.iter().filter(|(path, _)| !self.indirect.contains(path))
    }
}

/// A text of a recipe after everything was put in, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: Fact<String>,
    /// How it is written.
    pub written: String,
    /// Where.
    pub at: Origin,
}

impl Said {
    /// The text, where it is known.
    pub fn known(&self) -> Option<&str> {
        self.text.known().map(String::as_str)
    }
}

/// What a command finds in its environment.
#[derive(Debug, Clone, Default)]
pub struct Env {
    vars: Arc<BTreeMap<String, Var>>,
}

/// A variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Var {
    /// Its value.
    pub value: Fact<String>,
    /// Whether programs see it.
    pub is_exported: bool,
    /// Whether it is an `ARG` of a Dockerfile: it ends with its stage.
    pub is_arg: bool,
}

impl Env {
    /// What programs see of a name. `Absent` where nothing here sets it.
    pub fn get(&self, name: &str) -> Fact<String> {
        match self.vars.get(name) {
            Some(var) if var.is_exported => var.value.clone(),
            _ => Fact::Absent(Origin::Nature(format!("nothing here sets {name}"))),
        }
    }

    /// A variable, seen by programs or not.
    pub fn var(&self, name: &str) -> Option<&Var> {
        self.vars.get(name)
    }

    /// All variables, by name.
    pub fn vars(&self) -> impl Iterator<Item = (&str, &Var)> {
        self.vars.iter().map(|(name, var)| (name.as_str(), var))
    }

    /// Sets a variable.
    pub fn set(&mut self, name: impl Into<String>, var: Var) {
        Arc::make_mut(&mut self.vars).insert(name.into(), var);
    }

    /// Takes a variable away.
    pub fn unset(&mut self, name: &str) {
        if self.vars.contains_key(name) {
            Arc::make_mut(&mut self.vars).remove(name);
        }
    }

    /// Keeps the variables that something is so of.
    pub fn retain(&mut self, keep: impl Fn(&str, &Var) -> bool) {
        if self.vars.iter().any(|(name, var)| !keep(name, var)) {
            Arc::make_mut(&mut self.vars).retain(|name, var| keep(name, var));
        }
    }

    /// Whether both are the same because nothing was changed since.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.vars, &other.vars)
    }
}

/// A command that is run.
#[derive(Debug, Clone)]
pub struct Run {
    /// The program, without its directory.
    pub program: Fact<String>,
    /// The program as it is written.
    pub called: Said,
    /// Its arguments.
    pub words: Vec<Said>,
    /// The environment it sees.
    pub env: Env,
    /// What the script exports and `sudo` keeps from it.
    pub withheld: Vec<String>,
    /// The directory it runs in: absolute in an image, else below that of all recipes.
    pub dir: Fact<String>,
    /// How the whole command is written, with what is set before it.
    pub written: String,
    /// Where that stands.
    pub at: Origin,
    /// Where it runs.
    pub home: Home,
    /// What becomes of its failure.
    pub flow: Flow,
    /// What it asks of the Go command, where it is that.
    pub go: Option<Box<GoCommand>>,
}

/// Where a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In a stage of an image.
    Stage {
        /// Among all images.
        image: usize,
        /// Among its stages.
        stage: usize,
        /// Which instruction of the stage: a shell of its own.
        shell: usize,
    },
    /// In a script that somebody calls.
    Script {
        /// Among all files.
        file: usize,
    },
    /// In a recipe of a Makefile.
    Target {
        /// Among all files.
        file: usize,
        /// Which line: a shell of its own.
        shell: usize,
    },
    /// In a step of a job: a shell of its own.
    Step {
        /// Among all jobs.
        job: usize,
        /// Among its steps.
        step: usize,
    },
}

/// What becomes of a command's failure, and when it runs at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow {
    /// Its output goes into another command, and `pipefail` is off.
    pub is_piped: bool,
    /// `||` follows with something that succeeds, as `true`.
    pub is_forgiven: bool,
    /// Another command follows whatever became of it: `;` or a new line, and `set -e` is off.
    pub is_passed_over: bool,
    /// It stands in a subshell, a pipeline or the background: what it sets is lost.
    pub is_apart: bool,
    /// It runs under a condition, in a loop or in a function.
    pub is_conditional: bool,
    /// It is the condition: its failure is asked for.
    pub is_asked: bool,
}

/// What is asked of the Go command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoCommand {
    /// `build`, `install`, `test` …; two words where they are, as `mod download`.
    pub verb: String,
    /// Its flags, in order.
    pub flags: Vec<GoFlag>,
    /// What stands behind the flags: packages, files.
    pub packages: Vec<Said>,
}

impl GoCommand {
    /// The flag of a name that counts: the last.
    pub fn flag(&self, name: &str) -> Option<&GoFlag> {
        self.flags.iter().rev().find(|flag| flag.name == name)
    }

    /// Whether it compiles: everything that is built with is of interest.
    pub fn compiles(&self) -> bool {
        matches!(self.verb.as_str(), "build" | "install" | "test" | "run" | "vet" | "get")
    }

    /// Whether a program comes out of it that is kept.
    pub fn ships(&self) -> bool {
        matches!(self.verb.as_str(), "build" | "install")
    }
}

/// A flag of the Go command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoFlag {
    /// Its name, without dashes.
    pub name: String,
    /// Its value; `true` where none is given.
    pub value: Fact<String>,
    /// The whole, with its value.
    pub at: Origin,
}

/// An image, as a Dockerfile makes it for a platform.
#[derive(Debug, Clone)]
pub struct Image {
    /// The Dockerfile, among all files.
    pub file: usize,
    /// The platform of the machine that builds.
    pub host: ImagePlatform,
    /// The platform that the image is for.
    pub target: ImagePlatform,
    /// Who names the platform, where a recipe does.
    pub target_said: Option<Origin>,
    /// The arguments that are asked for before the first stage.
    pub arguments: Vec<String>,
    /// Its stages.
    pub stages: Vec<Stage>,
}

/// A platform as images name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImagePlatform {
    /// `linux`
    pub os: String,
    /// `amd64`
    pub arch: String,
    /// `v7`, or empty.
    pub variant: String,
}

impl ImagePlatform {
    /// The platform that a text names; parts that are not there are empty.
    pub fn read(text: &str) -> Self {
        let mut parts = text.splitn(3, '/').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Self { os: next(), arch: next(), variant: next() }
    }
}

impl std::fmt::Display for ImagePlatform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.os, self.arch)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

/// A stage of an image.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name, behind `AS`.
    pub name: Option<String>,
    /// The `FROM` line.
    pub at: Origin,
    /// What it begins with.
    pub base: Base,
    /// The value of `--platform`.
    pub platform_flag: Option<Said>,
    /// The platform on which its commands run.
    pub platform: Fact<String>,
    /// What its instructions do, in order.
    pub steps: Vec<Step>,
    /// What is set at its end, for programs that are started in it.
    pub env: Env,
    /// The user at its end.
    pub user: Option<Said>,
    /// The working directory at its end.
    pub dir: Fact<String>,
    /// What is started, where it or a stage that it begins with says so.
    pub entrypoint: Option<Start>,
    /// What is started, or its arguments.
    pub command: Option<Start>,
    /// What asks after its health.
    pub health: Option<Start>,
}

/// What a stage begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// Nothing at all.
    Scratch(Origin),
    /// An earlier stage.
    Stage(usize),
    /// An image by name.
    Image(Said),
}

/// What is started in an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The words; those of a line for a shell, as one.
    pub words: Vec<Said>,
    /// Whether a shell is needed.
    pub is_shell: bool,
    /// The instruction.
    pub at: Origin,
}

/// What an instruction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Runs commands: the first among all runs, and the one behind the last.
    Run {
        /// Among all runs.
        runs: (usize, usize),
        /// Whether a shell runs them: they are not written as a list.
        is_shell: bool,
        /// The instruction.
        at: Origin,
        /// What is mounted while it runs: each with its kind and where.
        mounts: Vec<Mount>,
    },
    /// Copies files.
    Copy(Box<Copied>),
    /// Sets variables that last.
    Env {
        /// Name and value of each.
        pairs: Vec<(String, Said)>,
    },
    /// Declares an argument.
    Arg {
        /// Its name.
        name: String,
        /// Its value where none is given.
        default: Option<Said>,
        /// The declaration.
        at: Origin,
    },
    /// Says who runs what follows.
    User(Said),
    /// Opens a port.
    Expose(Said),
}

/// What is mounted while commands run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// `bind`, `cache`, `tmpfs`, `secret` or `ssh`.
    pub kind: String,
    /// Its other settings.
    pub settings: Vec<(String, String)>,
    /// The flag.
    pub at: Origin,
}

/// Files that are copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Whether the instruction is `ADD`.
    pub is_add: bool,
    /// What from.
    pub from: CopiedFrom,
    /// The files; what stands in the instruction itself has none.
    pub sources: Vec<Said>,
    /// Where to: absolute, where that is known.
    pub to: Said,
    /// The modes given to the files.
    pub mode: Option<Said>,
    /// The owner given to the files.
    pub owner: Option<Said>,
    /// The instruction.
    pub at: Origin,
}

/// Where copied files come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopiedFrom {
    /// The directory that is built in.
    Context,
    /// An earlier stage.
    Stage(usize, Origin),
    /// An image by name.
    Image(Said),
}

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
