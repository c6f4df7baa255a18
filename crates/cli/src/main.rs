//! Asks, prints, exits: the one crate that reads arguments and writes to the terminal.

mod args;
mod baseline;
mod check;
mod ci;
mod clean;
mod compare;
mod config;
mod crash;
mod doctor;
mod exec;
mod explain;
mod files;
mod fix;
mod graph;
mod guards;
mod images;
mod inspect;
mod known;
mod language;
mod man;
mod manual;
mod matrix;
mod merge;
mod module;
mod observed;
mod output;
mod page;
mod place;
mod platforms;
mod ports;
mod programs;
mod progress;
mod reach;
mod recipes;
mod record;
mod run;
mod seccomp;
mod shard;
mod shipped;
mod sink;
mod sources;
mod start;
mod targets;
mod told;
mod trace;
mod watch;
mod why;
mod work;
mod written;

use std::process::exit;
use std::thread;

use clap::{CommandFactory as _, FromArgMatches as _, Parser as _};

use crate::args::{Args, Command};
use crate::language::Lang;
use crate::output::{Output, could_not_work};

/// Deep enough for any source, and what a process has where nobody says otherwise.
const STACK: usize = 8 << 20;

fn main() {
    if !needs_care() {
        exit(run());
    }
    match thread::Builder::new().stack_size(STACK).spawn(run) {
        // What panicked has said so.
        Ok(thread) => exit(thread.join().unwrap_or(101)),
        // A machine that refuses threads is one to tell of: all is done by this one.
        Err(_) => {
            let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
            // There is no other pool yet.
            let _ = alone.build_global();
            exit(run());
        }
    }
}

/// Whether the stack may be too small, or threads may be refused: both are to be told of, not to stop us.
#[cfg(target_os = "linux")]
fn needs_care() -> bool {
    use rustix::process::{Resource, getrlimit};
    use rustix::thread::{SecureComputingMode, secure_computing_mode};
    let stack = getrlimit(Resource::Stack).current;
    let is_small = stack.is_some_and(|stack| stack < STACK as u64);
    is_small || secure_computing_mode() != Ok(SecureComputingMode::Disabled)
}

#[cfg(not(target_os = "linux"))]
fn needs_care() -> bool {
    false
}

fn run() -> i32 {
    let lang = Lang::chosen();
    lang.speak();
    let args = match understood(lang) {
        Ok(args) => args,
        Err(answer) => return not_arguments(&answer, lang),
    };
    let output = Output::new(args.color);
    if let Some(dir) = &args.tables
        && let Err(error) = config::add_tables(dir)
    {
        return could_not_work(&error);
    }
    match args.command {
        Command::Inspect(command) => inspect::run(&command, &output),
        Command::Check(command) => check::run(&command, args.tables.as_deref(), &output),
        Command::Merge(command) => merge::run(&command, &output),
        Command::Ci(command) => ci::run(&command, &output),
        Command::Fix(command) => fix::run(&command, &output),
        Command::Reach(command) => reach::run(&command, &output),
        Command::Images(command) => images::run(&command, &output),
        Command::Graph(command) => graph::run(&command, &output),
        Command::Ports(command) => ports::run(&command, &output),
        Command::Matrix(command) => matrix::run(&command, &output),
        Command::Clean(command) => clean::run(&command, &output),
        Command::Why(command) => why::run(&command, &output),
        Command::Baseline(command) => baseline::run(&command, &output),
        Command::Doctor(command) => doctor::run(&command, &output),
        Command::Compare(command) => compare::run(&command, &output),
        Command::Record(command) => record::run(&command, &output),
        Command::Watch(command) => watch::run(&command, &output),
        Command::Run(command) => run::run(&command),
        Command::Crash(command) => crash::run(&command, &output),
        Command::Trace(command) => trace::run(&command),
        Command::Seccomp(command) => seccomp::run(&command, &output),
        Command::Explain(command) => explain::run(&command, &output),
        Command::Exec(command) => exec::run(&command, &output),
        Command::Rule(command) => manual::rule(&command, &output),
        Command::Targets(command) => manual::targets(&command, &output),
        Command::Completions(command) => manual::completions(&command, &output),
        Command::Man(command) => man::run(&command, &output),
    }
}

/// The arguments. Only for another language the commands are gone through first.
fn understood(lang: Lang) -> Result<Args, clap::Error> {
    match lang {
        Lang::En => Args::try_parse(),
        Lang::ZhCn => {
            let matches = language::spoken(Args::command()).try_get_matches()?;
            Args::from_arg_matches(&matches)
        }
    }
}

/// Prints the help or version that was asked for, or what is wrong with the arguments: exit code
/// 2, which clap has for that, means "unsure" here.
fn not_arguments(answer: &clap::Error, lang: Lang) -> i32 {
    if answer.use_stderr() && lang != Lang::En {
        output::say(language::wrong(answer).trim_end());
        return 3;
    }
    match (answer.print(), answer.use_stderr()) {
        (Ok(()), false) => 0,
        (_, true) | (Err(_), false) => 3,
    }
}
