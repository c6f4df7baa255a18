//! What a crashed program left in a log: panics, fatal errors, signals, races and the stacks of goroutines, as
//! every release of Go from 1.13 on writes them, and what C libraries, debuggers and systems write beside them.
//!
//! A log is read in one pass and in pieces. Goroutines that stand at the same place are kept once and counted, so
//! that a dump of any length needs little memory.

mod apple;
mod groups;
mod native;
mod parts;
mod reader;
mod stack;
#[cfg(test)]
mod threads;
mod words;

pub use parts::release;
pub use reader::Reader;

/// One crash, or one dump of goroutines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crash {
    /// The line of the log at which it begins, from 1.
    pub line: u64,
    /// What was said of it, in order: the chain of panics, the error, the signal.
    pub said: Vec<Said>,
    /// The signal, where one was told.
    pub signal: Option<Signal>,
    /// Lines that runtimes and libraries wrote just before: `runtime: …`, `free(): invalid pointer`.
    pub notes: Vec<String>,
    /// `signal arrived during cgo execution`, or `external code` on Windows.
    pub in_cgo: bool,
    /// Registers and what they held.
    pub registers: Vec<(String, u64)>,
    /// Stacks, the first one first, each kind of stack once.
    pub groups: Vec<Group>,
    /// How many goroutines were told.
    pub goroutines: u64,
    /// How many goroutines stood elsewhere when there were too many places to keep.
    pub left_out: u64,
    /// `exit status 2`, where somebody wrote it behind.
    pub exit: Option<u32>,
    /// The release of Go, where it is written: `go1.22.1`.
    pub go: Option<String>,
    /// What forms of the text were seen that came with a release: the least minor version that writes them.
    pub least: Option<u32>,
    /// The greatest minor version that writes what was seen.
    pub most: Option<u32>,
}

/// One thing that was said of a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// `panic: …`
    Panic {
        /// Its value, as it was printed.
        value: String,
        /// It was recovered, and something else followed.
        recovered: bool,
        /// It was recovered and raised again.
        again: bool,
    },
    /// A panic that a server recovered from and wrote down.
    Served(String),
    /// `fatal error: …`
    Fatal(String),
    /// `SIGABRT: abort`, `Exception 0xc0000005`, `EXC_BAD_ACCESS (SIGSEGV)`.
    Signal(String),
    /// `WARNING: DATA RACE`
    Race,
    /// Goroutines, and no word why: a dump or a profile, with what it calls itself.
    Dump(String),
    /// A C library or a system stopped the program.
    Native(String),
}

/// A signal, as far as it was told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signal {
    /// `SIGSEGV`, or the number of an exception: `0xc0000005`.
    pub name: String,
    /// si_code.
    pub code: Option<u64>,
    /// The address it is about.
    pub address: Option<u64>,
    /// Where the program was.
    pub pc: Option<u64>,
}

/// Stacks that are the same but for arguments and addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The first of them.
    pub stack: Stack,
    /// How many there are.
    pub count: u64,
    /// What they wait for, each with how many do.
    pub states: Vec<(String, u64)>,
    /// The longest time that one of them has waited, in minutes.
    pub minutes: u64,
}

/// A stack, from where the program was to where it began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stack {
    /// Whose it is.
    pub of: Of,
    /// What stands over it, as it was printed.
    pub title: String,
    /// `running`, `chan receive`.
    pub state: String,
    /// For how many minutes.
    pub minutes: u64,
    /// How many stand for this one; 1, but for a profile.
    pub count: u64,
    /// The frames.
    pub frames: Vec<Frame>,
    /// Frames that the runtime, or we, left out.
    pub elided: u64,
    /// `created by …`
    pub creator: Option<Frame>,
    /// `goroutine running on other thread; stack unavailable`.
    pub unavailable: bool,
    /// It is the stack that crashed, as a report says.
    pub crashed: bool,
}

/// Whose stack it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Of {
    /// A goroutine with its number; 0 is the one that schedules.
    Goroutine(u64),
    /// The scheduler's own stack: `runtime stack:`.
    #[default]
    Runtime,
    /// An access of a race, with its goroutine.
    Access(Option<u64>),
    /// Where a goroutine of a race was begun.
    Creation(Option<u64>),
    /// A thread of a system's report, a debugger or C.
    Thread(u64),
    /// A row of a profile.
    Profile,
}

/// A frame of a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// `net/http.(*conn).serve`; empty where only a number was told.
    pub function: String,
    /// What stands in the parentheses.
    pub arguments: String,
    /// The file; empty where it was not told.
    pub file: String,
    /// The line; 0 where it was not told.
    pub line: u32,
    /// The distance from the function's first instruction.
    pub offset: Option<u64>,
    /// The address.
    pub pc: Option<u64>,
    /// It was inlined into the next one: `(...)`.
    pub inlined: bool,
    /// It is of C.
    pub foreign: bool,
}
