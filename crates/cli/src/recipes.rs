//! The recipes below a directory, judged as they are written.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use landfall_facts::{RecipeKind, Recipes, Report};
use landfall_probe::recipes::{self, Found, FoundText};
use landfall_report::Failure;
use landfall_rules::{Allowed, judge_recipes};

/// What became of the recipes of some paths.
pub(crate) struct Judged {
    pub(crate) reports: Vec<Report>,
    pub(crate) kinds: Vec<RecipeKind>,
    texts: HashMap<String, String>,
    /// What the recipes of each directory say.
    pub(crate) trees: Vec<(PathBuf, Recipes)>,
    /// What was read, to be read again once something is changed.
    pub(crate) found: Vec<FoundText>,
    pub(crate) failures: Vec<Failure>,
}

impl Judged {
    /// The reports for a terminal.
    pub(crate) fn text(&self) -> String {
        if self.kinds.is_empty() {
            return String::new();
        }
        landfall_report::recipes::render(&self.reports, &self.kinds, |path, line| {
            self.line(path, line)
        })
    }

    /// A line of one of the recipes, counted from 1.
    pub(crate) fn line(&self, path: &str, line: u32) -> Option<String> {
        let mut lines = self.texts.get(path)?.lines();
        lines.nth((line as usize).checked_sub(1)?).map(str::to_owned)
    }
}

/// Parts the paths: recipes by their names, and everything else.
pub(crate) fn part(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let is_recipe = |path: &&PathBuf| {
        let below = path.to_string_lossy().replace('\\', "/");
        path.is_file() && matches!(recipes::kind_of(&below), Some(Found::Recipe(_)))
    };
    let named = paths.iter().filter(is_recipe).cloned().collect();
    let others = paths.iter().filter(|path| !is_recipe(path)).cloned().collect();
    (named, others)
}

/// Judges the recipes of directories, and those that are named; `None` where there are none.
pub(crate) fn judged(dirs: &[PathBuf], named: &[PathBuf], allowed: &[Allowed]) -> Option<Judged> {
    let mut judged = Judged {
        reports: Vec::new(),
        kinds: Vec::new(),
        texts: HashMap::new(),
        trees: Vec::new(),
        found: Vec::new(),
        failures: Vec::new(),
    };
    for dir in dirs {
        judged.take(dir, recipes::find(dir), None, allowed);
    }
    // A hook names many files of one project, which is read once.
    let mut projects: Vec<(&Path, Vec<&Path>)> = Vec::new();
    for path in named {
        let around = around(path);
        match projects.iter_mut().find(|(known, _)| *known == around) {
            Some((_, paths)) => paths.push(path),
            None => projects.push((around, vec![path])),
        }
    }
    for (around, paths) in projects {
        judged.take_named(around, &paths, allowed);
    }
    let is_empty = judged.kinds.is_empty() && judged.failures.is_empty();
    (!is_empty).then_some(judged)
}

/// The directory of the project that a recipe belongs to: what lies there may hold the other half of a fault,
/// a go.mod or a script.
fn around(path: &Path) -> &Path {
    let or_here = |dir| if dir == Path::new("") { Path::new(".") } else { dir };
    let is_root = |dir: &&Path| dir.join("go.mod").is_file() || dir.join(".git").exists();
    let above = path.ancestors().skip(1);
    let root = above.clone().map(or_here).find(is_root);
    let outermost = || if path.is_relative() { above.clone().last() } else { None };
    or_here(root.or_else(outermost).or(path.parent()).unwrap_or(Path::new(".")))
}

impl Judged {
    /// Judges recipes of a project that somebody names: what is left out of a directory counts then too.
    fn take_named(&mut self, around: &Path, paths: &[&Path], allowed: &[Allowed]) {
        let (mut texts, failures) = recipes::find(around);
        let mut known: HashSet<String> = texts.iter().map(|one| one.path.clone()).collect();
        let mut named = HashSet::new();
        for path in paths {
            match recipes::find_one(around, path) {
                Ok(Some(own)) => {
                    named.insert(own.path.clone());
                    if known.insert(own.path.clone()) {
                        texts.push(own);
                    }
                }
                Ok(None) => {
                    let path = path.display().to_string();
                    let message = format!("{path} is named like a recipe, and is none");
                    self.failures.push(Failure { path, message });
                }
                Err((path, message)) => {
                    let message = format!("could not read {path}: {message}");
                    self.failures.push(Failure { path, message });
                }
            }
        }
        if !named.is_empty() {
            self.take(around, (texts, failures), Some(&named), allowed);
        }
    }

    fn take(
        &mut self,
        dir: &Path,
        (texts, failures): (Vec<FoundText>, Vec<(String, String)>),
        only: Option<&HashSet<String>>,
        allowed: &[Allowed],
    ) {
        let is_meant = |path: &str| only.is_none_or(|only| only.contains(path));
        for text in &texts {
            self.texts.insert(text.path.clone(), text.text.clone());
        }
        let failure = |(path, message): (String, String)| Failure {
            message: format!("could not read {path}: {message}"),
            path,
        };
        self.failures.extend(failures.into_iter().filter(|(path, _)| is_meant(path)).map(failure));
        self.found.extend(texts.iter().cloned());
        let recipes: Recipes = recipes::read(texts);
        let reports = judge_recipes(&recipes, allowed);
        for (file, report) in recipes.files.iter().zip(reports) {
            if is_meant(&file.path) {
                self.kinds.push(file.kind);
                self.reports.push(report);
            }
        }
        if only.is_none() {
            self.trees.push((dir.to_owned(), recipes));
        }
    }
}
