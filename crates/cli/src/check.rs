//! `landfall check`: a verdict for each artifact on each machine.

use std::path::{Path, PathBuf};

use landfall_facts::{Build, Report, Verdict};
use landfall_probe::{Depth, Lacks};
use landfall_report::html::More;
use landfall_report::{Failure, Unseen};
use landfall_rules::Allowed;
use rayon::prelude::*;

use crate::args::{Check, Format};
use crate::baseline;
use crate::config;
use crate::files::{self, Looked};
use crate::guards::Guards;
use crate::known;
use crate::output::{Output, could_not_work, exit_code, rendered, say, say_failures};
use crate::page::{self, SourceLines};
use crate::programs;
use crate::reach;
use crate::recipes::{self, Judged};
use crate::shard;
use crate::shipped;
use crate::start::{Start, judged};
use crate::targets::Door;

pub(crate) fn run(args: &Check, tables: Option<&Path>, output: &Output) -> i32 {
    let Some(format) = args.format.whole().filter(|_| args.shard.is_none()) else {
        return shard::run(args, tables, output);
    };
    if !args.trace.is_empty() && format != Format::Html {
        return could_not_work(&"could not use --trace: only --format html shows how calls grew");
    }
    let file = args.output.as_deref();
    let allowed = match config::allowed(&args.allow) {
        Ok(allowed) => allowed,
        Err(error) => return could_not_work(&error),
    };
    let names =
        if args.targets.is_empty() { vec!["here".to_owned()] } else { args.targets.clone() };
    let mut doors = Vec::new();
    for name in &names {
        match Door::open(name) {
            Ok(door) => doors.push(door),
            Err(error) => return could_not_work(&error),
        }
    }
    // Without a target the reach is told too, and some machine of all lacks anything.
    let lacks = match args.targets.is_empty() {
        true => Lacks::ANY,
        false => doors.iter().fold(Lacks::default(), |lacks, door| door.add_lacks(lacks)),
    };
    let (named, paths) = recipes::part(&args.files);
    let (modules, files) = programs::part(&paths);
    let dirs: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
    let mut judged = recipes::judged(&dirs, &named, &allowed);
    let is_recipes_alone = files.iter().all(|path| path.is_dir()) && judged.is_some();
    let is_enough = !modules.is_empty() || is_recipes_alone;
    let mut looked = look(&files, is_enough, Depth::Verdict(lacks));
    let mut reports = Vec::new();
    for module in &modules {
        // Who names no machine means those that the recipes name.
        let tree = judged.iter().flat_map(|judged| &judged.trees).find(|(dir, _)| dir == module);
        let shipped = match tree.filter(|_| args.targets.is_empty()) {
            Some((dir, recipes)) => shipped::verdicts(dir, recipes, &allowed).map(Some),
            None => Ok(None),
        };
        match shipped {
            Ok(None) => {}
            Ok(Some(told)) => {
                reports.extend(told.reports);
                if told.names_machines {
                    continue;
                }
            }
            Err(failure) => looked.failures.push(failure),
        }
        match programs::verdicts(module, &args.source, &doors, &allowed) {
            Ok(told) => reports.extend(told),
            Err(failure) => looked.failures.push(failure),
        }
    }
    let drift = match hold(args, &modules) {
        Ok(drift) => drift,
        Err(error) => return could_not_work(&error),
    };
    if let Some(judged) = &judged {
        looked.failures.extend(judged.failures.iter().cloned());
    }
    say_failures(&looked.failures);
    let guards = match Guards::of(args) {
        Ok(guards) => guards,
        Err(error) => return could_not_work(&error),
    };
    if let Some(guards) = &guards {
        looked.builds.iter_mut().for_each(|build| guards.look(build));
    }
    let start = match starting(args, &modules) {
        Ok(start) => start,
        Err(error) => return could_not_work(&error),
    };
    reports.extend(verdicts(&looked.builds, &doors, guards.as_ref(), start.as_ref(), &allowed));
    let pairs = reports.len();
    if let Some(judged) = &mut judged {
        let done = match (&args.known, &args.write_known) {
            (Some(file), _) => known::silence(&mut judged.reports, file),
            (None, Some(file)) => match known::write(&judged.reports, file) {
                Ok(count) => {
                    let told = format!("wrote {count} findings to {}\n", file.display());
                    return output.finish(&told, 0);
                }
                Err(error) => Err(error),
            },
            (None, None) => Ok(()),
        };
        if let Err(error) = done {
            return could_not_work(&error);
        }
    }
    // Of a tree with a thousand scripts those matter of which there is something to tell.
    let tells = |report: &&Report| {
        format == Format::Json
            || report.verdict != Verdict::Runs
            || !(report.findings.is_empty() && report.silenced.is_empty())
    };
    let told = judged.iter().flat_map(|judged| judged.reports.iter().filter(tells).cloned());
    reports.extend(told);
    // That some machine of all cannot run it is no fault: only those named decide.
    let code = match (exit_code(&reports, &looked.failures), drift) {
        (0 | 2, Drift::New) => 1,
        (0, Drift::Unseen) => 2,
        (code, _) => code,
    };
    let more = match format {
        Format::Html => page::more(args, &looked.builds, &modules, &doors),
        _ => Ok(More::default()),
    };
    let more = match more {
        Ok(more) => more,
        Err(error) => return could_not_work(&error),
    };
    if !args.targets.is_empty() || looked.builds.is_empty() {
        let text = match (format, &judged) {
            (Format::Text, Some(judged)) => {
                let pairs = rendered(&reports[..pairs], &looked.failures, Format::Text);
                let gap = if pairs.is_empty() { "" } else { "\n" };
                [pairs, gap.to_owned(), judged.text()].concat()
            }
            (Format::Html, judged) => {
                let (pairs, told) = reports.split_at(pairs);
                page_of(args, pairs, told, &looked.failures, judged.as_ref(), &more)
            }
            (format, _) => rendered(&reports, &looked.failures, format),
        };
        return output.deliver(&text, file, code);
    }
    // Who names no target may not know yet where the artifact could go.
    let reach = reach::of_builds(&looked.builds, &allowed);
    let text = match format {
        Format::Text => {
            let here = rendered(&reports[..pairs], &looked.failures, Format::Text);
            let recipes = judged.map(|judged| format!("\n{}", judged.text()));
            let tables = reach::tables(&looked.builds, &reach);
            [here, tables, recipes.unwrap_or_default()].join("\n")
        }
        Format::Html => {
            let (pairs, told) = reports.split_at(pairs);
            let all = [pairs, &reach.concat()].concat();
            page_of(args, &all, told, &looked.failures, judged.as_ref(), &more)
        }
        format => {
            let all = [reports, reach.concat()].concat();
            rendered(&all, &looked.failures, format)
        }
    };
    output.deliver(&text, file, code)
}

