//! `landfall check --shard`: one part of the work, and results that `landfall merge` puts together.

mod plan;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use landfall_facts::{Build, RecipeKind, Report};
use landfall_probe::{Depth, Lacks};
use landfall_report::Failure;
use landfall_report::lines::{self, At, End, Told};
use landfall_report::sum::Sum;
use landfall_rules::Allowed;
use rayon::prelude::*;

use crate::args::{Check, Shard};
use crate::check::starting;
use crate::files::{self, Named};
use crate::guards::Guards;
use crate::output::{Output, could_not_work, say_failures};
use crate::progress::Progress;
use crate::sink::Sink;
use crate::start::{Start, judged};
use crate::targets::Door;
use crate::told::{self, Facts, MODULES, OF_RECIPES};
use crate::{config, known, programs, recipes};
use plan::{Plan, Task, What};

/// So many files are looked at before their lines are written: enough for all cores, and few to hold.
const AT_ONCE: usize = 64;

pub(crate) fn run(args: &Check, tables: Option<&Path>, output: &Output) -> i32 {
    if let Err(error) = refused(args) {
        return could_not_work(&error);
    }
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let work = config::allowed(&args.allow).and_then(|allowed| {
        let plan = Plan::of(args, &allowed, tables)?;
        let work = Work::new(args, allowed, &plan.tasks(shard))?;
        Ok((plan, work, Sink::new(args.output.as_deref(), output)?))
    });
    let (plan, work, mut sink) = match work {
        Ok(work) => work,
        Err(error) => return could_not_work(&error),
    };
    let mut facts = Facts::default();
    let Some(format) = args.format.whole() else {
        let done = write_lines(&plan, &work, shard, &mut facts, &mut sink);
        say_failures(&facts.failures());
        return sink.finish(done, facts.code(&[]));
    };
    let mut all = Vec::new();
    let done = work.each(&plan, shard, &mut |at, told| {
        facts.note(at, &told);
        all.push(told);
        Ok(())
    });
    let failures = facts.failures();
    say_failures(&failures);
    let done = done.and_then(|()| told::write(all.into_iter(), format, &facts, &[], &mut sink));
    sink.finish(done, facts.code(&[]))
}

/// What cannot be parted, and why.
fn refused(args: &Check) -> Result<(), String> {
    let refuse = |what: &str| Err(format!("could not part the work: {what}"));
    if args.targets.is_empty() {
        return refuse("name the machines with --for");
    }
    if args.baseline.is_some() || args.write_known.is_some() {
        return refuse("--baseline and --write-known are of the whole");
    }
    let is_parted = args.shard.is_some_and(|shard| shard.of > 1);
    if is_parted && args.targets.iter().any(|target| target == "here") {
        return refuse(
            "here is another machine for each shard; write one down with `landfall record -o here.toml`, and name machine:here.toml",
        );
    }
    Ok(())
}

/// Writes the head, a line for each result as soon as it is there, and the end.
fn write_lines(
    plan: &Plan,
    work: &Work<'_>,
    shard: Shard,
    facts: &mut Facts,
    sink: &mut Sink,
) -> io::Result<()> {
    let mut sum = Sum::default();
    let mut count = 0;
    let head = plan.head(shard);
    let mut put = |line: &str| {
        sum.add(line.as_bytes());
        sink.write_all(line.as_bytes())?;
        // Who is ended leaves what is known so far.
        sink.flush()
    };
    put(&head.line())?;
    work.each(plan, shard, &mut |at, told| {
        facts.note(at, &told);
        count += 1;
        put(&lines::of(at, &told))
    })?;
    if shard == Shard::WHOLE
        && facts.is_empty()
        && let Some(nothing) = head.nothing
    {
        let failure = Failure { path: nothing.path, message: nothing.message };
        let (at, told) = ([0; 3], Told::Failure(failure));
        put(&lines::of(at, &told))?;
        count += 1;
        facts.note(at, &told);
    }
    sink.write_all(End { complete: true, lines: count, sum: sum.to_string() }.line().as_bytes())
}

/// What takes a result.
type Take<'a> = dyn FnMut(At, Told) -> io::Result<()> + 'a;

/// What is needed to do a shard's part.
struct Work<'a> {
    args: &'a Check,
    allowed: Vec<Allowed>,
    /// Those that this shard goes through.
    doors: Vec<Option<Door>>,
    guards: Option<Guards>,
    start: Option<Start>,
    depth: Depth,
}

