//! How something is really started.

use std::path::PathBuf;

use clap::Parser;

use super::Format;

/// How artifacts are really started.
#[derive(Debug, clap::Args)]
pub(crate) struct StartArgs {
    /// Also start it, really: a command whose first word stands for the artifact, as in 'app --version'; quotes
    /// around a word hold it together. In a root filesystem or image what it writes is thrown away, and it sees no
    /// network
    #[arg(long, value_name = "COMMAND")]
    pub(crate) run: Option<String>,
    /// How long it may run, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "run")]
    pub(crate) run_limit: u64,
    /// Start it below the limits of a machine that was written down
    #[arg(long, value_name = "FILE.toml", requires = "run")]
    pub(crate) limits: Option<PathBuf>,
}

/// Judges an artifact against many images, and shows for each its C library, the verdict, and with --run what came
/// of really starting it there.
#[derive(Debug, Parser)]
#[command(after_help = "\
Examples:
  landfall images ./app --image debian.tar --image alpine.tar
  landfall images ./app --image oci/ --run 'app --version'

The same as `landfall check --for image:FILE`, as a table.")]
pub(crate) struct ImagesArgs {
    /// Artifacts, or directories to look for artifacts in
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// A saved image or OCI layout; may be given again
    #[arg(long = "image", required = true, value_name = "FILE", num_args = 1..)]
    pub(crate) images: Vec<String>,
    #[command(flatten)]
    pub(crate) start: StartArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// A rule not to hear; counted in the report. May be given again
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
}
