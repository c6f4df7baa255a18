//! `landfall compare OLD NEW` of two artifacts: what changed from one build to the next.

use std::fs;
use std::path::Path;

use landfall_facts::{
    Build, BuildsCompared, ComparedBuild, Fact, Origin, ReachCompared, Report, Severity, Verdict,
    Why,
};
use landfall_formats::{Part, Source};
use landfall_probe::{Blind, Depth, Lacks, Real, anatomy};
use landfall_report::builds::{Show, json, render};
use landfall_rules::{compare_builds, compare_on, judge};

use crate::args::{CompareArgs, Facts};
use crate::output::{Output, could_not_work};
use crate::reach;
use crate::seccomp;
use crate::targets::Door;

/// Whether both names are artifacts. An error if only one is, or if an option does not go with what they are.
pub(super) fn named(args: &CompareArgs) -> Result<bool, String> {
    let of_machines = [
        (args.drift, "--drift"),
        (!args.builds.is_empty(), "--build"),
        (args.source.cgo || args.source.no_cgo, "--cgo and --no-cgo"),
        (!args.source.tags.is_empty(), "--tags"),
    ];
    let of_artifacts =
        [(!args.targets.is_empty(), "--for"), (args.same, "--same"), (args.syscalls, "--syscalls")];
    let given = |options: &[(bool, &'static str)]| {
        options.iter().find(|(given, _)| *given).map(|(_, option)| *option)
    };
    match (is_artifact(&args.from), is_artifact(&args.to)) {
        (true, true) => match given(&of_machines) {
            Some(option) => Err(format!(
                "could not use {option}: {} and {} are artifacts, and it is for machines",
                args.from, args.to
            )),
            None => Ok(true),
        },
        (false, false) => match given(&of_artifacts) {
            Some(option) => Err(format!(
                "could not use {option}: it is for artifacts, and {} is none that landfall knows; name two",
                args.from
            )),
            None => Ok(false),
        },
        (is_first, _) => {
            let (artifact, other) =
                if is_first { (&args.from, &args.to) } else { (&args.to, &args.from) };
            Err(format!(
                "could not compare {artifact}, which is an artifact, with {other}, which is none; name two \
                 artifacts, or two machines and --build {artifact}"
            ))
        }
    }
}

/// Whether a name is that of a file that may be an artifact: neither a target nor a recording.
fn is_artifact(name: &str) -> bool {
    let path = Path::new(name);
    if name.ends_with(".toml") || !path.is_file() {
        return false;
    }
    match Real.open_path(path) {
        Ok(file) => {
            match landfall_probe::builds(file.as_ref(), name, Depth::Verdict(Lacks::default())) {
                Ok(_) => true,
                // One that is broken is still meant to be one.
                Err(error) => !error.other_kind,
            }
        }
        Err(_) => true,
    }
}

pub(super) fn run(args: &CompareArgs, output: &Output) -> i32 {
    let (all, is_same) = match compared(args) {
        Ok(told) => told,
        Err(error) => return could_not_work(&error),
    };
    let show = Show { all: args.all, causes: args.same || args.all };
    let text = match args.format {
        Facts::Text => {
            let pages = all.iter().map(|one| render(one, show));
            let pages = pages.collect::<Vec<_>>().join("\n");
            match !is_same && all.iter().all(|one| one.is_same) {
                true => format!("{pages}\nwhat lies around the slices is not the same\n"),
                false => pages,
            }
        }
        Facts::Json => json(&all),
    };
    output.finish(&text, exit_code(&all, args.same && !is_same))
}

/// What is told of each pair, and whether the files are the same, byte for byte.
fn compared(args: &CompareArgs) -> Result<(Vec<BuildsCompared>, bool), String> {
    let mut doors = Vec::new();
    for name in &args.targets {
        doors.push(Door::open(name)?);
    }
    let (from, to) = (open(&args.from)?, open(&args.to)?);
    let read =
        |name: &str, error: &dyn std::fmt::Display| format!("could not read {name}: {error}");
    let is_same = is_one_file(&args.from, &args.to)
        || anatomy::is_same(from.as_ref(), to.as_ref()).map_err(|error| read(&args.to, &error))?;
    let before = File { name: &args.from, source: from.as_ref() };
    let after = File { name: &args.to, source: to.as_ref() };
    let depth = if is_same { Depth::Verdict(Lacks::ANY) } else { Depth::Everything };
    let pairs = pairs(before.builds(args, depth)?, after.builds(args, depth)?)?;
    let pair = |(from, to): ((Build, Part<'_>), (Build, Part<'_>))| {
        // Slices may be the same in files that are not.
        let is_same = is_same || anatomy::is_same(&from.1, &to.1).unwrap_or(false);
        let bytes = match is_same {
            true => None,
            false => anatomy::differences(&from.1, &to.1).ok(),
        };
        let before = anatomy::anatomy(&from.1, &from.0.name);
        let after = match is_same {
            true => before.clone(),
            false => anatomy::anatomy(&to.1, &to.0.name),
        };
        let of = |build: Build, anatomy| ComparedBuild {
            build: Box::new(build),
            anatomy: Box::new(anatomy),
        };
        let mut told = compare_builds(of(from.0, before), of(to.0, after), is_same, bytes);
        machines(&mut told, &doors);
        told
    };
    Ok((pairs.into_iter().map(pair).collect(), is_same))
}

fn open(name: &str) -> Result<Box<dyn Source>, String> {
    Real.open_path(Path::new(name)).map_err(|blind| match blind {
        Blind::NotThere => format!("could not read {name}: there is no such file"),
        Blind::Cannot(why) => why.to_string(),
    })
}

/// Whether two names are of one file, which need not be read to be the same.
fn is_one_file(one: &str, other: &str) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), _) | (_, Err(_)) => false,
    }
}

