//! What an artifact is made of, and what of its making is left in it.

use crate::Fact;

/// What an artifact is made of: where its bytes go, and what tells how it was made.
#[derive(Debug, Clone)]
pub struct Anatomy {
    /// The file's length in bytes.
    pub size: u64,
    /// What has a name and bytes in the file, in its order.
    pub sections: Fact<Vec<Measured>>,
    /// The code of each package of Go by Go's function table, in the order of their names.
    pub packages: Fact<Vec<Measured>>,
    /// What the Go command calls this very build (`go tool buildid`).
    pub go_build_id: Fact<GoBuildId>,
    /// What the linker calls it: the GNU build ID of ELF, the UUID of Mach-O.
    pub linker_build_id: Fact<String>,
    /// The C compilers that say that they had a hand in it, as they call themselves.
    pub c_compilers: Fact<Vec<String>>,
    /// The directory that the standard library was compiled from; `Absent` where paths were trimmed.
    pub goroot: Fact<String>,
    /// The directory that modules were compiled from; `Absent` where there are none, or paths were trimmed.
    pub module_cache: Fact<String>,
    /// The files that are neither, below the directory that they share; `Absent` where paths were trimmed.
    pub source: Fact<Directory>,
    /// Who signed the file, if anybody did.
    pub signature: Fact<String>,
    /// When a linker says it made the file, in seconds since 1970 began; 0 where it does not say. Only PE
    /// has it.
    pub time_stamp: Fact<u64>,
    /// Names that cgo makes in the dynamic symbol table.
    pub cgo_names_kept: Fact<Vec<String>>,
    /// The texts that the linker was told to put into variables (`-X`), each with the variable's name before
    /// `=`; only the symbol table tells.
    pub linked_texts: Fact<Vec<String>>,
    /// The members of an archive, in order.
    pub members: Fact<Vec<String>>,
}

/// Something that has a name and a length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
}

/// What the Go command calls a build: four hashes, two of what went in and two of what came out (`cmd/go`,
/// `buildid.go`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoBuildId {
    /// The whole, as it is written.
    pub whole: String,
    /// Of all that the linker was given and told.
    pub link_action: String,
    /// Of all that the compiler was given and told for package main.
    pub main_action: String,
    /// Of what came out of compiling package main.
    pub main_content: String,
    /// Of the program as it was linked.
    pub content: String,
}

impl GoBuildId {
    /// The parts of a build ID; `None` where it has another form, as one that `-ldflags=-buildid=` chose.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/').map(str::to_owned);
        let mut next = || parts.next().filter(|part| !part.is_empty());
        let (link_action, main_action, main_content, content) =
            (next()?, next()?, next()?, next()?);
        let whole = text.to_owned();
        let id = Self { whole, link_action, main_action, main_content, content };
        parts.next().is_none().then_some(id)
    }
}

/// A directory, and files below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// Its path.
    pub path: String,
    /// The paths of the files from there, in order.
    pub files: Vec<String>,
}

/// In which bytes two artifacts differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes {
    /// The pieces that differ, in the order of the first file.
    pub pieces: Vec<PieceDiffers>,
    /// The functions of Go that are there in one alone, or of another length, or with another code; not
    /// all of many.
    pub functions: Vec<FunctionDiffers>,
    /// How many of them there are.
    pub functions_in_all: usize,
}

/// A piece of a file that is not the same in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceDiffers {
    /// The section that it lies in; empty for the headers and what lies between sections.
    pub section: String,
    /// What lies there.
    pub holds: Holds,
    /// Its place and length in the first file; `None` where it is only in the second.
    pub from: Option<(u64, u64)>,
    /// Its place and length in the second.
    pub to: Option<(u64, u64)>,
    /// How many bytes differ; `None` where the lengths differ, so that no byte has another beside it.
    pub bytes: Option<u64>,
    /// Stretches that differ, each by its place in the first file and its length; not all of many.
    pub ranges: Vec<(u64, u64)>,
    /// How many such stretches there are.
    pub ranges_in_all: u64,
    /// The text at the first difference, in both, where it is text.
    pub texts: Option<(String, String)>,
}

/// A function of Go that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionDiffers {
    /// Its whole name.
    pub name: String,
    /// Its package.
    pub package: String,
    /// The length of its code in the first file; `None` where it is not there.
    pub from: Option<u64>,
    /// The length of its code in the second.
    pub to: Option<u64>,
}

/// What lies in a piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holds {
    /// Where everything else is.
    Headers,
    /// What the Go command calls the build.
    GoBuildId,
    /// What the linker calls it.
    LinkerBuildId,
    /// What `go version -m` reads: Go version, modules, settings, VCS.
    BuildInfo,
    /// The same text, where the program itself reads it (`runtime/debug.ReadBuildInfo`).
    ModuleInfo,
    /// The names of functions in Go's function table.
    FunctionNames,
    /// The paths of source files in Go's function table.
    SourcePaths,
    /// The lines by address in Go's function table.
    Lines,
    /// The rest of Go's function table.
    FunctionTable,
    /// Debugging information.
    Debugging,
    /// The symbol table.
    Symbols,
    /// What C compilers say of themselves.
    CCompilers,
    /// Code.
    Code,
    /// Data.
    Data,
    /// What a dynamic loader reads.
    Dynamic,
    /// The signature of the file.
    Signature,
    /// When the linker says it made the file.
    TimeStamp,
    /// A checksum of the whole.
    Checksum,
    /// The header of a member of an archive: its name, time, owner and mode.
    MemberHeader,
    /// A member of an archive.
    Member,
    /// Nothing that has a name.
    Between,
}

impl Holds {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headers => "headers",
            Self::GoBuildId => "go-build-id",
            Self::LinkerBuildId => "linker-build-id",
            Self::BuildInfo => "build-info",
            Self::ModuleInfo => "module-info",
            Self::FunctionNames => "function-names",
            Self::SourcePaths => "source-paths",
            Self::Lines => "lines",
            Self::FunctionTable => "function-table",
            Self::Debugging => "debugging",
            Self::Symbols => "symbols",
            Self::CCompilers => "c-compilers",
            Self::Code => "code",
            Self::Data => "data",
            Self::Dynamic => "dynamic",
            Self::Signature => "signature",
            Self::TimeStamp => "time-stamp",
            Self::Checksum => "checksum",
            Self::MemberHeader => "member-header",
            Self::Member => "member",
            Self::Between => "between",
        }
    }

    /// What it is, for people.
    pub fn says(self) -> &'static str {
        match self {
            Self::Headers => "headers",
            Self::GoBuildId => "Go build ID",
            Self::LinkerBuildId => "the linker's build ID",
            Self::BuildInfo => "build info",
            Self::ModuleInfo => "build info, for the program itself",
            Self::FunctionNames => "names of functions",
            Self::SourcePaths => "paths of source files",
            Self::Lines => "lines by address",
            Self::FunctionTable => "function table",
            Self::Debugging => "debugging information",
            Self::Symbols => "symbol table",
            Self::CCompilers => "names of C compilers",
            Self::Code => "code",
            Self::Data => "data",
            Self::Dynamic => "what the loader reads",
            Self::Signature => "signature",
            Self::TimeStamp => "time stamp",
            Self::Checksum => "checksum",
            Self::MemberHeader => "headers of members",
            Self::Member => "members",
            Self::Between => "between sections",
        }
    }

    /// Whether it only names or vouches for the rest, and so differs with anything that does.
    pub fn follows(self) -> bool {
        matches!(self, Self::GoBuildId | Self::LinkerBuildId | Self::Signature | Self::Checksum)
    }
}
