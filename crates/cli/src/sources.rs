//! From directories to the Go source in them: each file read once, on all cores.

use std::path::{Path, PathBuf};

use landfall_facts::{Fact, Origin, SourceCounts, SourceTree, Why};
use landfall_probe::source::{self, TreeFiles};
use landfall_report::Failure;
use rayon::iter::Either;
use rayon::prelude::*;

use crate::files::below;

/// The modules below the directories among these paths, and the files of theirs that could not be
/// read. Directories that cannot be read are told by whoever looks for artifacts in them.
pub(crate) fn look(paths: &[PathBuf]) -> (Vec<SourceTree>, Vec<Failure>) {
    let dirs = paths.iter().filter(|path| path.is_dir());
    let trees = dirs.flat_map(|dir| {
        let files = below(dir, &mut Vec::new());
        source::trees(dir, files.iter().map(PathBuf::as_path))
    });
    let mut failures = Vec::new();
    let trees = trees.map(|files| tree(&files, &mut failures)).collect();
    (trees, failures)
}

fn tree(files: &TreeFiles, failures: &mut Vec<Failure>) -> SourceTree {
    let dir = files.dir.display().to_string();
    let failure =
        |path: &Path, message: String| Failure { path: path.display().to_string(), message };
    let [module, go_version, toolchain] = match &files.gomod {
        None => [(); 3].map(|()| Fact::Absent(Origin::Path(dir.clone()))),
        Some(path) => match source::content(path) {
            Ok(bytes) => source::module(&bytes, &path.display().to_string()),
            Err(error) => {
                failures.push(failure(path, error.clone()));
                [(); 3].map(|()| Fact::Unknown(Why::denied(&path.display().to_string(), &error)))
            }
        },
    };
    let read = |path: &PathBuf| match source::content(path) {
        Ok(text) => Either::Left(source::counts(&text)),
        Err(error) => Either::Right(failure(path, error)),
    };
    let (counts, unread): (Vec<SourceCounts>, Vec<Failure>) =
        files.files.par_iter().map(read).partition_map(|read| read);
    let unread_files = unread.len() as u64;
    failures.extend(unread);
    let counts = counts.into_iter().sum();
    SourceTree { dir, module, go_version, toolchain, counts, unread_files }
}
