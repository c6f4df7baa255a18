//! What can be seen of a build or a machine, and what could not.
//!
//! Everything here looks, and nothing here judges: what passes on are facts with their origin.

pub mod anatomy;
mod archive;
mod artifact;
pub mod baseline;
mod beside;
pub mod binary;
pub mod crash;
mod elf;
mod file;
mod go;
pub mod graph;
pub mod image;
pub mod kept;
pub mod linker;
pub mod listing;
pub mod machine;
mod macho;
pub mod packages;
mod pe;
mod plan9;
pub mod ports;
pub mod program;
pub mod recipes;
pub mod recorded;
pub mod roots;
mod shelf;
pub mod source;
pub mod survey;
pub mod symbols;
pub mod syscalls;
pub mod sysroot;
mod wasm;
pub mod watched;
pub mod why;
pub mod world;
mod xcoff;

pub use artifact::{Depth, Lacks};
pub use binary::{NotABuild, builds};
pub use file::plain;
pub use image::{Image, NoImage};
pub use recipes::seccomp_profile;
pub use world::{Blind, Kind, Real, Room, Rooted, World};
