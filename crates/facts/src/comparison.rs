//! Two machines held against each other.

use crate::{Doubt, Fact, Finding, Plain, Severity};

/// In what two machines differ, and what that does.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The machine that is compared with.
    pub from: String,
    /// The machine that is compared.
    pub to: String,
    /// What differs: what matters most comes first.
    pub differences: Vec<Difference>,
    /// What is found on the second machine alone, and is due to no single difference.
    pub together: Vec<Finding>,
    /// What could not be looked at on the second machine, where that leaves open whether a build runs
    /// there; without a build, whether Go can be built.
    pub doubts: Vec<Doubt>,
    /// The facts that are not known of one of the two, with why.
    pub unseen: Vec<(String, String)>,
    /// How many facts are alike.
    pub alike: usize,
}

/// A fact that is another on each of two machines.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The fact's name.
    pub name: String,
    /// What it is on the first.
    pub from: Fact<Plain>,
    /// What it is on the second.
    pub to: Fact<Plain>,
    /// What is found for it on the second alone.
    pub brings: Vec<Finding>,
    /// What is found for it on the first alone.
    pub mends: Vec<Finding>,
}

impl Difference {
    /// How much it weighs; `None` if nothing is found for it.
    pub fn weight(&self) -> Option<Severity> {
        self.brings.iter().chain(&self.mends).map(|finding| finding.severity).min()
    }
}
