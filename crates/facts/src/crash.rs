//! What a crash was, once it is understood: for showing and for counting.

/// A crash with what it means and who is the likely culprit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crash {
    /// The log, as the user named it, and the line at which it begins.
    pub log: String,
    /// From 1.
    pub line: u64,
    /// What kind it is, in a word or three: `panic`, `fatal error`, `SIGSEGV`, `data race`.
    pub kind: String,
    /// What was said of it, a line each; the last of a chain of panics first.
    pub said: Vec<String>,
    /// What was said as kind and message, with numbers, addresses and quoted values taken out.
    pub normal: String,
    /// The signal or exception, in words.
    pub signal: Option<CrashSignal>,
    /// What runtimes and libraries said just before.
    pub notes: Vec<String>,
    /// It happened in C code that Go had called.
    pub in_c: bool,
    /// What it means, in plain sentences.
    pub means: Vec<String>,
    /// What to do next.
    pub next: Vec<String>,
    /// Stacks; the one that crashed first.
    pub groups: Vec<CrashGroup>,
    /// How many goroutines were told.
    pub goroutines: u64,
    /// Goroutines at places beyond those that were kept.
    pub left_out: u64,
    /// The frame that is the likely culprit: which group, which frame.
    pub culprit: Option<(usize, usize)>,
    /// The release of Go, or the range that the text allows.
    pub go: CrashGo,
    /// What it is counted by.
    pub signature: String,
    /// The exit status, where the log tells it.
    pub exit: Option<u32>,
    /// Registers and what they held.
    pub registers: Vec<(String, u64)>,
}

/// A signal, as far as it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrashSignal {
    /// `SIGSEGV`, `0xc0000005`.
    pub name: String,
    /// si_code, or the first word of an exception.
    pub code: Option<u64>,
    /// The address it is about.
    pub address: Option<u64>,
    /// Where the program was.
    pub pc: Option<u64>,
    /// What stands there, innermost first, where a binary tells it.
    pub at: Vec<CrashFrame>,
}

/// What is known of the release of Go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrashGo {
    /// `go1.22.1`, where the log, its name or the binary tells it.
    pub exact: Option<String>,
    /// The least minor version that writes such a text.
    pub least: Option<u32>,
    /// The greatest one.
    pub most: Option<u32>,
}

/// Stacks that are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrashGroup {
    /// What stands over the first of them.
    pub title: String,
    /// What it is the stack of: `goroutine`, `runtime`, `access`, `creation`, `thread`, `profile`.
    pub of: &'static str,
    /// Its number, where it has one.
    pub number: Option<u64>,
    /// How many there are.
    pub count: u64,
    /// What they wait for, each with how many do; the most frequent first.
    pub states: Vec<(String, u64)>,
    /// The longest wait, in minutes.
    pub minutes: u64,
    /// From where the program was to where it began.
    pub frames: Vec<CrashFrame>,
    /// Frames that were left out.
    pub elided: u64,
    /// Who began it.
    pub creator: Option<CrashFrame>,
    /// The runtime could not tell its frames.
    pub unavailable: bool,
}

/// A frame, with whose code it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrashFrame {
    /// `net/http.(*conn).serve`; empty where only a number is known.
    pub function: String,
    /// What stands in the parentheses.
    pub arguments: String,
    /// The file; of C the library, where no source is told.
    pub file: String,
    /// 0 where it is not told.
    pub line: u32,
    /// The distance from the function's first instruction.
    pub offset: Option<u64>,
    /// The address.
    pub pc: Option<u64>,
    /// Inlined into the next one.
    pub inlined: bool,
    /// Whose code it is.
    pub whose: Whose,
    /// Its name was found in the binary and not in the log.
    pub looked_up: bool,
}

/// Whose code a frame is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The program's own module.
    Own,
    /// A module that it depends on.
    Dependency,
    /// Between Go and C: `runtime.cgocall`, `_cgo_…`, `main._Cfunc_…`.
    Boundary,
    /// Of C, or of anything that is not Go.
    C,
    /// The standard library.
    Standard,
    /// The runtime.
    Runtime,
    /// Nobody knows.
    #[default]
    Unknown,
}

impl Whose {
    /// In a word, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Dependency => "dependency",
            Self::Boundary => "boundary",
            Self::C => "c",
            Self::Standard => "standard",
            Self::Runtime => "runtime",
            Self::Unknown => "unknown",
        }
    }
}

/// Many crashes by what they are counted by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrashClusters {
    /// The most frequent first.
    pub clusters: Vec<CrashCluster>,
    /// All releases, oldest first; `unknown` last.
    pub releases: Vec<String>,
    /// How many logs were read, and how many told of no crash.
    pub logs: usize,
    /// Logs in which no crash was found.
    pub silent: Vec<String>,
}

/// Crashes of one signature.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CrashCluster {
    /// What they have in common.
    pub signature: String,
    /// The first of them.
    pub example: Crash,
    /// How many of each release, in the order of the releases.
    pub counts: Vec<u64>,
    /// In which logs, without doubles.
    pub logs: Vec<String>,
}
