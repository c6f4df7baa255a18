//! What is looked at besides the text of a failure, so that causes are told apart: the artifact, the module, the
//! machine.

use std::path::{Path, PathBuf};

use landfall_facts::{Clue, Explained, Origin, Report};
use landfall_probe::{Depth, Lacks};
use landfall_rules::{Explainer, examine, find, judge};

use crate::args::{BesideArgs, SourceArgs};
use crate::doctor;
use crate::files;
use crate::output::say_failures;
use crate::programs;
use crate::recipes;
use crate::targets::Door;

/// What is looked at besides.
pub(crate) struct Beside {
    source: Option<PathBuf>,
    build: Option<PathBuf>,
    door: Option<Door>,
}

impl Beside {
    pub(crate) fn of(args: &BesideArgs) -> Result<Self, String> {
        if let Some(dir) = args.source.as_ref().filter(|dir| !dir.is_dir()) {
            return Err(format!("could not look at {}: it is no directory", dir.display()));
        }
        if let Some(file) = args.build.as_ref().filter(|file| !file.is_file()) {
            return Err(format!("could not look at {}: it is no file", file.display()));
        }
        let door = args.target.as_deref().map(Door::open).transpose()?;
        Ok(Self { source: args.source.clone(), build: args.build.clone(), door })
    }

    /// The machine on which a command has just failed is this one.
    pub(crate) fn here(mut self) -> Self {
        self.door.get_or_insert(Door::Here);
        self
    }

    /// The causes, with what was looked at for them.
    pub(crate) fn explained(&self, explainer: &Explainer<'_>) -> Vec<Explained> {
        let asked = explainer.rules();
        let reports = match asked.as_slice() {
            [] => Vec::new(),
            asked => self.reports(explainer, asked),
        };
        let is_said = self.source.is_some() || self.build.is_some() || self.door.is_some();
        let mut causes = explainer.finish(&reports, is_said);
        self.show_lines(&mut causes);
        causes
    }

    /// The lines of source that the text names, each as what was seen there.
    fn show_lines(&self, causes: &mut [Explained]) {
        let root = self.source.as_deref().unwrap_or(Path::new("."));
        for cause in causes {
            let Some((file, line)) = cause.place.clone() else { continue };
            let text = std::fs::read_to_string(root.join(&file)).unwrap_or_default();
            let Some(text) = text.lines().nth((line as usize).saturating_sub(1)) else { continue };
            let text = text.trim().to_owned();
            if !text.is_empty() {
                cause.evidence.push(Clue { text, origin: Origin::Line { path: file, line } });
            }
        }
    }

    fn reports(&self, explainer: &Explainer<'_>, asked: &[&str]) -> Vec<Report> {
        let mut reports = Vec::new();
        let here = Door::Here;
        let door = self.door.as_ref().unwrap_or(&here);
        let rules: Vec<_> = asked.iter().filter_map(|name| find(name)).collect();
        // What the text names may have been anything when it failed, but for what somebody points at.
        let named = explainer.captured("program").map(PathBuf::from);
        let named = named.filter(|path| path.is_file() && is_of_someone(path));
        let files: Vec<PathBuf> = match &self.build {
            Some(build) => vec![build.clone()],
            None => named.take(1).collect(),
        };
        let is_of_builds = rules.iter().any(|rule| !rule.is_of_machine() && !rule.is_of_recipes());
        if is_of_builds && !files.is_empty() {
            let looked = files::artifacts(&files, Depth::Verdict(Lacks::ANY));
            if self.build.is_some() {
                say_failures(&looked.failures);
            }
            let judged = looked.builds.iter().map(|build| judge(build, &door.machine(build), &[]));
            reports.extend(judged);
        }
        let project = Path::new(".");
        let is_of_recipes = rules.iter().any(|rule| rule.is_of_recipes());
        let of_project = || (is_of_recipes || is_of_builds) && programs::has_source(project);
        if let Some(dir) = self.source.as_deref().or_else(|| of_project().then_some(project)) {
            reports.extend(of_source(dir, door, is_of_builds));
        }
        if self.door.is_some() && rules.iter().any(|rule| rule.is_of_machine()) {
            reports.push(examine(&doctor::whole(door), &[]).report);
        }
        reports
    }
}

/// What its recipes and its programs are judged to be.
fn of_source(dir: &Path, door: &Door, is_of_builds: bool) -> Vec<Report> {
    let mut reports = Vec::new();
    if let Some(judged) = recipes::judged(&[dir.to_path_buf()], &[], &[]) {
        reports.extend(judged.reports);
    }
    let args = SourceArgs { no_cgo: false, cgo: false, tags: Vec::new() };
    if is_of_builds && programs::has_source(dir) {
        match programs::verdicts(dir, &args, std::slice::from_ref(door), &[]) {
            Ok(told) => reports.extend(told),
            Err(failure) => say_failures(&[failure]),
        }
    }
    reports
}

/// Whether a file is one that somebody made, and no tool of the system.
fn is_of_someone(path: &Path) -> bool {
    const SYSTEM: [&str; 4] = ["/usr", "/bin", "/sbin", "/lib"];
    !SYSTEM.iter().any(|dir| path.starts_with(dir))
}
