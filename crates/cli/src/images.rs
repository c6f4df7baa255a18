//! `landfall images`: an artifact against many images, as a table.

use landfall_facts::{Build, Fact, Origin, Report, Why};
use landfall_probe::{Depth, Lacks};
use landfall_report::Failure;
use landfall_report::images::{Given, Row};
use landfall_report::inspection::about;

use crate::args::{Format, ImagesArgs};
use crate::check::verdicts;
use crate::config;
use crate::files::look;
use crate::output::{Output, could_not_work, exit_code, rendered, say_failures};
use crate::start::Start;
use crate::targets::Door;

pub(crate) fn run(args: &ImagesArgs, output: &Output) -> i32 {
    let asked =
        config::allowed(&args.allow).and_then(|allowed| Ok((allowed, Start::alone(&args.start)?)));
    let (allowed, start) = match asked {
        Ok(asked) => asked,
        Err(error) => return could_not_work(&error),
    };
    let mut looked = look(&args.files, Depth::Verdict(Lacks::ANY));
    let mut doors = Vec::new();
    for image in &args.images {
        // One that cannot be read takes no verdict from the others.
        match Door::open(&format!("image:{image}")) {
            Ok(door) => doors.push(door),
            Err(message) => looked.failures.push(Failure { path: image.clone(), message }),
        }
    }
    say_failures(&looked.failures);
    let reports = verdicts(&looked.builds, &doors, None, start.as_ref(), &allowed);
    let code = exit_code(&reports, &looked.failures);
    let rows = || rows(&looked.builds, &doors, &reports);
    let text = match args.format {
        Format::Text => {
            let table = |(build, rows): (&Build, &[Row<'_>])| {
                landfall_report::images::text(&build.name, &about(build), rows)
            };
            let all = rows();
            let tables = looked.builds.iter().zip(all.chunks(doors.len().max(1))).map(table);
            tables.collect::<Vec<_>>().join("\n")
        }
        Format::Json => landfall_report::images::json(&rows(), &looked.failures),
        format => rendered(&reports, &looked.failures, format),
    };
    output.finish(&text, code)
}

/// What is told of each build on each image.
fn rows<'a>(builds: &[Build], doors: &[Door], reports: &'a [Report]) -> Vec<Row<'a>> {
    let given = builds.iter().flat_map(|build| doors.iter().map(|door| given(build, door)));
    given.zip(reports).map(|(given, report)| Row { given, report }).collect()
}

/// What an image gives, whatever is started there: of several platforms, that of the build.
fn given(build: &Build, door: &Door) -> Given {
    let mut any = Build::unknown("", &Why::not_given("artifact"));
    (any.os, any.arch) = (build.os.clone(), build.arch.clone());
    let platform = door.machine(&any);
    let own = platform.arches.known().and_then(|arches| arches.first()).copied();
    if let Some(own) = own {
        // Its C library is that of its own loader.
        any.arch = Fact::Known(own, Origin::Nature(platform.name.clone()));
    }
    let machine = door.machine(&any);
    Given {
        os: machine.os.known().map(|os| os.name().to_owned()),
        arch: own.map(|arch| arch.name().to_owned()),
        libc: machine.libc.map(|libc| libc.name().to_owned()),
        version: match (machine.glibc.known(), machine.musl.known()) {
            (Some(glibc), _) => Some(glibc.to_string()),
            (None, Some(musl)) => Some(musl.to_string()),
            (None, None) => None,
        },
    }
}
