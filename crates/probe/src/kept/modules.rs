//! Modules of the module cache, held against the sums in go.sum, and their indexes in the build cache against them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::{Kept, Stale, StaleFault};
use landfall_formats::gocache::{self, Indexed};
use landfall_formats::sha256::{hex, sum};
use rayon::prelude::*;

use super::contents::{Contents, places, sum_of_gomod};
use super::{could_not, entry, output, read};

/// An index has some hundred bytes for each file.
const LARGEST_INDEX: u64 = 256 << 20;
/// The lines of all modules that one build can have.
const LARGEST_SUMS: u64 = 64 << 20;

/// Looks at the modules that go.sum names and the module cache has. Their indexes are looked for in a build cache,
/// by a release of Go, where both are known.
pub fn modules(sums: &[PathBuf], cache: &Path, built: Option<(&Path, &str)>) -> Kept {
    let mut kept = Kept::default();
    let mut lines = BTreeSet::new();
    for file in sums.iter().filter(|file| file.exists()) {
        match read(file, LARGEST_SUMS) {
            Ok(text) => lines.extend(summed(&String::from_utf8_lossy(&text))),
            Err(why) => kept.unsure.push(why),
        }
    }
    let looks: Vec<Kept> =
        lines.par_iter().map(|line| Look { cache, built, line }.whole()).collect();
    looks.into_iter().for_each(|look| kept.join(look));
    kept
}

/// A line of go.sum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    path: String,
    version: String,
    /// It is about go.mod alone.
    is_gomod: bool,
    sum: String,
}

fn summed(text: &str) -> Vec<Line> {
    let line = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let (path, version, sum) = (words.next()?, words.next()?, words.next()?);
        // A path leads nowhere but below the cache.
        let is_path = |text: &str| {
            text.split('/').all(|part| !matches!(part, "" | "." | "..")) && !text.contains('\\')
        };
        let (version, is_gomod) = match version.strip_suffix("/go.mod") {
            Some(version) => (version, true),
            None => (version, false),
        };
        let is_plain = is_path(path) && is_path(version) && !version.contains('/');
        (is_plain && sum.starts_with("h1:")).then(|| Line {
            path: path.to_owned(),
            version: version.to_owned(),
            is_gomod,
            sum: sum.to_owned(),
        })
    };
    text.lines().filter_map(line).collect()
}

/// What lies there of an archive.
enum Archive {
    None,
    Good(Contents),
    /// It is broken, or not what go.sum says: its sum, where it has one.
    Wrong(Option<String>),
}

struct Look<'a> {
    cache: &'a Path,
    built: Option<(&'a Path, &'a str)>,
    line: &'a Line,
}

