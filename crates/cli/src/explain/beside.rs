//! What is looked at besides the text of a failure, so that causes are told apart: the artifact, the module, the
//! machine.

use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::{Clue, Explained, Origin, Report};
use landfall_probe::{Depth, Lacks};
use landfall_rules::{Explainer, Looked, examine, find, judge};

use crate::args::{BesideArgs, SourceArgs};
use crate::doctor;
use crate::files;
use crate::output::say_failures;
use crate::programs;
use crate::recipes;
use crate::targets::Door;

/// No file of Go source is longer.
const LONGEST: u64 = 16 << 20;

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
        let looked = match asked.as_slice() {
            [] => Looked::default(),
            asked => self.looked(explainer, asked),
        };
        let mut causes = explainer.finish(&looked);
        self.show_lines(&mut causes);
        causes
    }

    /// The lines of source that the text names, each as what was seen there.
    fn show_lines(&self, causes: &mut [Explained]) {
        let root = self.source.as_deref().unwrap_or(Path::new("."));
        for cause in causes {
            let Some((file, line)) = cause.place.clone() else { continue };
            let path = root.join(&file);
            // A log may name anything, and what is no file may have no end.
            let is_source = path.metadata().is_ok_and(|it| it.is_file() && it.len() <= LONGEST);
            let text = is_source.then(|| fs::read_to_string(path)).and_then(Result::ok);
            let text = text.unwrap_or_default();
            let Some(text) = text.lines().nth((line as usize).saturating_sub(1)) else { continue };
            let text = text.trim().to_owned();
            if !text.is_empty() {
                cause.evidence.push(Clue { text, origin: Origin::Line { path: file, line } });
            }
        }
    }

    fn looked(&self, explainer: &Explainer<'_>, asked: &[&str]) -> Looked {
        let mut looked = Looked::default();
        let here = Door::Here;
        let door = self.door.as_ref().unwrap_or(&here);
        let rules: Vec<_> = asked.iter().filter_map(|name| find(name)).collect();
        let is_of_recipes = rules.iter().any(|rule| rule.is_of_recipes());
        let is_of_builds = rules.iter().any(|rule| !rule.is_of_machine() && !rule.is_of_recipes());
        if is_of_builds {
            looked.reports.extend(self.of_build(explainer, door));
            // On another machine than that of the failure silence says nothing.
            looked.at_build =
                self.build.is_some() && self.door.is_some() && !looked.reports.is_empty();
        }
        let project = Path::new(".");
        let of_project = || (is_of_recipes || is_of_builds) && programs::has_source(project);
        if let Some(dir) = self.source.as_deref().or_else(|| of_project().then_some(project)) {
            let recipes = recipes::judged(&[dir.to_path_buf()], &[], &[]);
            looked.at_recipes = self.source.is_some() && recipes.is_some();
            looked.reports.extend(recipes.into_iter().flat_map(|judged| judged.reports));
            if is_of_builds && programs::has_source(dir) {
                looked.reports.extend(of_programs(dir, door));
            }
        }
        if self.door.is_some() && rules.iter().any(|rule| rule.is_of_machine()) {
            looked.reports.push(examine(&doctor::whole(door), &[]).report);
            looked.at_machine = true;
        }
        looked
    }

    /// What the artifact is judged to be: that which somebody points at, or which the text names.
    fn of_build(&self, explainer: &Explainer<'_>, door: &Door) -> Vec<Report> {
        let named = explainer.captured("program").map(PathBuf::from);
        let mut named = named.filter(|path| path.is_file() && is_of_someone(path));
        let Some(file) = self.build.clone().or_else(|| named.next()) else { return Vec::new() };
        let looked = files::artifacts(&[file], Depth::Verdict(Lacks::ANY));
        if self.build.is_some() {
            say_failures(&looked.failures);
        }
        looked.builds.iter().map(|build| judge(build, &door.machine(build), &[])).collect()
    }
}

/// What the programs of a module are judged to be.
fn of_programs(dir: &Path, door: &Door) -> Vec<Report> {
    let args = SourceArgs { no_cgo: false, cgo: false, tags: Vec::new() };
    let told = programs::verdicts(dir, &args, std::slice::from_ref(door), &[]);
    told.unwrap_or_else(|failure| {
        say_failures(&[failure]);
        Vec::new()
    })
}

/// Whether a file is one that somebody made, and no tool of the system.
fn is_of_someone(path: &Path) -> bool {
    const SYSTEM: [&str; 4] = ["/usr", "/bin", "/sbin", "/lib"];
    !SYSTEM.iter().any(|dir| path.starts_with(dir))
}
