//! What can be asked of failures.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;

use super::Facts;

/// Tells from the text of a failure what happened, why, how that is proven, how it is mended, and which popular
/// remedy not to use.
#[derive(Debug, Parser)]
#[command(after_help = "\
Examples:
  go build ./... 2>&1 | landfall explain
  landfall explain build.log
  landfall explain \"exec format error\"

Exit codes: 0 a cause is known, 2 none is, 3 landfall could not do its work")]
pub(crate) struct ExplainArgs {
    /// Files to read, or the text itself; without any, standard input
    #[arg(value_name = "FILE|TEXT")]
    pub(crate) logs: Vec<OsString>,
    #[command(flatten)]
    pub(crate) beside: BesideArgs,
    /// How many causes to tell at most
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    pub(crate) most: usize,
    /// How to print
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
}

/// What is looked at besides the text. Without any of it: the program that the text names and that lies where it
/// says, on this machine.
#[derive(Debug, clap::Args)]
pub(crate) struct BesideArgs {
    /// The module or project that the text is of
    #[arg(long, value_name = "DIR")]
    pub(crate) source: Option<PathBuf>,
    /// The artifact that the text is of
    #[arg(long, value_name = "FILE")]
    pub(crate) build: Option<PathBuf>,
    /// The machine that it failed on
    #[arg(long = "for", value_name = "TARGET")]
    pub(crate) target: Option<String>,
}

/// Runs a command with its output and its exit code as they are. If it fails, what is known of the cause follows
/// on standard error.
#[derive(Debug, Parser)]
pub(crate) struct ExecArgs {
    #[command(flatten)]
    pub(crate) beside: BesideArgs,
    /// The command
    #[arg(required = true, last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}
