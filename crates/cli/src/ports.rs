//! `landfall ports`: what becomes of a module's source on every port, with cgo and without.

use landfall_facts::{Arch, Os, PortOutcome, PortTable};
use landfall_formats::gosrc::{Known, Platform};
use landfall_probe::Real;
use landfall_probe::survey::Survey;
use landfall_report::ports::Detail;

use crate::args::{Facts, PortsArgs};
use crate::module;
use crate::output::{Output, could_not_work};

pub(crate) fn run(args: &PortsArgs, output: &Output) -> i32 {
    let (roots, below) = match module::find(&args.dir) {
        Ok(found) => found,
        Err(error) => return could_not_work(&error),
    };
    let release = args.go.unwrap_or_else(|| module::release(&roots));
    let wanted = match wanted(&args.platforms, release) {
        Ok(wanted) => wanted,
        Err(error) => return could_not_work(&error),
    };
    let tags: Vec<Vec<String>> = wanted
        .iter()
        .map(|(os, arch, _)| {
            let experiments = landfall_know::experiment_tags(release, *os, *arch);
            args.tags.iter().cloned().chain(experiments.unwrap_or_default()).collect()
        })
        .collect();
    let tags: Vec<Vec<&str>> =
        tags.iter().map(|tags| tags.iter().map(String::as_str).collect()).collect();
    let (systems, architectures) = landfall_know::platform_names();
    let known =
        Known { systems: &systems[0], unix_systems: &systems[1], architectures: &architectures };
    let platform = |((os, arch, has_cgo), tags): (&(Os, Arch, bool), _)| Platform {
        system: os.name(),
        architecture: arch.name(),
        has_cgo: *has_cgo,
        compiler: "gc",
        release,
        tags,
        known,
    };
    let tags = tags.iter().map(Vec::as_slice);
    let platforms: Vec<Platform<'_>> = wanted.iter().zip(tags).map(platform).collect();
    let survey = Survey::new(&Real, &roots, &platforms, &below);
    let table = landfall_probe::ports::table(&Real, &roots, &survey);
    let text = match args.format {
        Facts::Text => {
            let detail = if args.all { Detail::All } else { Detail::Short };
            landfall_report::ports::text(&table, detail)
        }
        Facts::Json => landfall_report::ports::json(&table),
    };
    output.finish(&text, exit_code(&table, !args.platforms.is_empty()))
}

/// The ports that are asked for, or all of the release, each without cgo and, where it can be,
/// with it.
fn wanted(names: &[String], release: u32) -> Result<Vec<(Os, Arch, bool)>, String> {
    let ports = landfall_know::ports(release);
    let chosen = match names {
        [] => ports,
        names => {
            let of = |name: &String| {
                let (os, arch) = module::platform(name)?;
                let port = ports.iter().find(|port| (port.0, port.1) == (os, arch));
                port.copied().ok_or_else(|| {
                    format!("could not use {name:?}: Go 1.{release} has no such port")
                })
            };
            names.iter().map(of).collect::<Result<_, _>>()?
        }
    };
    let with_both = |(os, arch, cgo): (Os, Arch, bool)| {
        [false, true].into_iter().filter(move |with| cgo || !with).map(move |with| (os, arch, with))
    };
    Ok(chosen.into_iter().flat_map(with_both).collect())
}

/// That some port of all cannot be built for is no fault: only those named decide.
fn exit_code(table: &PortTable, are_named: bool) -> i32 {
    let any = |outcome| table.ports.iter().any(|row| row.outcome == outcome);
    if are_named && (any(PortOutcome::Breaks) || any(PortOutcome::Empty)) {
        return 1;
    }
    if any(PortOutcome::Unsure) { 2 } else { 0 }
}
