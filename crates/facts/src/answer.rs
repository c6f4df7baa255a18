//! What leads from a module's programs to something, and what of C a module holds.

use crate::Fact;

/// A port, with cgo or without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// GOOS.
    pub os: String,
    /// GOARCH.
    pub arch: String,
    /// Whether cgo is enabled.
    pub has_cgo: bool,
}

/// What leads to what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceAnswer {
    /// The module's path.
    pub module: String,
    /// What was asked for, in full.
    pub subject: String,
    /// What that is: `package`, `function`, `c`, `c_symbol`, `unsafe`, `export` or `library`.
    pub kind: &'static str,
    /// Whose it is: empty for the module's own, `std`, or a module with its version.
    pub home: String,
    /// The platform that the ways are of, by its place among the ports.
    pub platform: usize,
    /// All ports that were looked at.
    pub ports: Vec<Port>,
    /// The ports on which a program is built with it, by their places.
    pub holds: Vec<usize>,
    /// Files that hold it or stand on the first program's way of imports, if they are not built
    /// everywhere, and what they are built for.
    pub conditions: Vec<(String, String)>,
    /// What is different with cgo, and without, where it is a package that cgo switches.
    pub means: Option<(String, String)>,
    /// What leads there, the programs with a way of calls first.
    pub entries: Vec<EntryWays>,
    /// How many programs do not import it on this platform.
    pub others: usize,
    /// The functions from which some program gets there, if these were asked for.
    pub callers: Vec<String>,
    /// What could not be looked into, on whatever port, and why.
    pub unseen: Vec<String>,
}

/// What leads from one program to what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryWays {
    /// The program, or a package that is part of none.
    pub program: String,
    /// The shortest way of imports.
    pub imports: Vec<String>,
    /// Ways of calls: the best, or the best to each place.
    pub calls: Vec<CallWay>,
    /// The way of symbols by the Go linker, if that was asked.
    pub linked: Option<Fact<Vec<String>>>,
}

/// A way of calls, from the function that is called from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallWay {
    /// The calls.
    pub steps: Vec<CallStep>,
}

impl CallWay {
    /// Whether every call is certain.
    pub fn is_exact(&self) -> bool {
        self.steps.iter().all(|step| step.is_exact)
    }
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallStep {
    /// What is called.
    pub name: String,
    /// The file and line of the call; none for what is called from outside.
    pub place: Option<(String, usize)>,
    /// Whether nothing else can be called there.
    pub is_exact: bool,
}

/// What a module and all that it is built from hold of cgo, unsafe and direct system calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surface {
    /// The module's path.
    pub module: String,
    /// The minor release of Go.
    pub release: u32,
    /// All ports that were looked at.
    pub ports: Vec<Port>,
    /// What was found, in order.
    pub lines: Vec<SurfaceLine>,
    /// What could not be looked into, and why.
    pub unseen: Vec<String>,
}

/// One thing that a package holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SurfaceLine {
    /// The package.
    pub package: String,
    /// What it holds: `cgo`, `links`, `pkg-config`, `c-functions`, `exports`, `unsafe`, `syscall`.
    pub kind: &'static str,
    /// A name or a number.
    pub what: String,
    /// The ports on which it counts; none where that goes without saying.
    pub on: Vec<usize>,
}
