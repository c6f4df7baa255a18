//! `landfall reach`: an artifact against every known machine.

use landfall_facts::{Arch, Build, Report};
use landfall_probe::{Depth, Lacks};
use landfall_report::inspection::about;
use landfall_rules::{Allowed, judge};
use rayon::prelude::*;

use crate::args::{Format, Reach};
use crate::config;
use crate::files::look;
use crate::output::{Output, could_not_work, exit_code, rendered, say_failures};

pub(crate) fn run(args: &Reach, output: &Output) -> i32 {
    let allowed = match config::allowed(&[]) {
        Ok(allowed) => allowed,
        Err(error) => return could_not_work(&error),
    };
    let looked = look(&args.files, Depth::Verdict(Lacks::ANY));
    say_failures(&looked.failures);
    let of_builds = of_builds(&looked.builds, &allowed);
    let text = match args.format {
        Format::Text => tables(&looked.builds, &of_builds),
        format => rendered(&of_builds.concat(), &looked.failures, format),
    };
    // That some machine of all cannot run it is what was asked for, and no fault.
    let code = exit_code(&[], &looked.failures);
    output.finish(&text, code)
}

/// Each build on every known machine.
pub(crate) fn of_builds(builds: &[Build], allowed: &[Allowed]) -> Vec<Vec<Report>> {
    // Starting threads costs more than judging one build.
    match builds {
        [build] => vec![reports(build, allowed)],
        builds => builds.par_iter().map(|build| reports(build, allowed)).collect(),
    }
}

/// The table of each build.
pub(crate) fn tables(builds: &[Build], of_builds: &[Vec<Report>]) -> String {
    let table = |(build, reports): (&Build, &Vec<Report>)| {
        landfall_report::reach::render(&build.name, &about(build), reports)
    };
    builds.iter().zip(of_builds).map(table).collect::<Vec<_>>().join("\n")
}

/// One build on every known machine of its operating system, in the order of the table. On a
/// machine that is published for its architecture it is that architecture which is meant.
fn reports(build: &Build, allowed: &[Allowed]) -> Vec<Report> {
    let os = build.os.known().map(|os| os.name());
    let arch = build.arch.known().copied();
    let fits = |distro: &landfall_know::Distro| os.is_none_or(|os| distro.field("os") == os);
    landfall_know::distros()
        .filter(fits)
        .map(|distro| {
            let published = |arch: &Arch| distro.arches().contains(arch);
            let machine = distro.machine(&distro.target(), arch.filter(published), None);
            judge(build, &machine, allowed)
        })
        .collect()
}
