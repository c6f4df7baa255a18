//! `landfall compare`: in what two machines differ, and what of that breaks a build; or, of two artifacts, what
//! changed.

mod artifacts;

use std::path::Path;

use landfall_facts::{Build, Comparison, Machine, Severity};
use landfall_probe::{Depth, Lacks, machine, recorded};
use landfall_rules::compare;

use crate::args::{CompareArgs, Facts};
use crate::doctor::whole;
use crate::files;
use crate::output::{Output, could_not_work};
use crate::programs;
use crate::targets::Door;

pub(crate) fn run(args: &CompareArgs, output: &Output) -> i32 {
    let are_artifacts = match artifacts::named(args) {
        Ok(are_artifacts) => are_artifacts,
        Err(error) => return could_not_work(&error),
    };
    if are_artifacts {
        return artifacts::run(args, output);
    }
    let opened = || Ok::<_, String>((open(&args.from)?, open(&args.to)?));
    let (from, to) = match opened() {
        Ok(doors) => doors,
        Err(error) => return could_not_work(&error),
    };
    let to = [to];
    let builds = match builds(args, &to) {
        Ok(builds) => builds,
        Err(error) => return could_not_work(&error),
    };
    let [to] = &to;
    let comparison = compare(&builds, &looked_at(&from), &looked_at(to));
    let text = match args.format {
        Facts::Text => landfall_report::compare::render(&comparison, args.all),
        Facts::Json => landfall_report::compare::json(&comparison),
    };
    output.finish(&text, exit_code(&comparison, args.drift))
}

/// All of a machine, as it would be written down, so that it is held against what was.
pub(crate) fn looked_at(door: &Door) -> Machine {
    let mut machine = whole(door);
    if let Some(world) = door.world() {
        machine::list_libraries(world, None, &mut machine);
    }
    recorded::without_private(&mut machine);
    machine
}

/// A file of `landfall record`, or a target.
fn open(name: &str) -> Result<Door, String> {
    match name.ends_with(".toml") && !name.starts_with("machine:") {
        true => Door::open(&format!("machine:{name}")),
        false => Door::open(name),
    }
}

fn builds(args: &CompareArgs, to: &[Door]) -> Result<Vec<Build>, String> {
    let (modules, files) = programs::part(&args.builds);
    let mut builds = Vec::new();
    if !files.is_empty() {
        let looked = files::look(&files, Depth::Verdict(Lacks::ANY));
        if let Some(failure) = looked.failures.first() {
            return Err(failure.to_string());
        }
        builds = looked.builds;
    }
    for module in &modules {
        let of_source = |module: &Path| programs::built(module, &args.source, to, false);
        let built = of_source(module).map_err(|failure| failure.to_string())?;
        builds.extend(built.into_iter().flatten());
    }
    Ok(builds)
}

/// 1 where something breaks on the second machine alone, or where nothing may differ and does; 2 where
/// it is not known whether something does.
fn exit_code(comparison: &Comparison, is_drift: bool) -> i32 {
    let brought = comparison.differences.iter().flat_map(|one| &one.brings);
    let mut all = brought.chain(&comparison.together);
    let breaks = all.any(|finding| finding.severity == Severity::Breaks && !finding.preview);
    let differs = is_drift && !comparison.differences.is_empty();
    match (breaks || differs, comparison.doubts.is_empty()) {
        (true, _) => 1,
        (false, false) => 2,
        (false, true) => 0,
    }
}
