//! The directories that an artifact was compiled from, by the paths in Go's function table.

use std::collections::BTreeSet;

use landfall_facts::{Anatomy, Directory, Fact, Why};
use landfall_formats::ReadError;
use landfall_formats::layout::{Layout, scan};
use landfall_formats::pclntab::FunctionTable;

use crate::artifact::At;

/// A file that every program of Go is compiled from.
const OF_EVERY: &str = "/src/runtime/proc.go";
/// What the Go command names the directory of modules, below GOPATH.
const OF_MODULES: &str = "/pkg/mod/";
/// As many files of its own as are kept of a program: enough to tell whether two are the same.
const MOST: usize = 2000;

/// Fills in the directories.
pub(super) fn fill(layout: &Layout<'_>, table: &FunctionTable, anatomy: &mut Anatomy, at: &At<'_>) {
    let Some((offset, len)) = table.files else {
        let why = Why::new("Go up to 1.15 writes the paths of files between other things");
        anatomy.goroot = Fact::Unknown(why.clone());
        anatomy.module_cache = Fact::Unknown(why.clone());
        anatomy.source = Fact::Unknown(why);
        return;
    };
    match read(layout, offset, len) {
        Ok(found) => {
            let origin = at.byte(offset);
            anatomy.goroot = Fact::from_option(found.goroot, origin.clone());
            anatomy.module_cache = Fact::from_option(found.module_cache, origin.clone());
            anatomy.source = Fact::from_option(below_one(found.others), origin);
        }
        Err(error) => {
            let why = at.damaged(&error);
            anatomy.goroot = Fact::Unknown(why.clone());
            anatomy.module_cache = Fact::Unknown(why.clone());
            anatomy.source = Fact::Unknown(why);
        }
    }
}

#[derive(Default)]
struct Found {
    goroot: Option<String>,
    module_cache: Option<String>,
    others: BTreeSet<String>,
}

fn read(layout: &Layout<'_>, offset: u64, len: u64) -> Result<Found, ReadError> {
    let mut found = Found::default();
    each(layout, offset, len, |path| {
        if found.goroot.is_none()
            && let Some(root) = path.strip_suffix(OF_EVERY)
        {
            found.goroot = Some(root.to_owned());
        }
    })?;
    let goroot = found.goroot.clone();
    let is_of_go =
        |path: &str| goroot.as_ref().is_some_and(|root| path.starts_with(&format!("{root}/")));
    each(layout, offset, len, |path| {
        if !is_absolute(path) || is_of_go(path) {
            return;
        }
        match path.find(OF_MODULES).filter(|at| path[*at..].contains('@')) {
            Some(at) => {
                let dir = &path[..at + OF_MODULES.len() - 1];
                found.module_cache.get_or_insert_with(|| dir.to_owned());
            }
            None if found.others.len() < MOST => {
                found.others.insert(path.to_owned());
            }
            None => {}
        }
    })?;
    Ok(found)
}

/// Whether it is a path from a root, of Unix or Windows.
fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1..3) == Some(b":/")
}

/// The longest directory that all files lie below.
fn below_one(files: BTreeSet<String>) -> Option<Directory> {
    let (first, last) = (files.first()?, files.last()?);
    // In order, what the first and the last share all share.
    let shared = first.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
    let dir = first.as_bytes()[..shared].iter().rposition(|byte| *byte == b'/')?;
    let path = first[..dir].to_owned();
    let files = files.iter().map(|file| file[dir + 1..].to_owned()).collect();
    Some(Directory { path, files })
}

/// Hands out each path.
fn each(
    layout: &Layout<'_>,
    offset: u64,
    len: u64,
    mut see: impl FnMut(&str),
) -> Result<(), ReadError> {
    const LONGEST: usize = 1 << 12;
    let mut done = offset;
    scan(layout.source, offset, len, LONGEST, |block_at, block| {
        let mut at = (done.saturating_sub(block_at) as usize).min(block.len());
        while let Some(end) = memchr::memchr(0, &block[at..]) {
            if let Ok(path) = std::str::from_utf8(&block[at..at + end]) {
                see(path);
            }
            at += end + 1;
        }
        done = done.max(block_at + at as u64);
        None::<()>
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_below_the_directory_that_they_share() {
        let files = ["/w/app/cmd/x/main.go", "/w/app/lib/a.go", "/w/app/lib/b.go"];
        let told = below_one(files.map(str::to_owned).into()).unwrap();
        assert_eq!(told.path, "/w/app");
        assert_eq!(told.files, ["cmd/x/main.go", "lib/a.go", "lib/b.go"]);
        let told = below_one(["/w/app/main.go".to_owned()].into()).unwrap();
        assert_eq!((told.path.as_str(), told.files.len()), ("/w/app", 1));
        assert_eq!(below_one(BTreeSet::new()), None);
    }
}
