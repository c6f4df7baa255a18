//! The project's own tasks: one way to run each of them.
//!
//! No crate of landfall is used here, so that what is measured stays independent of what judges.

mod apt;
mod bench;
mod cache;
mod corpus;
mod crashes;
mod deps;
mod dist;
mod elf;
mod emulator;
mod go_source;
mod libc;
mod matrix;
mod oracle;
mod paths;
mod periods;
mod ports;
mod product;
mod recipes;
mod refresh;
mod roots;
mod site;
mod soak;
mod source;
mod strace;
mod survey;
mod symbols;
mod syscalls;
mod table;
mod tests_run;
mod toolchains;
mod truth;
mod unrelated;
mod workload;

use std::process::ExitCode;

use clap::Parser;

/// The project's own tasks
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Format check, lints and all tests: what CI runs
    Test,
    /// Build landfall as it is shipped, on Linux one static file, with manual pages and completions
    Dist(dist::Options),
    /// Hold the crates of others against what docs/dependencies.md says of them
    Deps,
    /// Write the documentation as a site that works from disk, and fail where a link is dead
    Site(site::Options),
    /// Fetch the real Go programs of truth/corpus.csv into the cache
    Corpus(corpus::Options),
    /// Build the root filesystems of truth/roots.csv in the cache
    Roots(roots::Options),
    /// Start every program in every root filesystem, and hold landfall's verdicts against that
    Truth(truth::Options),
    /// Build the modules of truth/modules.csv for every port, and hold what landfall foretold
    /// against that
    Ports(ports::Options),
    /// Let landfall matrix build the programs of truth/matrix-modules.csv by every Go, for its ports and with several
    /// C compilers, and hold what was foretold against that
    Matrix(matrix::Options),
    /// Hold what landfall reads of the modules of truth/source.csv against `go list`
    Source(source::Options),
    /// Hold the functions from which landfall gets to C against a call graph made with types
    Paths(paths::Options),
    /// Hold the readers of recipes against BuildKit's parser and bash
    Recipes(recipes::Options),
    /// Measure how fast landfall is beside `go version -m`
    Bench(bench::Options),
    /// Let `watch` and `run` work for half an hour beside a busy program, and fail where one of them grows
    Soak(soak::Options),
    /// Renew a table of crates/know/data, or say how it is renewed
    Refresh(refresh::Options),
}

fn main() -> ExitCode {
    let outcome = match Task::parse() {
        Task::Test => tests_run::run(),
        Task::Dist(options) => dist::run(&options),
        Task::Deps => deps::run(),
        Task::Site(options) => site::run(&options),
        Task::Corpus(options) => corpus::run(&options),
        Task::Roots(options) => roots::run(&options),
        Task::Truth(options) => truth::run(&options),
        Task::Ports(options) => ports::run(&options),
        Task::Matrix(options) => matrix::run(&options),
        Task::Source(options) => source::run(&options),
        Task::Paths(options) => paths::run(&options),
        Task::Recipes(options) => recipes::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Soak(options) => soak::run(&options),
        Task::Refresh(options) => refresh::run(&options),
    };
    match outcome {
        Ok(code) => code,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::from(3)
        }
    }
}
