//! `landfall ports`: what becomes of a module's source on every port, with cgo and without.

use landfall_facts::{PortOutcome, PortTable};
use landfall_know::WithoutCgo;
use landfall_probe::Real;
use landfall_probe::survey::Survey;
use landfall_report::ports::Detail;

use crate::args::{Facts, PortsArgs};
use crate::module::{self, Plan};
use crate::output::{Output, could_not_work, say};
use crate::platforms::Ports;

pub(crate) fn run(args: &PortsArgs, output: &Output) -> i32 {
    let roots = match module::find(&args.dir) {
        Ok(roots) => roots,
        Err(error) => return could_not_work(&error),
    };
    let release = args.go.unwrap_or_else(|| module::release(&roots));
    let ports = match Ports::new(&roots, &args.platforms, release, &args.tags) {
        Ok(ports) => ports,
        Err(error) => return could_not_work(&error),
    };
    let mut table = ports.with(|platforms| {
        let mut survey = Survey::new(&Real, &roots, platforms, ports.standard.as_ref());
        module::tell(&mut survey, &ports.plans);
        landfall_probe::ports::table(&Real, &roots, &survey)
    });
    explain(&mut table, &ports.plans);
    if let Some(doubt) = &ports.doubt {
        say(&doubt.to_string());
    }
    let text = match args.format {
        Facts::Text => {
            let detail = if args.all { Detail::All } else { Detail::Short };
            landfall_report::ports::text(&table, detail)
        }
        Facts::Json => landfall_report::ports::json(&table),
    };
    let code = exit_code(&table, !args.platforms.is_empty());
    output.finish(&text, if ports.doubt.is_none() || code != 0 { code } else { 2 })
}

/// Adds what it means that cgo makes another of a package, where the tables know.
fn explain(table: &mut PortTable, plans: &[Plan]) {
    let release = table.release;
    for switch in &mut table.switches {
        let Some(plan) = switch.rows.first().and_then(|row| plans.get(*row)) else { continue };
        let of_std = || {
            let switches = landfall_know::std_cgo(release, plan.os, plan.arch)?;
            let means = switches.into_iter().find(|one| one.package == switch.package)?.means?;
            Some(means.without.to_string())
        };
        let of_driver = || {
            let driver = landfall_know::cgo_driver(&switch.package, plan.os)?;
            Some(match (driver.without, driver.text.as_ref()) {
                (WithoutCgo::Stub, "") => "it is a stub without cgo".to_owned(),
                (WithoutCgo::Stub, text) => format!("it is a stub without cgo: \"{text}\""),
                (WithoutCgo::Vanishes, _) => "a program that uses it does not build".to_owned(),
                (WithoutCgo::Pure, _) => "other code does the work".to_owned(),
            })
        };
        switch.means = if switch.home == "std" { of_std() } else { of_driver() };
    }
}

/// That some port of all cannot be built for is no fault: only those named decide.
fn exit_code(table: &PortTable, are_named: bool) -> i32 {
    let any = |outcome| table.ports.iter().any(|row| row.outcome == outcome);
    if are_named && (any(PortOutcome::Breaks) || any(PortOutcome::Empty)) {
        return 1;
    }
    if any(PortOutcome::Unsure) { 2 } else { 0 }
}
