//! Images: their stages, what each copies and runs, and what is started.

use crate::{Env, Fact, Origin, Said};

/// An image, as a Dockerfile makes it for a platform.
#[derive(Debug, Clone)]
pub struct Image {
    /// The Dockerfile, among all files.
    pub file: usize,
    /// The platform of the machine that builds.
    pub host: ImagePlatform,
    /// The platform that the image is for.
    pub target: ImagePlatform,
    /// Who names the platform first, where a recipe does.
    pub target_said: Option<Origin>,
    /// Everybody who names it.
    pub target_said_by: Vec<Origin>,
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
