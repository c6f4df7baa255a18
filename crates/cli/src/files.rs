//! From paths on the command line to builds: each file looked at once, on all cores.

use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::Build;
use landfall_probe::{Blind, Depth, NotABuild, Real};
use landfall_report::Failure;
use rayon::prelude::*;

use crate::progress::Progress;

/// What came of the paths: builds in the order of the paths, and the files that failed.
#[derive(Default)]
pub(crate) struct Looked {
    pub(crate) builds: Vec<Build>,
    pub(crate) failures: Vec<Failure>,
}

/// Looks at every path. A directory stands for the artifacts in it; what else lies there is
/// passed over, while a file that was named has to be an artifact. That there is none at all is a
/// failure.
pub(crate) fn look(paths: &[PathBuf], depth: Depth) -> Looked {
    let mut looked = artifacts(paths, depth);
    if looked.builds.is_empty() && looked.failures.is_empty() {
        looked.failures.push(nothing_in(paths, "artifact"));
    }
    looked
}

/// That none of the paths holds what was looked for.
pub(crate) fn nothing_in(paths: &[PathBuf], what: &str) -> Failure {
    let path = paths.first().map_or(String::new(), |path| path.display().to_string());
    Failure { path, message: format!("there is no {what} in it") }
}

/// The artifacts, if there are any.
pub(crate) fn artifacts(paths: &[PathBuf], depth: Depth) -> Looked {
    let mut looked = Looked::default();
    let files = listed(paths, &mut looked.failures);
    let progress = Progress::new("looked at", files.len());
    let look = |(path, named): &(PathBuf, Named)| {
        let result = one(path, depth, *named);
        progress.step();
        result
    };
    // Starting threads costs more than looking at one file.
    let results: Vec<_> = match files.as_slice() {
        [file] => vec![look(file)],
        files => files.par_iter().map(look).collect(),
    };
    drop(progress);
    for result in results {
        match result {
            Ok(builds) => looked.builds.extend(builds),
            Err(failure) => looked.failures.push(failure),
        }
    }
    looked
}

/// The files that may be artifacts, in the order in which they are told of.
pub(crate) fn listed(paths: &[PathBuf], failures: &mut Vec<Failure>) -> Vec<(PathBuf, Named)> {
    let mut files: Vec<(PathBuf, Named)> = Vec::new();
    for path in paths {
        if path.is_dir() {
            let found = below(path, failures);
            let sources = |path: &PathBuf| path.extension().is_some_and(|end| end == "go");
            files.extend(
                found.into_iter().filter(|path| !sources(path)).map(|path| (path, Named::No)),
            );
        } else {
            files.push((path.clone(), Named::Yes));
        }
    }
    files
}

/// Whether a file was named by the user, or found in a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Yes,
    No,
}

/// The builds in a file.
pub(crate) fn one(path: &Path, depth: Depth, named: Named) -> Result<Vec<Build>, Failure> {
    let name = path.display().to_string();
    let failure = |message: String| Failure { path: name.clone(), message };
    let file = match Real.open_path(path) {
        Ok(file) => file,
        Err(Blind::NotThere) => return Err(failure("there is no such file".into())),
        Err(Blind::Cannot(why)) => {
            let why = why.to_string();
            let prefix = format!("could not read {name}: ");
            return Err(failure(why.strip_prefix(&prefix).unwrap_or(&why).to_owned()));
        }
    };
    match landfall_probe::builds(file.as_ref(), &name, depth) {
        Ok(builds) => Ok(builds),
        Err(NotABuild { other_kind: true, .. }) if named == Named::No => Ok(Vec::new()),
        Err(error) => Err(failure(error.to_string())),
    }
}

/// Every regular file below a directory, but for those that git keeps its own books in; links are
/// not followed, so no circle has an end to miss.
pub(crate) fn below(dir: &Path, failures: &mut Vec<Failure>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut pending = vec![dir.to_path_buf()];
    while let Some(dir) = pending.pop() {
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) => {
                let message = landfall_probe::plain(&error);
                failures.push(Failure { path: dir.display().to_string(), message });
                continue;
            }
        };
        let mut found: Vec<_> = entries.filter_map(Result::ok).collect();
        found.sort_by_key(fs::DirEntry::file_name);
        for entry in found {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && entry.file_name() != ".git" => {
                    pending.push(entry.path());
                }
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}
