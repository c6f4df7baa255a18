//! `landfall why` of a module: what leads from its programs to something.

use landfall_facts::{Fact, SourceAnswer, Why};
use landfall_probe::Real;
use landfall_probe::linker::{self, Goal};
use landfall_probe::roots::Roots;
use landfall_probe::survey::Survey;
use landfall_probe::survey::calls::Ways;
use landfall_probe::why::{Question, Unclear, answer};
use landfall_report::why::{Detail, MOST_PROGRAMS};

use crate::args::{Facts, WhyArgs};
use crate::module::{self, Plan};
use crate::output::{Output, could_not_work};
use crate::platforms::Ports;

pub(crate) fn run(args: &WhyArgs, output: &Output) -> i32 {
    match asked(args) {
        Ok(answer) => {
            let detail = if args.all { Detail::All } else { Detail::Short };
            let text = match args.format {
                Facts::Text => landfall_report::why::text(&answer, detail),
                Facts::Json => landfall_report::why::json(&answer),
            };
            // What is not on disk could lead there too.
            let is_unsure = answer.entries.is_empty() && !answer.unseen.is_empty();
            output.finish(&text, if is_unsure { 2 } else { 0 })
        }
        Err(error) => could_not_work(&error),
    }
}

fn asked(args: &WhyArgs) -> Result<SourceAnswer, String> {
    let roots = module::find(&args.file)?;
    let release = module::release(&roots);
    let ports = Ports::new(&roots, &[], release, &args.tags)?;
    let plans = &ports.plans;
    let (os, arch, _) =
        args.platform.as_deref().map(module::platform).unwrap_or_else(module::own)?;
    let is_it = |plan: &Plan, has_cgo| (plan.os, plan.arch, plan.has_cgo) == (os, arch, has_cgo);
    let at = |has_cgo| plans.iter().position(|plan| is_it(plan, has_cgo));
    // A port that has no cgo is built for without.
    let Some(platform) = at(!args.no_cgo).or_else(|| at(false)) else {
        let name = format!("{}/{}", os.name(), arch.name());
        return Err(format!("could not use {name:?}: Go 1.{release} has no such port"));
    };
    let ask = Ask { args, roots: &roots, ports: &ports };
    let found = ask.on(platform);
    // Who names no platform wants to know where it is, wherever that be.
    let elsewhere = match &found {
        Ok(answer) if answer.entries.is_empty() && args.platform.is_none() => {
            answer.holds.iter().copied().find(|port| plans[*port].has_cgo != args.no_cgo)
        }
        _ => None,
    };
    let mut found = match elsewhere {
        Some(platform) => ask.on(platform)?,
        None => found?,
    };
    let Plan { os, arch, .. } = plans[found.platform];
    if found.kind == "package" {
        let switches = landfall_know::std_cgo(release, os, arch).unwrap_or_default();
        let switch = switches.into_iter().find(|switch| switch.package == found.subject);
        let means = switch.and_then(|switch| switch.means);
        found.means = means.map(|means| (means.with.to_owned(), means.without.to_owned()));
    }
    if args.with_go {
        ask.linker(&mut found);
    }
    Ok(found)
}

struct Ask<'a> {
    args: &'a WhyArgs,
    roots: &'a Roots,
    ports: &'a Ports,
}

impl Ask<'_> {
    /// The answer with the calls of one platform.
    fn on(&self, platform: usize) -> Result<SourceAnswer, String> {
        let Self { args, roots, ports } = *self;
        let ways = if args.all { Ways::Each } else { Ways::Best };
        let wants_callers = args.all && args.format == Facts::Json;
        let question = Question { what: &args.what, ways, wants_callers };
        let found = ports.with(|platforms| {
            let survey =
                Survey::with_calls(&Real, roots, platforms, ports.standard.as_ref(), platform);
            answer(&Real, roots, &survey, platform, question)
        });
        found.map_err(|unclear| self.unclear(&unclear))
    }

    /// What the Go linker says of the programs that are shown.
    fn linker(&self, found: &mut SourceAnswer) {
        let Self { args, roots, ports } = *self;
        let goal = Goal::of(found.kind, &found.subject);
        let shown = if args.all { found.entries.len() } else { MOST_PROGRAMS };
        ports.with(|platforms| {
            for entry in found.entries.iter_mut().take(shown) {
                entry.linked = Some(match &goal {
                    Some(goal) => {
                        let platform = &platforms[found.platform];
                        linker::way(roots, platform, &args.tags, &entry.program, goal)
                    }
                    None => Fact::Unknown(Why::new(format!(
                        "it links symbols, and {} is none",
                        found.subject
                    ))),
                });
            }
        });
    }

    fn unclear(&self, unclear: &Unclear) -> String {
        let Self { args, roots, .. } = self;
        let module = roots.module_path();
        match unclear {
            Unclear::Many(names) => {
                let what = &args.what;
                format!("could not tell which {what:?} is meant; write one of {}", names.join(", "))
            }
            Unclear::Unknown(names) => {
                let near = landfall_know::nearest(&args.what, names.iter().cloned());
                let hint = match near {
                    Some(near) => format!("; did you mean {near:?}?"),
                    None if args.tags.is_empty() => "; --tags sets build tags".to_owned(),
                    None => String::new(),
                };
                let what = &args.what;
                format!(
                    "could not find {what:?}: nothing that {module} is built from on any port is \
                     or holds it{hint}"
                )
            }
        }
    }
}
