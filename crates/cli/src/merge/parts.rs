//! The files that shards wrote: which are whole, of one plan, and there once.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use landfall_report::Gap;
use landfall_report::lines::{self, Head, NothingFound};
use landfall_report::sum::Sum;

use super::{gap, rule};
use crate::output::VERSION;

/// What is there of a shard.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) path: PathBuf,
    /// As the user named it.
    pub(super) file: String,
    head: Head,
    /// How many lines behind the head can be used.
    pub(super) lines: u64,
    /// The sum of all, or why it is not all.
    whole: Result<String, String>,
}

/// What is there of a plan.
pub(super) struct Set {
    /// The head of one of the parts.
    pub(super) head: Head,
    /// In the order of the shards, each once.
    pub(super) parts: Vec<Part>,
    /// What is not as it should be.
    pub(super) gaps: Vec<Gap>,
    /// What is wrong if nothing is told at all.
    pub(super) nothing: Option<NothingFound>,
}

/// No plan has more shards.
const MOST: u32 = 1_000_000;

/// So many missing shards are told one by one.
const TOLD: usize = 100;

/// The parts in files, and in the files of directories. The plan is that of which most shards are there.
pub(super) fn of_files(paths: &[PathBuf]) -> Result<Set, String> {
    let mut gaps = Vec::new();
    let mut parts = Vec::new();
    for path in listed(paths)? {
        let file = path.display().to_string();
        match part(&path, &file) {
            Ok(part) => parts.push(part),
            Err(one) => gaps.push(one),
        }
    }
    let Some((plan, of)) = commonest(&parts) else {
        let why = gaps.first().map_or(String::new(), |gap| format!(": {gap}"));
        return Err(format!("could not merge: none of the files holds results of a shard{why}"));
    };
    let (own, foreign): (Vec<Part>, Vec<Part>) =
        parts.into_iter().partition(|part| (part.head.plan == plan) && part.head.of == of);
    let Some(head) = own.first().map(|part| part.head.clone()) else {
        return Err("could not merge: there is nothing to merge".to_owned());
    };
    gaps.extend(foreign.iter().map(|part| other_plan(part, &head)));
    let mut by_shard: BTreeMap<u32, Vec<Part>> = BTreeMap::new();
    for part in own {
        by_shard.entry(part.head.shard).or_default().push(part);
    }
    let mut missing: Vec<u32> = (1..=of).filter(|number| !by_shard.contains_key(number)).collect();
    let more = missing.split_off(missing.len().min(TOLD)).len();
    gaps.extend(missing.into_iter().map(|number| Gap {
        shard: Some(number),
        file: None,
        message: format!("shard {number} of {of} is missing: name its file too, or run it again"),
    }));
    if more > 0 {
        let message = format!("{more} more shards of {of} are missing");
        gaps.push(Gap { shard: None, file: None, message });
    }
    let parts: Vec<Part> =
        by_shard.into_values().filter_map(|parts| one_of(parts, &mut gaps)).collect();
    gaps.extend(parts.windows(2).filter_map(|two| apart(&two[0], &two[1])));
    let nothing = head.nothing.clone();
    Ok(Set { head, parts, gaps, nothing })
}

