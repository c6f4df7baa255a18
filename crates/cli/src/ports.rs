//! `landfall ports`: what becomes of a module's source on every port, with cgo and without.

use landfall_facts::{PortOutcome, PortTable};
use landfall_probe::Real;
use landfall_probe::survey::Survey;
use landfall_report::ports::Detail;

use crate::args::{Facts, PortsArgs};
use crate::module;
use crate::output::{Output, could_not_work};
use crate::platforms::{self, Ports};

pub(crate) fn run(args: &PortsArgs, output: &Output) -> i32 {
    let (roots, below) = match module::find(&args.dir) {
        Ok(found) => found,
        Err(error) => return could_not_work(&error),
    };
    let release = args.go.unwrap_or_else(|| module::release(&roots));
    let wanted = match platforms::wanted(&args.platforms, release) {
        Ok(wanted) => wanted,
        Err(error) => return could_not_work(&error),
    };
    let ports = Ports { wanted, tags: &args.tags, release };
    let table = ports.with(|platforms| {
        let survey = Survey::new(&Real, &roots, platforms, &below);
        landfall_probe::ports::table(&Real, &roots, &survey)
    });
    let text = match args.format {
        Facts::Text => {
            let detail = if args.all { Detail::All } else { Detail::Short };
            landfall_report::ports::text(&table, detail)
        }
        Facts::Json => landfall_report::ports::json(&table),
    };
    output.finish(&text, exit_code(&table, !args.platforms.is_empty()))
}

/// That some port of all cannot be built for is no fault: only those named decide.
fn exit_code(table: &PortTable, are_named: bool) -> i32 {
    let any = |outcome| table.ports.iter().any(|row| row.outcome == outcome);
    if are_named && (any(PortOutcome::Breaks) || any(PortOutcome::Empty)) {
        return 1;
    }
    if any(PortOutcome::Unsure) { 2 } else { 0 }
}