/// An open file.
struct File<'a> {
    name: &'a str,
    source: &'a dyn Source,
}

impl<'a> File<'a> {
    /// The builds in it, each with its bytes.
    fn builds(&self, args: &CompareArgs, depth: Depth) -> Result<Vec<(Build, Part<'a>)>, String> {
        let read = |error: &dyn std::fmt::Display| format!("could not read {}: {error}", self.name);
        let builds =
            landfall_probe::builds(self.source, self.name, depth).map_err(|error| read(&error))?;
        let places = anatomy::parts(self.source).map_err(|error| read(&error))?;
        let mut all = Vec::new();
        for (mut build, place) in builds.into_iter().zip(places) {
            // What makes the same bytes makes the same calls.
            if args.syscalls && depth == Depth::Everything {
                build.syscalls = self.syscalls();
            }
            all.push((build, anatomy::part(self.source, place).map_err(|error| read(&error))?));
        }
        Ok(all)
    }

    fn syscalls(&self) -> Fact<Box<landfall_facts::Derived>> {
        match seccomp::derived(Path::new(self.name), None) {
            Ok(derived) => {
                let origin = Origin::Path(self.name.to_owned());
                match derived.unresolved.len() {
                    0 => Fact::Known(Box::new(derived), origin),
                    // Where a number could not be told any call is possible, and none is surely new.
                    count => Fact::Unknown(Why::new(format!(
                        "{count} places of {} call with a number that could not be told",
                        self.name
                    ))),
                }
            }
            Err(error) => Fact::Unknown(Why::new(error)),
        }
    }
}

type One<'a> = (Build, Part<'a>);

/// Each build with the one of the other file that it is to be held against: slices by their architecture.
fn pairs<'a>(from: Vec<One<'a>>, to: Vec<One<'a>>) -> Result<Vec<(One<'a>, One<'a>)>, String> {
    if from.len() == 1 && to.len() == 1 {
        return Ok(from.into_iter().zip(to).collect());
    }
    let mut left = to;
    let mut pairs = Vec::new();
    for one in from {
        let is_beside = |(other, _): &One<'_>| other.arch.known() == one.0.arch.known();
        if let Some(at) = left.iter().position(is_beside) {
            pairs.push((one, left.remove(at)));
        }
    }
    match pairs.is_empty() {
        true => Err(
            "could not compare them: no slice of the one is for the architecture of one of the \
                     other"
                .to_owned(),
        ),
        false => Ok(pairs),
    }
}

/// What becomes of the change on the machines that were named; where none was, on all that are known by name.
fn machines(told: &mut BuildsCompared, doors: &[Door]) {
    let (from, to) = (&told.from.build, &told.to.build);
    if doors.is_empty() {
        // Of another system all machines are others.
        if from.os.known() != to.os.known() {
            return;
        }
        let all = reach::of_builds(&[from.as_ref().clone(), to.as_ref().clone()], &[]);
        if let [before, after] = all.as_slice() {
            told.reach = Some(reach_of(before, after));
        }
        return;
    }
    let on = |door: &Door| {
        let of = |build: &Build| judge(build, &door.machine(build), &[]);
        compare_on(of(from), of(to))
    };
    told.targets = doors.iter().map(on).collect();
}

/// Which machines were lost and won. What is unsure of one of the two is neither.
fn reach_of(before: &[Report], after: &[Report]) -> ReachCompared {
    let mut reach = ReachCompared { lost: Vec::new(), won: Vec::new() };
    for (a, b) in before.iter().zip(after).filter(|(a, b)| a.machine == b.machine) {
        match (a.verdict, b.verdict) {
            (Verdict::Runs, Verdict::Breaks) => reach.lost.push(b.machine.clone()),
            (Verdict::Breaks, Verdict::Runs) => reach.won.push(b.machine.clone()),
            _ => {}
        }
    }
    reach
}

/// 1 where something breaks on a machine that did not before, or where the bytes were to be the same and are
/// not; 2 where it is not known whether something does.
fn exit_code(all: &[BuildsCompared], is_other: bool) -> i32 {
    let targets = || all.iter().flat_map(|one| &one.targets);
    let breaks = targets().any(|target| {
        let went = |rule: &str| target.went.iter().any(|finding| finding.rule == rule);
        // What only breaks at another place broke before.
        target.came.iter().any(|finding| {
            finding.severity == Severity::Breaks && !finding.preview && !went(finding.rule)
        })
    });
    let is_unsure = targets().any(|target| target.to == Verdict::Unsure);
    match (breaks || is_other, is_unsure) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => 0,
    }
}