impl<'a> Work<'a> {
    fn new(args: &'a Check, allowed: Vec<Allowed>, tasks: &[Task<'_>]) -> Result<Self, String> {
        let is_wanted = |place: usize| tasks.iter().any(|task| task.machines.contains(&place));
        let mut doors = Vec::new();
        for (place, name) in args.targets.iter().enumerate() {
            // Unpacking an image that nothing is held against would be for nothing.
            let is_dear = name.starts_with("image:") || name.starts_with("rootfs:");
            let opened = (!is_dear || is_wanted(place)).then(|| Door::open(name)).transpose()?;
            doors.push(opened);
        }
        // All shards look for the same, so that each result is what it would be in the whole.
        let lacks = doors.iter().fold(Lacks::default(), |lacks, door| match door {
            Some(door) => door.add_lacks(lacks),
            None => Lacks::ANY,
        });
        let guards = Guards::of(args)?;
        let modules: Vec<PathBuf> = tasks
            .iter()
            .filter_map(|task| match task.what {
                What::Module(dir) => Some(dir.clone()),
                What::File(..) | What::Recipes(..) => None,
            })
            .collect();
        let start = starting(args, &modules)?;
        Ok(Self { args, allowed, doors, guards, start, depth: Depth::Verdict(lacks) })
    }

    /// Does a shard's part, and hands on each result in order.
    fn each(&self, plan: &Plan, shard: Shard, take: &mut Take<'_>) -> io::Result<()> {
        if plan.head(shard).from == 0 {
            for (number, failure) in (0..).zip(&plan.failures) {
                take([0, number, 0], Told::Failure(failure.clone()))?;
            }
        }
        let tasks = plan.tasks(shard);
        let progress = Progress::new("judged", tasks.len());
        for some in tasks.chunks(AT_ONCE) {
            let judged: Vec<Vec<_>> = match some {
                [task] => vec![self.one(task)],
                some => some.par_iter().map(|task| self.one(task)).collect(),
            };
            for (at, told) in judged.into_iter().flatten() {
                take(at, told)?;
            }
            some.iter().for_each(|_| progress.step());
        }
        Ok(())
    }

    /// What is to be said of one thing.
    fn one(&self, task: &Task<'_>) -> Vec<(At, Told)> {
        match task.what {
            What::Module(dir) => self.module(task, dir),
            What::File(path, named) => self.file(task, path, *named),
            What::Recipes(dirs, named) => self.recipes(task, dirs, named),
        }
    }

    fn file(&self, task: &Task<'_>, path: &Path, named: Named) -> Vec<(At, Told)> {
        let builds = match files::one(path, self.depth, named) {
            Ok(builds) => builds,
            Err(failure) => return vec![([task.at, 0, 0], Told::Failure(failure))],
        };
        let mut told = Vec::new();
        for (number, mut build) in (0..).zip(builds) {
            if let Some(guards) = &self.guards {
                guards.look(&mut build);
            }
            for place in task.machines.clone() {
                if let Some(Some(door)) = self.doors.get(place) {
                    let at = [task.at, number, place as u64];
                    told.push((at, Told::Pair(self.judged(&build, door))));
                }
            }
        }
        told
    }

    fn judged(&self, build: &Build, door: &Door) -> Report {
        judged(build, door, self.guards.as_ref(), self.start.as_ref(), &self.allowed)
    }

    fn module(&self, task: &Task<'_>, dir: &Path) -> Vec<(At, Told)> {
        let at = |number| [task.at, number, MODULES];
        let doors = self.args.targets.iter().map(|name| Door::open(name));
        let failure = |message| Failure { path: dir.display().to_string(), message };
        let judged = doors
            .collect::<Result<Vec<Door>, _>>()
            .map_err(failure)
            .and_then(|doors| programs::verdicts(dir, &self.args.source, &doors, &self.allowed));
        match judged {
            Ok(reports) => {
                (0..).zip(reports).map(|(number, one)| (at(number), Told::Pair(one))).collect()
            }
            Err(failure) => vec![(at(0), Told::Failure(failure))],
        }
    }

    fn recipes(&self, task: &Task<'_>, dirs: &[PathBuf], named: &[PathBuf]) -> Vec<(At, Told)> {
        let Some(mut judged) = recipes::judged(dirs, named, &self.allowed) else {
            return Vec::new();
        };
        if let Some(file) = &self.args.known
            && let Err(message) = known::silence(&mut judged.reports, file)
        {
            let path = file.display().to_string();
            judged.failures.push(Failure { path, message });
        }
        let recipe = |(report, kind): (&Report, &RecipeKind)| {
            let shown = lines::shown(report, |path, line| judged.line(path, line));
            Told::Recipe(report.clone(), *kind, shown)
        };
        let failures = judged.failures.iter().cloned().map(Told::Failure);
        let recipes = judged.reports.iter().zip(&judged.kinds).map(recipe);
        let at = |number| [task.at, number, OF_RECIPES];
        (0..).zip(failures.chain(recipes)).map(|(number, told)| (at(number), told)).collect()
    }
}
