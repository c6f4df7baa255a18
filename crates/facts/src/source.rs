//! The Go source of a module: what it says of itself, and what stands in its files.

use std::iter::Sum;
use std::ops::Add;

use crate::{Fact, Origin, Why};

/// The Go source of one module, or of a directory that belongs to none. A module that lies within
/// another is a tree of its own.
#[derive(Debug, Clone)]
pub struct SourceTree {
    /// The directory, as the user would name it.
    pub dir: String,
    /// The module's path; `Absent` without a go.mod.
    pub module: Fact<String>,
    /// The Go release whose language it is written in, for example `1.24`; `Absent` where go.mod
    /// names none.
    pub go_version: Fact<String>,
    /// The toolchain that its go.mod names, for example `go1.26.8`.
    pub toolchain: Fact<String>,
    /// What stands in all of its files that could be read.
    pub counts: SourceCounts,
    /// How many could not be read.
    pub unread_files: u64,
}

/// What stands in Go files, in each that could be read: tests, vendored ones, test data and those
/// for other systems too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceCounts {
    /// Files whose name ends in `.go`.
    pub go_files: u64,
    /// Their lines.
    pub lines: u64,
    /// Files that the Go parser would refuse.
    pub broken_files: u64,
    /// Files that import "C".
    pub files_importing_c: u64,
    /// Selectors `C.x`.
    pub c_selectors: u64,
    /// `#cgo` lines.
    pub cgo_directives: u64,
    /// Functions exported to C (`//export`).
    pub exports: u64,
    /// Selectors `unsafe.Pointer`, by whatever name unsafe is imported.
    pub unsafe_pointer_selectors: u64,
    /// Those that convert: `unsafe.Pointer(x)`.
    pub unsafe_pointer_conversions: u64,
    /// `//go:linkname` comments.
    pub linknames: u64,
    /// `//go:embed` comments.
    pub embeds: u64,
}

impl Add for SourceCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            go_files: self.go_files + other.go_files,
            lines: self.lines + other.lines,
            broken_files: self.broken_files + other.broken_files,
            files_importing_c: self.files_importing_c + other.files_importing_c,
            c_selectors: self.c_selectors + other.c_selectors,
            cgo_directives: self.cgo_directives + other.cgo_directives,
            exports: self.exports + other.exports,
            unsafe_pointer_selectors: self.unsafe_pointer_selectors
                + other.unsafe_pointer_selectors,
            unsafe_pointer_conversions: self.unsafe_pointer_conversions
                + other.unsafe_pointer_conversions,
            linknames: self.linknames + other.linknames,
            embeds: self.embeds + other.embeds,
        }
    }
}

impl Sum for SourceCounts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// What the source of a program says of building it for one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The minor release of Go that would build it, 26 for Go 1.26.
    pub release: u32,
    /// Whether cgo would be on, and who says so.
    pub has_cgo: bool,
    /// Who says so: a setting, or the Go command's own rule.
    pub cgo_origin: Origin,
    /// What stops it.
    pub obstacles: Vec<Obstacle>,
    /// The packages that it is built from.
    pub packages: Vec<SourcePackage>,
    /// The GODEBUG settings of go.mod and of its package main.
    pub settings: Vec<DebugSetting>,
    /// The `#cgo` lines of the packages that it is built from, but for those of the standard library.
    pub cgo_lines: Vec<CgoLine>,
    /// The C compiler that cgo would call, and who says so.
    pub compiler: (String, Origin),
    /// What is handed to C and holds pointers of Go, but for what the standard library hands over.
    pub handed: Vec<HandedToC>,
    /// What `CGO_CFLAGS_ALLOW` and its like let in besides: their names and values.
    pub allowed: Vec<(String, String)>,
    /// The programs that it may start by name (os/exec), each once.
    pub starts: Fact<Vec<Started>>,
}

/// A program that another starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// As it is written: a name that is looked for in PATH, or a path.
    pub name: String,
    /// The function that starts it.
    pub by: String,
    /// The line.
    pub origin: Origin,
}

