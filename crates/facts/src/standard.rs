//! The standard library of a Go release as tables tell it, where no Go is here to be looked at.

use std::collections::BTreeMap;

/// Its packages, for some platforms at the same time.
///
/// A set of platforms holds them by their place in the list that it was made for: at most 128.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standard {
    /// The minor release of Go, 26 for Go 1.26.
    pub release: u32,
    /// By import path, those too that only the standard library may import.
    pub packages: BTreeMap<String, StandardPackage>,
}

/// A package of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StandardPackage {
    /// Where it has files.
    pub built: u128,
    /// What it imports, and where: `C` where cgo builds files of it.
    pub imports: Vec<(String, u128)>,
    /// The names that it exports, but not everywhere that it has files, and where it does.
    pub names: Vec<(String, u128)>,
    /// The files that cgo decides about, and where each is built.
    pub switched: Vec<(String, u128)>,
}