impl Look<'_> {
    fn whole(&self) -> Kept {
        let mut kept = Kept::default();
        let done = if self.line.is_gomod { self.gomod(&mut kept) } else { self.module(&mut kept) };
        if let Err(why) = done {
            kept.unsure.push(why);
        }
        kept
    }

    fn name(&self) -> String {
        format!("{}@{}", self.line.path, self.line.version)
    }

    fn gomod(&self, kept: &mut Kept) -> Result<(), String> {
        let file = self.fetched("mod");
        if !is_there(&file)? {
            return Ok(());
        }
        let sum = sum_of_gomod(&file)?;
        if sum != self.line.sum {
            let why =
                format!("the go.mod that was fetched is {sum}, and go.sum says {}", self.line.sum);
            kept.stale.push(self.stale(StaleFault::Module, why, vec![file], self.fetching()));
        }
        Ok(())
    }

    fn module(&self, kept: &mut Kept) -> Result<(), String> {
        let (dir, _) = places(self.cache, &self.line.path, &self.line.version);
        // While that lies there, the Go command takes the directory for half unpacked, and unpacks it again.
        let is_whole = is_there(&dir)? && !is_there(&self.fetched("partial"))?;
        if !is_whole {
            return self.unpacked_next(kept);
        }
        if fs::symlink_metadata(&dir).is_ok_and(|there| there.is_symlink()) {
            return Err(format!("{} is a symbolic link: it is not followed", dir.display()));
        }
        let there = Contents::of_dir(&dir, &self.name())?;
        kept.modules += 1;
        if there.sum() == self.line.sum {
            self.index(&dir, Some(&there), kept);
            return Ok(());
        }
        let (archive, mut removes) = (self.archive()?, vec![dir.clone()]);
        let (why, then) = match &archive {
            Archive::Good(right) => {
                removes.extend(self.wrong_note()?);
                let why = format!(
                    "{} in {}: it is not what go.sum says",
                    there.difference(right),
                    dir.display()
                );
                (why, "the Go command unpacks it again from its archive, without a network".into())
            }
            Archive::None => {
                removes.extend(self.wrong_note()?);
                (self.sums_differ("the directory", &there.sum()), self.fetching())
            }
            Archive::Wrong(sum) => {
                removes.extend(self.archive_files()?);
                let why = match sum {
                    Some(sum) if *sum == there.sum() => format!(
                        "{}, and so is its archive; if it is fetched so again, the module was changed where it \
                         comes from, and cleaning does not mend that",
                        self.sums_differ("the directory", sum)
                    ),
                    _ => {
                        self.sums_differ("the directory", &there.sum())
                            + ", and its archive is broken"
                    }
                };
                (why, self.fetching())
            }
        };
        kept.stale.push(self.stale(StaleFault::Module, why, removes, then));
        let right = match &archive {
            Archive::Good(right) => Some(right),
            Archive::None | Archive::Wrong(_) => None,
        };
        self.index(&dir, right, kept);
        Ok(())
    }

    /// A module that has no directory: the Go command will unpack its archive, if there is one.
    fn unpacked_next(&self, kept: &mut Kept) -> Result<(), String> {
        let (why, removes) = match self.archive()? {
            Archive::None | Archive::Good(_) => {
                let Some(note) = self.wrong_note()? else { return Ok(()) };
                (format!("{} says another sum than go.sum", note.display()), vec![note])
            }
            Archive::Wrong(Some(sum)) => {
                (self.sums_differ("its archive", &sum), self.archive_files()?)
            }
            Archive::Wrong(None) => {
                ("its archive is broken, and it is not unpacked".to_owned(), self.archive_files()?)
            }
        };
        kept.stale.push(self.stale(StaleFault::Module, why, removes, self.fetching()));
        Ok(())
    }

    fn archive(&self) -> Result<Archive, String> {
        let file = self.fetched("zip");
        if !is_there(&file)? {
            return Ok(Archive::None);
        }
        Ok(match Contents::of_archive(&file, &self.name())? {
            Some(contents) if contents.sum() == self.line.sum => Archive::Good(contents),
            contents => Archive::Wrong(contents.map(|contents| contents.sum())),
        })
    }

    /// The file with the sum of the archive, where it says another than go.sum.
    fn wrong_note(&self) -> Result<Option<PathBuf>, String> {
        let note = self.fetched("ziphash");
        if !is_there(&note)? {
            return Ok(None);
        }
        let said = read(&note, 4096)?;
        Ok((said.trim_ascii() != self.line.sum.as_bytes()).then_some(note))
    }

    fn archive_files(&self) -> Result<Vec<PathBuf>, String> {
        let mut files = Vec::new();
        for file in [self.fetched("zip"), self.fetched("ziphash")] {
            if is_there(&file)? {
                files.push(file);
            }
        }
        Ok(files)
    }

    /// Holds the index of a module against its files, those that are right; where nobody knows them, it goes with
    /// the module.
    fn index(&self, dir: &Path, right: Option<&Contents>, kept: &mut Kept) {
        let Some((cache, version)) = self.built else { return };
        let action = gocache::index_action(version, &dir.display().to_string());
        let found = entry(cache, &action).and_then(|found| {
            let Some(found) = found else { return Ok(None) };
            let file = output(cache, &found.entry);
            if !is_there(&file)? {
                return Ok(None);
            }
            let bytes = read(&file, LARGEST_INDEX)?;
            // One with other bytes the Go command passes over.
            let is_whole = hex(&sum(&bytes)) == found.entry.output;
            let files = is_whole.then(|| gocache::index(&bytes)).flatten();
            Ok(files.map(|files| (files, found.file)))
        });
        let why = match found {
            Err(why) => {
                kept.unsure.push(why);
                return;
            }
            Ok(None) => return,
            Ok(Some((files, file))) => {
                let why = match right {
                    Some(right) => indexed_otherwise(&files, &right.go),
                    None => Some("it may have been made of these files".to_owned()),
                };
                why.map(|why| (why, file))
            }
        };
        if let Some((why, file)) = why {
            let why =
                format!("the index that {version} keeps of its packages is of other files: {why}");
            let then = "the Go command makes it again when it next looks at the module".to_owned();
            kept.stale.push(self.stale(StaleFault::Index, why, vec![file], then));
        }
    }

    fn stale(&self, fault: StaleFault, why: String, removes: Vec<PathBuf>, then: String) -> Stale {
        let removes = removes.iter().map(|file| file.display().to_string()).collect();
        Stale { fault, what: self.name(), why, removes, then, removed: None }
    }

    fn fetched(&self, kind: &str) -> PathBuf {
        let (_, fetched) = places(self.cache, &self.line.path, &self.line.version);
        let mut name = fetched.into_os_string();
        name.push(".");
        name.push(kind);
        name.into()
    }

    fn fetching(&self) -> String {
        format!("go mod download {} fetches it again, and so does any build", self.name())
    }

    fn sums_differ(&self, what: &str, sum: &str) -> String {
        format!("{what} is {sum}, and go.sum says {}", self.line.sum)
    }
}

/// In what an index differs from the files that are right, if it does.
fn indexed_otherwise(index: &[Indexed], right: &[Indexed]) -> Option<String> {
    let key = |file: &Indexed| (file.dir.clone(), file.name.clone());
    let is_go = |file: &&Indexed| file.name.ends_with(".go");
    let shown = |file: &Indexed| match file.dir.as_str() {
        "" => file.name.clone(),
        dir => format!("{dir}/{}", file.name),
    };
    let listed: std::collections::BTreeMap<_, &Indexed> =
        index.iter().filter(is_go).map(|file| (key(file), file)).collect();
    for file in right {
        let Some(there) = listed.get(&key(file)) else {
            return Some(format!("it lacks {}", shown(file)));
        };
        let differs = there.package != file.package || there.imports != file.imports;
        // Of a file that is no Go, who reads it otherwise is not wrong.
        if differs && !there.is_broken && !file.is_broken {
            return Some(format!("it has another {}", shown(file)));
        }
    }
    let names: BTreeSet<_> = right.iter().map(key).collect();
    let more = listed.iter().find(|(key, _)| !names.contains(*key));
    more.map(|(_, file)| format!("it has {}, which is not there", shown(file)))
}

/// Whether something of that name is there, be it a link.
fn is_there(path: &Path) -> Result<bool, String> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(could_not(path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_leads_out_of_the_cache_is_passed_over() {
        let text = "example.com/a v1.0.0 h1:x=\nexample.com/a v1.0.0/go.mod h1:y=\n../../etc v1.0.0 h1:x=\n\
                    /etc v1 h1:x=\nexample.com/b ../../x h1:x=\nnonsense\n";
        let lines = summed(text);
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].is_gomod, lines[1].is_gomod), (false, true));
    }
}