/// Memory of Go with pointers to memory of Go in it, that C is handed the address of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedToC {
    /// The package.
    pub package: String,
    /// The C function.
    pub function: String,
    /// What it is handed, as it is written: `&names`.
    pub written: String,
    /// What lies there: `map`, `slice`, `channel` or `pointer`.
    pub kind: &'static str,
    /// The line.
    pub origin: Origin,
}

/// A `#cgo` line that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgoLine {
    /// The package.
    pub package: String,
    /// What it sets: `CFLAGS`, `LDFLAGS` …, or `pkg-config`.
    pub name: &'static str,
    /// The flags.
    pub flags: Vec<String>,
    /// The line.
    pub origin: Origin,
}

/// What stops a program's source from being built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What kind it is: a word for programs.
    pub kind: &'static str,
    /// What it is about: a name as the source writes it, a package, a file.
    pub name: String,
    /// What is wrong, as the Go command would say it where it would.
    pub says: String,
    /// Why that is so.
    pub because: String,
    /// The file, from where landfall stands, and the line.
    pub place: Option<(String, usize)>,
    /// The way of imports that leads to it, from a program.
    pub way: Vec<String>,
    /// Whether it only could not be looked at.
    pub is_doubt: bool,
}

/// A package that a program is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePackage {
    /// Its import path.
    pub path: String,
    /// Whether files of it that import "C" are built.
    pub uses_cgo: bool,
    /// The way of imports that leads to it, from the program.
    pub way: Vec<String>,
    /// Where the last of these imports it.
    pub imported: Option<Origin>,
}

/// A GODEBUG setting in source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebugSetting {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
    /// The line that sets it.
    pub origin: Origin,
}

/// What a module is built from on one platform, as far as cgo is concerned.
#[derive(Debug, Clone)]
pub struct PackageGraph {
    /// The module's path.
    pub module: String,
    /// For example `linux/amd64`.
    pub platform: String,
    /// Whether cgo is enabled.
    pub has_cgo: bool,
    /// Whether the standard library was taken from a table, for no Go is here.
    pub is_tabled: bool,
    /// What the Go command lists otherwise, if it was asked.
    pub checked: Option<Fact<Vec<String>>>,
    /// How many packages it is built from, those that were not found left out.
    pub packages: usize,
    /// Each of them with the files that are built of it, by import path; those that were not found
    /// and those of which no file is built too.
    pub listed: Vec<ListedPackage>,
    /// Those that cgo builds, by import path.
    pub cgo: Vec<CgoPackage>,
    /// The imports that lead to them: who imports, and what.
    pub edges: Vec<(String, String)>,
    /// Packages that were not found: import path, who imports it, and why.
    pub nowhere: Vec<(String, String, Why)>,
    /// Files that could not be read, and why.
    pub unread: Vec<(String, Why)>,
}

/// A package with files that import "C".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgoPackage {
    /// Its import path.
    pub path: String,
    /// Whose it is: empty for the module's own, `std`, or a module with its version.
    pub home: String,
    /// Its files that import "C" and are built.
    pub files: Vec<String>,
    /// What its `#cgo LDFLAGS` link: `sqlite3` of `-lsqlite3`.
    pub libraries: Vec<String>,
    /// What it asks pkg-config for.
    pub pkg_config: Vec<String>,
    /// Its other flags, for the compilers and the linker.
    pub flags: Vec<String>,
    /// The headers that its C code includes.
    pub includes: Vec<String>,
    /// Those that it only includes in a condition (`#ifdef`).
    pub conditional: Vec<String>,
    /// The shortest way of imports from a program, or a package, of the module to it.
    pub way: Vec<String>,
    /// Where the machine that was named has what it asks for.
    pub resolved: Vec<Resolved>,
}

/// Something that C code asks for, and where a machine has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// `pkg-config`, `library` or `header`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// The file.
    pub at: Fact<String>,
}

/// A package, and which of its files are built: what `go list` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPackage {
    /// Its import path.
    pub path: String,
    /// The directory that holds it; empty if it was not found.
    pub dir: String,
    /// The Go files that are built and do not import "C".
    pub go_files: Vec<String>,
    /// The Go files that are built by cgo.
    pub cgo_files: Vec<String>,
    /// The Go files that are left out.
    pub ignored_files: Vec<String>,
    /// What it imports.
    pub imports: Vec<String>,
}
