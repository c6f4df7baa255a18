//! What can be asked of many builds.

use std::path::PathBuf;

use clap::Parser;

use super::{Cleaning, Facts, StartArgs};

/// Says what becomes of a program on every port, with cgo and without, by every Go: foretold from source, then
/// built, held against what was asked for, and run where it can be run.
#[derive(Debug, Parser)]
#[command(after_help = "\
Examples:
  landfall matrix --plan
  landfall matrix ./cmd/app --ports linux/amd64,linux/arm64,windows/amd64 --run 'app --version'
  landfall matrix --ports first-class --cgo 0,1 --cc zig --for debian:11 -- -trimpath -ldflags='-s -w'

What is built is kept, and built again when source, Go, environment or C compiler change.

Exit codes: 0 everything is as it should be, 1 something breaks, 2 something is not known, 3 landfall could not
do its work")]
pub(crate) struct MatrixArgs {
    /// A directory with a program or a module with programs
    #[arg(value_name = "PKG", default_value = ".")]
    pub(crate) package: PathBuf,
    /// Ports, parted by commas, as in linux/amd64,linux/arm/v6; or all; or first-class, those that Go itself is
    /// tested on before a release
    #[arg(long, value_name = "PORTS", value_delimiter = ',', default_value = "all")]
    pub(crate) ports: Vec<String>,
    /// Without cgo, with it, or both: 0, 1, or 0,1
    #[arg(long, value_name = "0|1|0,1", value_delimiter = ',', default_value = "0")]
    pub(crate) cgo: Vec<Cgo>,
    /// Releases of Go, parted by commas, as in 1.21,1.27.3, or paths of go commands; without it the one in PATH
    #[arg(long, value_name = "GO", value_delimiter = ',')]
    pub(crate) go: Vec<String>,
    /// A machine that it is to run on, judged for each product of its platform; may be given again
    #[arg(long = "for", value_name = "TARGET", conflicts_with_all = ["plan", "dry_run"])]
    pub(crate) targets: Vec<String>,
    /// The C compiler for cgo: `auto` takes what is in PATH for each port, `zig` is zig cc, anything else is said
    /// to the Go command as CC
    #[arg(long, value_name = "CC", default_value = "auto")]
    pub(crate) cc: String,
    #[command(flatten)]
    pub(crate) start: StartArgs,
    /// Only foretell: build nothing
    #[arg(long, conflicts_with = "run")]
    pub(crate) plan: bool,
    /// Print the commands, and run none
    #[arg(long, conflicts_with = "run")]
    pub(crate) dry_run: bool,
    /// Go on after a build that was foretold to work and did not
    #[arg(long)]
    pub(crate) keep_going: bool,
    /// Build too what is foretold to break
    #[arg(long)]
    pub(crate) try_all: bool,
    /// How many builds at a time; without it, half as many as there are processors
    #[arg(long, short, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// How long a build may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    pub(crate) limit: u64,
    /// Where the products go; without it, into the cache directory of the user
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Tell which kept files of earlier builds make products wrong, and the smallest thing to remove, and build
    /// nothing; with `apply` it is removed, and then all is built. See `landfall clean`
    #[arg(
        long,
        value_enum,
        value_name = "apply",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "print",
        conflicts_with_all = ["plan", "dry_run"]
    )]
    pub(crate) clean: Option<Cleaning>,
    /// Build all again, whatever was kept
    #[arg(long)]
    pub(crate) again: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Facts::Text)]
    pub(crate) format: Facts,
    /// Flags for go build
    #[arg(last = true, value_name = "FLAGS")]
    pub(crate) flags: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Cgo {
    /// Without cgo
    #[value(name = "0")]
    Off,
    /// With cgo
    #[value(name = "1")]
    On,
}