/// The page of pairs and recipes, with the lines of files that findings name.
fn page_of(
    args: &Check,
    pairs: &[Report],
    recipes: &[Report],
    failures: &[Failure],
    judged: Option<&Judged>,
    more: &More,
) -> String {
    let source = SourceLines::below(&args.files);
    let line = |path: &str, line| {
        let of_recipe = judged.and_then(|judged| judged.line(path, line));
        of_recipe.or_else(|| source.line(path, line))
    };
    page::render(pairs, recipes, Unseen { failures, gaps: &[] }, &line, more)
}

/// What became of a module since its baseline was written.
enum Drift {
    Nothing,
    Unseen,
    New,
}

/// Holds the modules against the baseline, if one is named. What differs is said beside the verdicts,
/// whose form is fixed.
fn hold(args: &Check, modules: &[PathBuf]) -> Result<Drift, String> {
    let Some(file) = &args.baseline else { return Ok(Drift::Nothing) };
    let [module] = modules else {
        return Err("could not use --baseline: it is of one module; name its directory".to_owned());
    };
    let (told, is_seen) = baseline::against(module, &args.source.tags, file)?;
    told.lines().for_each(say);
    Ok(match (told.is_empty(), is_seen) {
        (false, _) => Drift::New,
        (true, false) => Drift::Unseen,
        (true, true) => Drift::Nothing,
    })
}

/// The artifacts among the paths. Where there is source or a recipe to judge, there need be none.
fn look(files: &[PathBuf], is_enough: bool, depth: Depth) -> Looked {
    match is_enough {
        false => files::look(files, depth),
        true if files.is_empty() => Looked::default(),
        true => files::artifacts(files, depth),
    }
}

/// What is to be really started. Of source nothing can be.
pub(crate) fn starting(args: &Check, modules: &[PathBuf]) -> Result<Option<Start>, String> {
    match (&args.start.run, modules.first()) {
        (Some(_), Some(module)) => Err(format!(
            "could not use --run: {} is source, and artifacts are started; build it, or say `landfall matrix --run`",
            module.display()
        )),
        _ => Start::alone(&args.start),
    }
}

/// Every build on every machine, in the order of the builds.
pub(crate) fn verdicts(
    builds: &[Build],
    doors: &[Door],
    guards: Option<&Guards>,
    start: Option<&Start>,
    allowed: &[Allowed],
) -> Vec<Report> {
    let of_build =
        |build| doors.iter().map(move |door| judged(build, door, guards, start, allowed));
    match builds {
        [build] => of_build(build).collect(),
        builds => builds.par_iter().flat_map_iter(of_build).collect(),
    }
}
