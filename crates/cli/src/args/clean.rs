//! What can be asked of the caches.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use super::Facts;

/// Tells what is kept from earlier builds and is wrong, why, and the smallest thing to remove so that the next build
/// is right: files of the build cache and of the module cache, and products, by name, and never a whole cache.
///
/// A package with C is built anew beside the cache where something that its C includes was written after it was
/// compiled: only one that comes out otherwise is told.
#[derive(Debug, Parser)]
#[command(after_help = "\
Examples:
  landfall clean
  landfall clean --apply
  landfall clean ./cmd/app --go 1.24 -- -tags sqlite

Exit codes: 0 there is nothing to remove, or all of it was removed; 1 there is something; 2 something could not be
looked at; 3 landfall could not do its work")]
pub(crate) struct CleanArgs {
    /// The directory of a module, or one in it: what is built there and below is looked at
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) dir: PathBuf,
    /// Remove it
    #[arg(long)]
    pub(crate) apply: bool,
    /// Build every package with C anew to compare it, also where nothing is newer than the cache: for a cache that
    /// comes from another machine or image
    #[arg(long)]
    pub(crate) all: bool,
    /// Releases of Go, parted by commas, as in 1.21,1.27.3, or paths of go commands; without it the one in PATH
    #[arg(long, value_name = "GO", value_delimiter = ',')]
    pub(crate) go: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
    /// Flags of go build, with which it is built
    #[arg(last = true, value_name = "FLAGS")]
    pub(crate) flags: Vec<String>,
}

/// What becomes of what is kept and wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cleaning {
    /// It is told, and nothing is built
    Print,
    /// It is removed before anything is built
    Apply,
}
