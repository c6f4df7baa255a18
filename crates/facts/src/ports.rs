//! What becomes of a module's source on every port of Go, with cgo and without.

use crate::Obstacle;

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortTable {
    /// The module's path.
    pub module: String,
    /// The minor release of Go, 26 for Go 1.26.
    pub release: u32,
    /// Whether the standard library was taken from a table, for no Go is here.
    pub is_tabled: bool,
    /// The programs that were looked at, by import path; packages, if there is no program.
    pub subjects: Vec<String>,
    /// Whether they are programs.
    pub are_programs: bool,
    /// How many packages they are built from, on all ports together.
    pub packages: usize,
    /// The ports, in the order in which they were asked for.
    pub ports: Vec<PortRow>,
    /// What stops them, each once.
    pub obstacles: Vec<PortObstacle>,
    /// The packages that cgo makes others of.
    pub switches: Vec<CgoSwitch>,
}

/// What becomes of the module on one port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortRow {
    /// GOOS.
    pub os: String,
    /// GOARCH.
    pub arch: String,
    /// Whether cgo is enabled.
    pub has_cgo: bool,
    /// What becomes of it.
    pub outcome: PortOutcome,
    /// The subjects that have files for this port, by their place in the table.
    pub subjects: Vec<usize>,
    /// Those of them that something stops for certain, by their place in the table.
    pub stopped: Vec<usize>,
    /// Those of the others that something could not be looked at for, by their place in the table.
    pub unsure: Vec<usize>,
    /// The obstacles, by their place in the table.
    pub obstacles: Vec<usize>,
    /// The packages that cgo would make others of, by their place in the table.
    pub switches: Vec<usize>,
}

/// What becomes of a module on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortOutcome {
    /// Nothing was found that stops it.
    Builds,
    /// Nothing stops it, but without cgo it is not what it is with cgo.
    Changes,
    /// Something stops it.
    Breaks,
    /// Something could not be looked at.
    Unsure,
    /// No program has a file for this port.
    Empty,
}

impl PortOutcome {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Builds => "builds",
            Self::Changes => "changes",
            Self::Breaks => "breaks",
            Self::Unsure => "unsure",
            Self::Empty => "empty",
        }
    }
}

/// What stops a module on some ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortObstacle {
    /// What it is.
    pub what: Obstacle,
    /// The rows where it is, by their place in the table.
    pub rows: Vec<usize>,
}

/// A package of which cgo makes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgoSwitch {
    /// Its import path.
    pub package: String,
    /// Whose it is: empty for the module's own, `std`, or a module with its version.
    pub home: String,
    /// Files that are built with cgo only.
    pub with: Vec<String>,
    /// Files that are built without cgo only.
    pub without: Vec<String>,
    /// What that means without cgo, where somebody has looked.
    pub means: Option<String>,
    /// The way of imports that leads to it, from a program.
    pub way: Vec<String>,
    /// The rows where it is, by their place in the table: those without cgo.
    pub rows: Vec<usize>,
}
