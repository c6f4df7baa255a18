//! A packer hides what the program asks for.

use landfall_facts::{Unsure, Why};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program is packed, so what it asks for cannot be seen.
    ///
    /// ## Why it matters
    /// A packer such as UPX puts a small program around a compressed one. Only the small one can
    /// be looked at: the imports, the Go version and the build settings of what really runs are
    /// hidden, and no verdict about them would be true.
    ///
    /// ## How to mend it
    /// Check the program before it is packed, or unpack it: `upx -d`.
    ///
    /// ```case
    /// build:  packed UPX
    /// target: debian:12
    /// unsure: UPX hides what the program asks for; check it before it is packed
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: debian:12
    /// ```
    packed_program: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    match case.build.packed.look()? {
        None => Ok(None),
        Some(packer) => Err(Unsure(Why::new(format!(
            "{} hides what the program asks for; check it before it is packed",
            *packer
        )))),
    }
}
