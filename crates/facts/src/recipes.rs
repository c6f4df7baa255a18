//! What the recipes of a project say: which commands are run where, what they build, and what is shipped.

mod images;
mod makefiles;
mod pipelines;
mod profiles;
mod runs;
mod services;

use std::sync::Arc;

pub use images::{Base, Copied, CopiedFrom, Image, ImagePlatform, Mount, Stage, Start, Step};
pub use makefiles::{MakeTarget, MakeVariable, Makefile};
pub use pipelines::{FileSetting, Job, JobStep, JobSystem, Used};
pub use profiles::{
    Confinement, Confiner, Profile, ProfileArgument, ProfileConditions, ProfileRule, PropertyEntry,
    PropertyList,
};
pub use runs::{Env, Flow, GoCommand, GoFlag, Home, Run, Var};
pub use services::{Service, ServiceSetting, UnitFile, UnitSetting};

use crate::{Fact, Origin, Why};

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
    /// What AppArmor and SELinux know by its path.
    pub confinements: Vec<Confinement>,
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
    AppArmor,
    SelinuxContexts,
    GoEnv,
}

impl RecipeKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Dockerfile,
        Self::Compose,
        Self::Script,
        Self::Makefile,
        Self::Workflow,
        Self::Action,
        Self::GitlabCi,
        Self::Goreleaser,
        Self::Ko,
        Self::Unit,
        Self::Plist,
        Self::Seccomp,
        Self::AppArmor,
        Self::SelinuxContexts,
        Self::GoEnv,
    ];

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
            Self::AppArmor => ("AppArmor profile", "AppArmor profiles"),
            Self::SelinuxContexts => ("SELinux file context", "SELinux file contexts"),
            Self::GoEnv => ("go.env", "go.env files"),
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
    /// The version that it needs of each, but of those that a `replace` line speaks of.
    pub versions: Vec<(String, String)>,
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

    /// The version that it needs of a module, where no `replace` line speaks of that.
    pub fn version_of(&self, path: &str) -> Option<&str> {
        self.versions.iter().find(|(own, _)| own == path).map(|(_, version)| version.as_str())
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
