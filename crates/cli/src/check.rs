//! `landfall check`: a verdict for each artifact on each machine.

use std::path::PathBuf;

use landfall_facts::{Build, Report};
use landfall_probe::{Depth, Lacks};
use landfall_rules::{Allowed, judge};
use rayon::prelude::*;

use crate::args::{Check, Format};
use crate::baseline;
use crate::config;
use crate::files::{self, Looked};
use crate::output::{Output, could_not_work, exit_code, rendered, say, say_failures};
use crate::programs;
use crate::reach;
use crate::targets::Door;

pub(crate) fn run(args: &Check, output: &Output) -> i32 {
    let allowed = match config::allowed(&args.allow) {
        Ok(allowed) => allowed,
        Err(error) => return could_not_work(&error),
    };
    let names =
        if args.targets.is_empty() { vec!["here".to_owned()] } else { args.targets.clone() };
    let mut doors = Vec::new();
    for name in &names {
        match Door::open(name) {
            Ok(door) => doors.push(door),
            Err(error) => return could_not_work(&error),
        }
    }
    // Without a target the reach is told too, and some machine of all lacks anything.
    let lacks = match args.targets.is_empty() {
        true => Lacks::ANY,
        false => doors.iter().fold(Lacks::default(), |lacks, door| door.add_lacks(lacks)),
    };
    let (modules, files) = programs::part(&args.files);
    let mut looked = look(&files, &modules, Depth::Verdict(lacks));
    let mut reports = Vec::new();
    for module in &modules {
        match programs::verdicts(module, &args.source, &doors, &allowed) {
            Ok(told) => reports.extend(told),
            Err(failure) => looked.failures.push(failure),
        }
    }
    let drift = match hold(args, &modules) {
        Ok(drift) => drift,
        Err(error) => return could_not_work(&error),
    };
    say_failures(&looked.failures);
    reports.extend(verdicts(&looked.builds, &doors, &allowed));
    // That some machine of all cannot run it is no fault: only those named decide.
    let code = match (exit_code(&reports, &looked.failures), drift) {
        (0 | 2, Drift::New) => 1,
        (0, Drift::Unseen) => 2,
        (code, _) => code,
    };
    if !args.targets.is_empty() || looked.builds.is_empty() {
        return output.finish(&rendered(&reports, &looked.failures, args.format), code);
    }
    // Who names no target may not know yet where the artifact could go.
    let reach = reach::of_builds(&looked.builds, &allowed);
    let text = match args.format {
        Format::Text => {
            let here = rendered(&reports, &looked.failures, Format::Text);
            [here, reach::tables(&looked.builds, &reach)].join("\n")
        }
        format => {
            let all = [reports, reach.concat()].concat();
            rendered(&all, &looked.failures, format)
        }
    };
    output.finish(&text, code)
}

/// What became of a module since its baseline was written.
enum Drift {
    Nothing,
    Unseen,
    New,
}

/// Holds the modules against the baseline, if one is named. What differs is said beside the verdicts,
/// whose form is fixed.
fn hold(args: &Check, modules: &[PathBuf]) -> Result<Drift, String> {
    let Some(file) = &args.baseline else { return Ok(Drift::Nothing) };
    let [module] = modules else {
        return Err("could not use --baseline: it is of one module; name its directory".to_owned());
    };
    let (told, is_seen) = baseline::against(module, &args.source.tags, file)?;
    told.lines().for_each(say);
    Ok(match (told.is_empty(), is_seen) {
        (false, _) => Drift::New,
        (true, false) => Drift::Unseen,
        (true, true) => Drift::Nothing,
    })
}

/// The artifacts among the paths. Where there is source to judge, there need be none.
fn look(files: &[PathBuf], modules: &[PathBuf], depth: Depth) -> Looked {
    match modules {
        [] => files::look(files, depth),
        _ if files.is_empty() => Looked::default(),
        _ => files::artifacts(files, depth),
    }
}

/// Every build on every machine, in the order of the builds.
fn verdicts(builds: &[Build], doors: &[Door], allowed: &[Allowed]) -> Vec<Report> {
    let of_build =
        |build| doors.iter().map(move |door| judge(build, &door.machine(build), allowed));
    match builds {
        [build] => of_build(build).collect(),
        builds => builds.par_iter().flat_map_iter(of_build).collect(),
    }
}
