//! All the work of a check in one order, and which piece of it each shard does. Whoever sees the same files and asks
//! for the same has the same plan.

use std::fs::{self, File};
use std::io::Read as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use landfall_probe::plain;
use landfall_report::Failure;
use landfall_report::lines::{Head, NothingFound};
use landfall_report::sum::Sum;
use landfall_rules::Allowed;

use crate::args::{Check, Shard};
use crate::files::{self, Named};
use crate::output::VERSION;
use crate::{programs, recipes};

/// One thing that is looked at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// The programs of a module, by their source.
    Module(PathBuf),
    /// A file that may be an artifact.
    File(PathBuf, Named),
    /// The recipes of these directories, and these.
    Recipes(Vec<PathBuf>, Vec<PathBuf>),
}

/// A thing, and the machines that it is held against.
#[derive(Debug)]
pub(super) struct Task<'a> {
    /// Its place among all, counted from 1.
    pub(super) at: u64,
    pub(super) what: &'a What,
    /// The machines, by their places among those that were named.
    pub(super) machines: Range<usize>,
}

/// All things, in the order in which they are told of.
pub(super) struct Plan {
    things: Vec<(What, u64)>,
    machines: Vec<String>,
    /// The directories that could not be listed.
    pub(super) failures: Vec<Failure>,
    nothing: Option<NothingFound>,
    print: String,
}

/// What a file costs however small it is, in the bytes of a larger one.
const EACH: u64 = 512 << 10;

/// What the source of a module costs, with all that it imports: about as much as a large artifact.
const MODULE: u64 = 64 << 20;

/// What the recipes of a tree cost, where there are some.
const RECIPES: u64 = 2 << 20;

/// How much of a file tells it from another one of the same name and size: the build ID of what Go links lies there.
const BEGINNING: u64 = 8 << 10;

impl Plan {
    pub(super) fn of(
        args: &Check,
        allowed: &[Allowed],
        tables: Option<&Path>,
    ) -> Result<Self, String> {
        let (named, paths) = recipes::part(&args.files);
        let (modules, listed) = programs::part(&paths);
        let dirs: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
        let mut failures = Vec::new();
        let files = files::listed(&listed, &mut failures);
        let nothing = modules.is_empty().then(|| files::nothing_in(&listed, "artifact"));
        let mut sum = Sum::default();
        ask(&mut sum, args, allowed, tables)?;
        let mut things = Vec::new();
        for module in modules {
            sum.add_text(&module.to_string_lossy());
            things.push((What::Module(module), MODULE));
        }
        for (path, named) in files {
            let size = look(&mut sum, &path);
            things.push((What::File(path, named), EACH + size));
        }
        if !(dirs.is_empty() && named.is_empty()) {
            dirs.iter().chain(&named).for_each(|path| sum.add_text(&path.to_string_lossy()));
            things.push((What::Recipes(dirs, named), RECIPES));
        }
        Ok(Self {
            things,
            machines: args.targets.clone(),
            failures,
            nothing: nothing.map(|Failure { path, message }| NothingFound { path, message }),
            print: sum.to_string(),
        })
    }

    /// The first line of what a shard writes: what it does of the plan.
    pub(super) fn head(&self, shard: Shard) -> Head {
        let Range { start, end } = self.part(shard);
        Head {
            landfall: VERSION.to_owned(),
            schema: Head::SCHEMA,
            shard: shard.number,
            of: shard.of,
            plan: self.print.clone(),
            pieces: self.pieces().map(|(_, count)| count).sum(),
            from: start,
            to: end,
            files: self.things.iter().filter(|(what, _)| matches!(what, What::File(..))).count()
                as u64,
            machines: self.machines.clone(),
            nothing: self.nothing.clone(),
        }
    }

    /// What a shard does, in order.
    pub(super) fn tasks(&self, shard: Shard) -> Vec<Task<'_>> {
        let part = self.part(shard);
        let mut tasks = Vec::new();
        let mut before = 0;
        for (at, ((what, _), (_, count))) in (1..).zip(self.things.iter().zip(self.pieces())) {
            let from = part.start.clamp(before, before + count) - before;
            let to = part.end.clamp(before, before + count) - before;
            let machines = match what {
                What::File(..) => from as usize..to as usize,
                What::Module(_) | What::Recipes(..) => 0..self.machines.len(),
            };
            if from < to {
                tasks.push(Task { at, what, machines });
            }
            before += count;
        }
        tasks
    }

    /// What each thing weighs, and into how many pieces it can be parted: a file by machines, the rest not at all.
    fn pieces(&self) -> impl Iterator<Item = (u64, u64)> {
        self.things.iter().map(|(what, weight)| match what {
            What::File(..) => (*weight, self.machines.len() as u64),
            What::Module(_) | What::Recipes(..) => (*weight, 1),
        })
    }

    fn part(&self, shard: Shard) -> Range<u64> {
        parted(self.pieces(), shard)
    }
}

