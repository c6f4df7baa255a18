//! What can be seen of a build or a machine, and what could not.
//!
//! Everything here looks, and nothing here judges: what passes on are facts with their origin.

pub mod binary;
mod elf;
mod file;
mod go;
pub mod machine;
mod shelf;
pub mod world;

pub use binary::{Depth, NotABuild, builds};
pub use world::{Blind, Kind, Real, Rooted, World};
