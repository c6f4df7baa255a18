//! `landfall record`: this machine, written down.

use std::path::Path;

use landfall_probe::machine::OfTables;
use landfall_probe::{Real, machine, recorded};

use crate::args::RecordArgs;
use crate::output::{Output, could_not_work};
use crate::written::write;

pub(crate) fn run(args: &RecordArgs, output: &Output) -> i32 {
    if let Some(number) = args.pid
        && !Path::new(&format!("/proc/{number}")).exists()
    {
        return could_not_work(&format!("could not look at process {number}: there is none"));
    }
    let own = (std::env::consts::OS, std::env::consts::ARCH);
    let mut machine = machine::whole(&Real, own, args.pid, &OF_TABLES);
    let file = args.output.as_deref().filter(|file| *file != Path::new("-"));
    let of_file = file.and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
    machine.name = args.name.clone().or(of_file).unwrap_or_else(|| "recorded".to_owned());
    machine::list_libraries(&Real, args.pid, &mut machine);
    recorded::without_private(&mut machine);
    let text = recorded::write(&machine);
    match file {
        Some(file) => match write(file, &text) {
            Ok(()) => 0,
            Err(error) => could_not_work(&error),
        },
        None => output.finish(&text, 0),
    }
}

/// What the tables tell the probes of a machine.
pub(crate) const OF_TABLES: OfTables = OfTables {
    default_cc: |os| landfall_know::default_cc(os).map_or("gcc", |(name, _)| name),
    removed_before: |go| landfall_know::removed_before(go).collect(),
};