/// The pieces of a shard: those next to each other whose middle lies in its part of all the weight.
fn parted(things: impl Iterator<Item = (u64, u64)>, shard: Shard) -> Range<u64> {
    // In halves, so that a middle is a whole number.
    let things: Vec<(u128, u64)> = things
        .map(|(weight, count)| (2 * u128::from((weight / count.max(1)).max(1)), count))
        .collect();
    let all: u128 = things.iter().map(|(weight, count)| weight * u128::from(*count)).sum();
    let border = |shards: u32| {
        let wanted = all * u128::from(shards);
        let (mut weight_before, mut pieces_before) = (0, 0);
        for (weight, count) in &things {
            // How many of these pieces have their middle before the border.
            let of = u128::from(shard.of);
            let room = wanted.saturating_sub(weight_before * of);
            let fitting = (room + weight / 2 * of).saturating_sub(1) / (weight * of);
            let fitting = fitting.min(u128::from(*count));
            if fitting < u128::from(*count) {
                return pieces_before + fitting as u64;
            }
            weight_before += weight * u128::from(*count);
            pieces_before += count;
        }
        pieces_before
    };
    border(shard.number - 1)..border(shard.number)
}

/// Adds what was asked for, but for the files.
fn ask(
    sum: &mut Sum,
    args: &Check,
    allowed: &[Allowed],
    tables: Option<&Path>,
) -> Result<(), String> {
    sum.add_text(VERSION);
    for target in &args.targets {
        sum.add_text(target);
        let path = target.strip_prefix("machine:").or_else(|| target.strip_prefix("image:"));
        if let Some(path) = path.map(Path::new)
            && path.is_file()
        {
            look(sum, path);
        }
    }
    let source = (args.source.no_cgo, args.source.cgo, &args.source.tags);
    let profile = (&args.profile, &args.holds.capabilities, &args.runtime, &args.libseccomp);
    sum.add_text(&format!("{source:?} {profile:?}"));
    let start = &args.start;
    if start.run.is_some() {
        sum.add_text(&format!("{:?} {} {:?}", start.run, start.run_limit, start.limits));
    }
    for allowed in allowed {
        sum.add_text(&format!("{} {}", allowed.rule, allowed.by));
    }
    let profile = args.profile.as_ref().map(PathBuf::from);
    for file in [profile.as_ref(), args.known.as_ref(), start.limits.as_ref()].into_iter().flatten()
    {
        if file.is_file() {
            read(sum, file)?;
        }
    }
    let Some(dir) = tables else { return Ok(()) };
    let mut failures = Vec::new();
    for file in files::below(dir, &mut failures) {
        read(sum, &file)?;
    }
    failures.first().map_or(Ok(()), |failure| Err(failure.to_string()))
}

/// Adds a whole file.
fn read(sum: &mut Sum, file: &Path) -> Result<(), String> {
    let shown = file.display();
    let text =
        fs::read(file).map_err(|error| format!("could not read {shown}: {}", plain(&error)))?;
    sum.add_text(&shown.to_string());
    sum.add(&text);
    Ok(())
}

/// Adds the name of a file, its size and how it begins, and gives its size. Why one cannot be read is told by
/// whoever looks at it.
fn look(sum: &mut Sum, path: &Path) -> u64 {
    sum.add_text(&path.to_string_lossy());
    // Opening a pipe that nobody writes to would wait for somebody.
    let size = fs::metadata(path).map(|file| if file.is_file() { file.len() } else { 0 });
    let size = size.unwrap_or(0);
    let mut beginning = Vec::new();
    if size > 0
        && let Ok(file) = File::open(path)
    {
        // What can be read of it counts.
        let _ = file.take(BEGINNING).read_to_end(&mut beginning);
    }
    sum.add(&size.to_le_bytes());
    sum.add(&beginning);
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(things: &[(u64, u64)], of: u32) -> Vec<Range<u64>> {
        (1..=of).map(|number| parted(things.iter().copied(), Shard { number, of })).collect()
    }

    #[test]
    fn every_piece_belongs_to_exactly_one_shard() {
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for _ in 0..500 {
            let things: Vec<(u64, u64)> =
                (0..next(40)).map(|_| (next(1 << 30), 1 + next(5))).collect();
            let pieces: u64 = things.iter().map(|(_, count)| count).sum();
            let of = 1 + next(60) as u32;
            let parts = all(&things, of);
            assert_eq!((parts[0].start, parts.last().unwrap().end), (0, pieces));
            assert!(parts.windows(2).all(|two| two[0].end == two[1].start), "{parts:?}");
            assert!(parts.iter().all(|part| part.start <= part.end), "{parts:?}");
        }
    }

    #[test]
    fn no_shard_weighs_more_than_its_part_and_one_piece() {
        let things: Vec<(u64, u64)> = (0..1000).map(|at| (1 + (at * 7919) % 5000, 1)).collect();
        let all_weight: u64 = things.iter().map(|(weight, _)| weight).sum();
        for part in all(&things, 8) {
            let of_part: u64 = things[part.start as usize..part.end as usize]
                .iter()
                .map(|(weight, _)| weight)
                .sum();
            assert!(of_part <= all_weight / 8 + 5000, "{of_part} of {all_weight}");
        }
        // One large file among small ones is a shard of its own.
        let things = [(1, 1), (1, 1), (1000, 1), (1, 1)];
        let with_large: Vec<_> =
            all(&things, 4).into_iter().filter(|part| part.contains(&2)).collect();
        assert_eq!(with_large.len(), 1);
    }

    #[test]
    fn one_file_is_parted_by_machines() {
        assert_eq!(all(&[(1000, 100)], 4), [0..25, 25..50, 50..75, 75..100]);
        assert_eq!(all(&[], 2), [0..0, 0..0]);
        assert_eq!(all(&[(5, 1)], 3).iter().filter(|part| !part.is_empty()).count(), 1);
    }
}