/// The files, and those of directories in the order of their names.
fn listed(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let shown = path.display();
        let cannot = |error| format!("could not list {shown}: {}", landfall_probe::plain(&error));
        let entries = fs::read_dir(path).map_err(cannot)?;
        let mut found = Vec::new();
        for entry in entries {
            let path = entry.map_err(cannot)?.path();
            if path.extension().is_some_and(|end| end == "jsonl") {
                found.push(path);
            }
        }
        if found.is_empty() {
            return Err(format!("could not merge {shown}: no file in it ends in .jsonl"));
        }
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

/// Reads a file through, and tells what is there of which shard.
fn part(path: &Path, file: &str) -> Result<Part, Gap> {
    let no_part = |why: &str| gap(file, None, format!("{file} holds no results of a shard: {why}"));
    let mut lined = Lined::open(path).map_err(|why| no_part(&why))?;
    let first = match lined.next() {
        Ok(Some(first)) => first,
        Ok(None) => return Err(no_part("it is empty; run its shard again")),
        Err(why) => return Err(no_part(&why)),
    };
    let other = "`landfall check --format jsonl` begins otherwise";
    let head = lines::head(&first).ok_or_else(|| no_part(other))?;
    let is_possible = head.of <= MOST
        && (1..=head.of).contains(&head.shard)
        && head.from <= head.to
        && head.to <= head.pieces;
    if !is_possible {
        return Err(no_part(other));
    }
    if (head.landfall.as_str(), head.schema) != (VERSION, Head::SCHEMA) {
        let message = format!(
            "{file}: shard {} of {} was written by landfall {}, and this is {VERSION}: merge it with that one",
            head.shard, head.of, head.landfall
        );
        return Err(gap(file, Some(head.shard), message));
    }
    let mut sum = Sum::default();
    sum.add(first.as_bytes());
    let mut lines = 0;
    let whole = rest(&mut lined, sum, &mut lines);
    Ok(Part { path: path.to_owned(), file: file.to_owned(), head, lines, whole })
}

/// Reads what stands behind a head: the sum of the whole, or why it is not whole.
fn rest(lined: &mut Lined, mut sum: Sum, lines: &mut u64) -> Result<String, String> {
    let mut before = [0; 3];
    loop {
        let line = lined.next()?.ok_or("it has no end")?;
        if let Some(end) = lines::end(&line) {
            if end.lines != *lines || end.sum != sum.to_string() {
                return Err("it is not what was written".to_owned());
            }
            return match lined.next() {
                Ok(None) => Ok(end.sum),
                Ok(Some(_)) | Err(_) => Err("more stands behind its end".to_owned()),
            };
        }
        let (at, _) = lines::told(&line, rule)?;
        if at < before {
            return Err("its lines are not in order".to_owned());
        }
        before = at;
        sum.add(line.as_bytes());
        *lines += 1;
    }
}

/// The plan of which most shards are there, and how many shards it has; of several the first.
fn commonest(parts: &[Part]) -> Option<(String, u32)> {
    let plan = |part: &Part| (part.head.plan.clone(), part.head.of);
    let mut shards: BTreeMap<(String, u32), std::collections::BTreeSet<u32>> = BTreeMap::new();
    for part in parts {
        shards.entry(plan(part)).or_default().insert(part.head.shard);
    }
    let most = shards.values().map(|shards| shards.len()).max()?;
    parts.iter().map(plan).find(|plan| shards.get(plan).is_some_and(|some| some.len() == most))
}

/// That a part is of another plan than the others, and in what that differs.
fn other_plan(part: &Part, head: &Head) -> Gap {
    let own = &part.head;
    let differs = if own.files != head.files {
        format!("of {} files, and the others are of {}", own.files, head.files)
    } else if own.machines != head.machines {
        let (own, others) = (own.machines.join(", "), head.machines.join(", "));
        format!("for {own}, and the others are for {others}")
    } else if own.of != head.of {
        format!("one of {}, and the others are of {}", own.of, head.of)
    } else {
        "of other files, tables or options".to_owned()
    };
    let message = format!(
        "{}: shard {} of {} is of another plan and does not count: it is {differs}",
        part.file, own.shard, own.of
    );
    gap(&part.file, Some(own.shard), message)
}

/// The best of several parts that are of one shard.
fn one_of(mut parts: Vec<Part>, gaps: &mut Vec<Gap>) -> Option<Part> {
    parts.sort_by_key(|part| (part.whole.is_err(), std::cmp::Reverse(part.lines)));
    let mut parts = parts.into_iter();
    let best = parts.next()?;
    let (shard, of) = (best.head.shard, best.head.of);
    if let Err(why) = &best.whole {
        let message = format!(
            "{}: shard {shard} of {of} is cut off or damaged after {} results: {why}; run it again",
            best.file, best.lines
        );
        gaps.push(gap(&best.file, Some(shard), message));
    }
    for other in parts {
        let is_same = match (&best.whole, &other.whole) {
            (Ok(sum), Ok(other)) => sum == other,
            _ => is_beginning(&other, &best),
        };
        if !is_same {
            let message = format!(
                "{}: shard {shard} of {of} is in {} too, and they are not the same; run it again",
                other.file, best.file
            );
            gaps.push(gap(&other.file, Some(shard), message));
        }
    }
    Some(best)
}

/// Whether what can be used of one part stands in another.
fn is_beginning(one: &Part, other: &Part) -> bool {
    let (Ok(mut lined), Ok(mut of_other)) = (Lined::open(&one.path), Lined::open(&other.path))
    else {
        return false;
    };
    (0..=one.lines).all(|_| match (lined.next(), of_other.next()) {
        (Ok(Some(line)), Ok(Some(other))) => line == other,
        _ => false,
    })
}

/// That a shard does not begin where the one before it ends.
fn apart(one: &Part, next: &Part) -> Option<Gap> {
    let is_next = one.head.shard + 1 == next.head.shard;
    (is_next && one.head.to != next.head.from).then(|| {
        let (shard, of) = (next.head.shard, next.head.of);
        let message = format!(
            "{}: shard {shard} of {of} does not begin where the one before it ends; run both again",
            next.file
        );
        gap(&next.file, Some(shard), message)
    })
}

/// A file line by line, of which none may fill the memory.
pub(super) struct Lined {
    reader: BufReader<File>,
}

/// What a pair has to say is far shorter.
const LONGEST: u64 = 64 << 20;

impl Lined {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let cannot = |error: &std::io::Error| landfall_probe::plain(error);
        // Opening a pipe that nobody writes to would wait for somebody.
        let is_file = fs::metadata(path).map_err(|error| cannot(&error))?.is_file();
        if !is_file {
            return Err("it is no file".to_owned());
        }
        let file = File::open(path).map_err(|error| cannot(&error))?;
        Ok(Self { reader: BufReader::new(file) })
    }

    /// The next line with its end, which makes it whole.
    pub(super) fn next(&mut self) -> Result<Option<String>, String> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        read.map_err(|error| landfall_probe::plain(&error))?;
        match line.last() {
            None => Ok(None),
            Some(b'\n') => {
                String::from_utf8(line).map(Some).map_err(|_| "it is no text".to_owned())
            }
            Some(_) if line.len() as u64 == LONGEST => Err("a line never ends".to_owned()),
            Some(_) => Err("its last line is cut off".to_owned()),
        }
    }
}
