//! Two artifacts held against each other.

use crate::{Anatomy, Build, Bytes, Doubt, Fact, Finding, Origin, Plain, Verdict};

/// What changed from one artifact to another.
#[derive(Debug, Clone)]
pub struct BuildsCompared {
    /// The older one.
    pub from: ComparedBuild,
    /// The newer one.
    pub to: ComparedBuild,
    /// Whether they are the same, byte for byte.
    pub is_same: bool,
    /// The facts that differ, what matters most first.
    pub changes: Vec<Change>,
    /// The facts that are not known of one of the two, with why.
    pub unseen: Vec<(String, String)>,
    /// How many facts are alike.
    pub alike: usize,
    /// What the change comes to on the machines that were named.
    pub targets: Vec<TargetCompared>,
    /// What it comes to on all machines known by name; `None` where nobody looked.
    pub reach: Option<ReachCompared>,
    /// In which bytes they differ, where that was looked at.
    pub bytes: Option<Bytes>,
    /// What speaks against their being two builds of the same source; `None` where nothing does.
    pub other_source: Option<String>,
    /// Why they are not the same, the surest first.
    pub causes: Vec<Cause>,
}

/// One of the two.
#[derive(Debug, Clone)]
pub struct ComparedBuild {
    /// What it asks for.
    pub build: Box<Build>,
    /// What it is made of.
    pub anatomy: Box<Anatomy>,
}

/// What a change is about; in this order they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The platform and the CPU level.
    Platform,
    /// What a dynamic loader is asked for.
    Loader,
    /// cgo, recorded and linked.
    Cgo,
    /// The Go version and what it was told.
    Go,
    /// Modules.
    Modules,
    /// What of the machine's files it reads, and what it brings along.
    Needs,
    /// The system calls that it can make.
    Syscalls,
    /// What is left of symbols.
    Symbols,
    /// Who signed it.
    Signature,
}

impl Topic {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Loader => "loader",
            Self::Cgo => "cgo",
            Self::Go => "go",
            Self::Modules => "modules",
            Self::Needs => "needs",
            Self::Syscalls => "syscalls",
            Self::Symbols => "symbols",
            Self::Signature => "signature",
        }
    }
}

/// A fact that is another in each of two builds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The fact's name.
    pub name: String,
    /// What it is about.
    pub topic: Topic,
    /// What it was.
    pub from: Fact<Plain>,
    /// What it is.
    pub to: Fact<Plain>,
    /// Of a list: what is only in the newer.
    pub added: Vec<String>,
    /// Of a list: what is only in the older.
    pub removed: Vec<String>,
    /// Of a list: what has another version.
    pub moved: Vec<Moved>,
    /// What it means, where that is known.
    pub means: Option<String>,
    /// Whether it can matter where the program runs.
    pub matters: bool,
}

/// Something with a version that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its name.
    pub name: String,
    /// The version in the older.
    pub from: String,
    /// The version in the newer.
    pub to: String,
}

/// What becomes of a change on one machine.
#[derive(Debug, Clone)]
pub struct TargetCompared {
    /// The machine.
    pub target: String,
    /// The verdict on the older build.
    pub from: Verdict,
    /// The verdict on the newer.
    pub to: Verdict,
    /// What is found for the newer alone.
    pub came: Vec<Finding>,
    /// What is found for the older alone.
    pub went: Vec<Finding>,
    /// What could not be looked at for the newer, where that leaves its verdict open.
    pub doubts: Vec<Doubt>,
}

/// What becomes of a change on all machines known by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachCompared {
    /// Those that only the older runs on.
    pub lost: Vec<String>,
    /// Those that only the newer runs on.
    pub won: Vec<String>,
}

/// Why two artifacts are not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Which input was another.
    pub input: Input,
    /// What it was and is, in one line.
    pub says: String,
    /// Where that is seen in the older.
    pub from: Option<Origin>,
    /// Where it is seen in the newer.
    pub to: Option<Origin>,
    /// Whether it is sure; else it is what is left when all that could be seen is alike.
    pub is_sure: bool,
    /// How to get the same bytes from both.
    pub mend: String,
}

/// Something that goes into a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// The platform that it is for.
    Platform,
    /// The release of Go.
    Go,
    /// A build setting.
    Setting,
    /// The main package or module.
    Main,
    /// Other modules.
    Modules,
    /// Where the source lies.
    SourceDirectory,
    /// Where Go lies.
    Goroot,
    /// Where modules lie.
    ModuleCache,
    /// What version control says.
    Vcs,
    /// The version of the main module, as version control or the proxy gave it.
    MainVersion,
    /// The C compiler.
    CCompiler,
    /// The source.
    Source,
    /// What the linker was told, and nobody recorded.
    LinkFlags,
    /// What a C compiler or an external linker made.
    ExternalLink,
    /// Something that came to the same code all the same.
    NamedOtherwise,
    /// Symbols were taken out after the build.
    Stripped,
    /// The file was signed, or signed otherwise.
    Signature,
    /// The time of the link.
    TimeStamp,
    /// The order of an archive's members.
    ArchiveOrder,
    /// The times, owners and modes of an archive's members.
    ArchiveTimes,
    /// Something was done to the file after the build.
    AfterBuild,
}

impl Input {
    /// Its name, which never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Go => "go",
            Self::Setting => "setting",
            Self::Main => "main",
            Self::Modules => "modules",
            Self::SourceDirectory => "source-directory",
            Self::Goroot => "goroot",
            Self::ModuleCache => "module-cache",
            Self::Vcs => "vcs",
            Self::MainVersion => "main-version",
            Self::CCompiler => "c-compiler",
            Self::Source => "source",
            Self::LinkFlags => "link-flags",
            Self::ExternalLink => "external-link",
            Self::NamedOtherwise => "named-otherwise",
            Self::Stripped => "stripped",
            Self::Signature => "signature",
            Self::TimeStamp => "time-stamp",
            Self::ArchiveOrder => "archive-order",
            Self::ArchiveTimes => "archive-times",
            Self::AfterBuild => "after-build",
        }
    }
}
