//! `--format html`: what a page shows besides the results, looked at only where there is one to write.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::{Anatomy, Build, Comparison, PackageGraph, Report};
use landfall_probe::{Real, anatomy};
use landfall_report::Unseen;
use landfall_report::html::{self, Course, More, Page};
use landfall_report::sarif::RuleText;
use rayon::prelude::*;

use crate::args::{Check, GraphArgs, GraphFormat, SourceArgs};
use crate::language::Lang;
use crate::observed::{self, call_name};
use crate::output::VERSION;
use crate::progress::during;
use crate::targets::Door;
use crate::{compare, graph};

/// The page of pairs and recipes. `line` gives a line of a file, counted from 1.
pub(crate) fn render(
    pairs: &[Report],
    recipes: &[Report],
    unseen: Unseen<'_>,
    line: &dyn Fn(&str, u32) -> Option<String>,
    more: &More,
) -> String {
    html::render(&Page { pairs, recipes, unseen, version: VERSION, rule: &spoken_rule, line, more })
}

/// What a rule says of itself, in the language that is spoken.
fn spoken_rule(name: &str) -> Option<RuleText<'static>> {
    let manual = Lang::chosen().manual(landfall_rules::find(name)?);
    let summary = manual.lines().next().unwrap_or_default().trim().to_owned();
    Some(RuleText { summary: summary.into(), manual: manual.into() })
}

/// What artifacts, modules, machines and traces have to tell besides. What cannot be told is left out of the page:
/// the verdicts say already what could not be looked at.
pub(crate) fn more(
    args: &Check,
    builds: &[Build],
    modules: &[PathBuf],
    doors: &[Door],
) -> Result<More, String> {
    let mut courses = Vec::new();
    for file in &args.trace {
        courses.push(course(file)?);
    }
    let files: Vec<&[Build]> = builds.chunk_by(|one, other| one.file == other.file).collect();
    let sizes = during("measuring artifacts", || {
        files.par_iter().flat_map_iter(|builds| sizes(builds)).collect()
    });
    let graphs = modules.iter().filter_map(|dir| graph(dir, &args.source));
    Ok(More { sizes, graphs: graphs.collect(), comparisons: comparisons(builds, doors), courses })
}

/// What the slices of a file are made of.
fn sizes(builds: &[Build]) -> Vec<(String, Anatomy)> {
    let Some(file) = builds.first().and_then(|build| Real.open_path(Path::new(&build.file)).ok())
    else {
        return Vec::new();
    };
    let places = anatomy::parts(file.as_ref()).unwrap_or_default();
    let of = |(build, place): (&Build, (u64, u64))| {
        let part = anatomy::part(file.as_ref(), place).ok()?;
        Some((build.name.clone(), anatomy::anatomy(&part, &build.name)))
    };
    builds.iter().zip(places).filter_map(of).collect()
}

/// What leads to cgo in a module, built for this platform.
fn graph(dir: &Path, source: &SourceArgs) -> Option<PackageGraph> {
    let wanted = GraphArgs {
        dir: dir.to_owned(),
        platform: None,
        no_cgo: source.no_cgo,
        tags: source.tags.clone(),
        on: None,
        with_go: false,
        files: false,
        format: GraphFormat::Svg,
    };
    graph::look(&wanted).ok()
}

/// The first of the machines that were looked at, held against each other one. What a table tells of a machine is
/// the same for all who read it.
fn comparisons(builds: &[Build], doors: &[Door]) -> Vec<Comparison> {
    let recorded = doors.iter().filter(|door| door.is_looked_at());
    let machines: Vec<_> = recorded.take(COMPARED).map(compare::looked_at).collect();
    let Some((first, others)) = machines.split_first() else { return Vec::new() };
    others.iter().map(|other| landfall_rules::compare(builds, first, other)).collect()
}

/// So many machines are held against each other; more of them nobody reads.
const COMPARED: usize = 6;

/// How the calls that were traced grew from run to run.
fn course(file: &Path) -> Result<Course, String> {
    let name = file.display().to_string();
    let observed = observed::read(file)?
        .ok_or_else(|| format!("could not read {name}: there is no such file"))?;
    let mut seen = BTreeSet::new();
    let foreign = observed::foreign(observed.arch);
    let runs = observed.runs.iter().map(|run| {
        let new = run.kinds().filter(|kind| seen.insert(*kind));
        let named = new.map(|(is_foreign, number)| {
            call_name(if is_foreign { foreign } else { Some(observed.arch) }, number)
        });
        (run.command.first().cloned().unwrap_or_default(), named.collect())
    });
    let runs = runs.collect();
    Ok(Course { name, runs, expected: observed.expected_new() })
}

/// No file of Go source that people read is longer, in bytes.
const LONGEST: u64 = 4 << 20;

/// The lines of Go source below some directories, each file read once. Other files are not for us: what is named
/// like a file here may lie in an image.
pub(crate) struct SourceLines<'a> {
    dirs: &'a [PathBuf],
    read: RefCell<HashMap<String, Vec<String>>>,
}

impl<'a> SourceLines<'a> {
    pub(crate) fn below(dirs: &'a [PathBuf]) -> Self {
        Self { dirs, read: RefCell::default() }
    }

    /// A line of a file, counted from 1.
    pub(crate) fn line(&self, path: &str, line: u32) -> Option<String> {
        let mut read = self.read.borrow_mut();
        let lines = read.entry(path.to_owned()).or_insert_with(|| self.lines(path));
        lines.get((line as usize).checked_sub(1)?).cloned()
    }

    fn lines(&self, path: &str) -> Vec<String> {
        let file = Path::new(path);
        let is_source = file.extension().is_some_and(|kind| kind == "go")
            || file.file_name().is_some_and(|name| name == "go.mod");
        let is_below = file.is_relative() || self.dirs.iter().any(|dir| file.starts_with(dir));
        let is_short = fs::metadata(file).is_ok_and(|file| file.is_file() && file.len() <= LONGEST);
        let text = (is_source && is_below && is_short).then(|| fs::read(file));
        match text {
            Some(Ok(text)) => String::from_utf8_lossy(&text).lines().map(str::to_owned).collect(),
            Some(Err(_)) | None => Vec::new(),
        }
    }
}
