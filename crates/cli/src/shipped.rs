//! The programs that recipes ship, each judged on the machine that the recipe ships it to.

mod packages;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use landfall_facts::{
    Build, Doubt, Fact, Machine, Recipes, Report, Severity, Target, Unsure, Verdict, Why,
};
use landfall_report::Failure;
use landfall_rules::{ALL, Allowed, Shipment, Shipper, UnknownShipment, judge, shipments};

use crate::args::SourceArgs;
use crate::programs;
use crate::targets::Door;

/// What is built alike: the directory of a module, whether with cgo, tags, and whether by name.
type Way = (String, bool, Vec<String>, bool);

/// What is said of a program that is built with cgo or without, and with tags.
struct Told {
    report: Report,
    has_cgo: bool,
    tags: Vec<String>,
}

/// What becomes of what recipes ship.
pub(crate) struct Shipped {
    /// A report for each program, and one for each recipe of which not all could be known.
    pub(crate) reports: Vec<Report>,
    /// Whether they name anything to judge: not where all that is known of a job is that it builds.
    pub(crate) names_machines: bool,
}

/// A report for each program that a recipe of a directory ships.
pub(crate) fn verdicts(
    dir: &Path,
    recipes: &Recipes,
    allowed: &[Allowed],
) -> Result<Shipped, Failure> {
    let (ways, mut unknown) = by_way(recipes);
    let mut told = Vec::new();
    for ((module, has_cgo, tags, is_named), shipments) in ways {
        let args = SourceArgs { no_cgo: !has_cgo, cgo: has_cgo, tags: tags.clone() };
        let doors: Vec<Door> =
            shipments.iter().map(|one| Door::Described(Box::new(as_platform(one)))).collect();
        let named = recipes.modules.iter().find(|one| one.dir == module);
        let name = named.and_then(|one| one.name.known()).map_or("", String::as_str);
        let root = if module.is_empty() { dir.to_owned() } else { dir.join(&module) };
        let built = programs::built(&root, &args, &doors, is_named)?;
        for (shipment, builds) in shipments.iter().zip(built) {
            let recipe = &recipes.files[shipment.file].path;
            let before = told.len();
            let meant = builds.iter().filter(|build| packages::is_meant(build, shipment, name));
            told.extend(meant.map(|build| {
                let build = &as_said(build, &shipment.cgo);
                let mut report = judge(build, &shipment.machine, allowed);
                let program = shipment.program.as_deref().unwrap_or(&build.name);
                report.build = format!("{program} of {recipe}");
                report.file = recipe.to_string();
                of_platform(&mut report, &shipment.machine);
                Told { report, has_cgo, tags: tags.clone() }
            }));
            unknown.extend(match &shipment.program {
                Some(_) if told.len() > before => None,
                Some(program) => {
                    let why = format!("which program of {name} is {program} could not be told");
                    Some(unsure(shipment, why))
                }
                None => packages::unmatched(&root, recipes, shipment, &builds, name)
                    .map(|why| unsure(shipment, why)),
            });
        }
    }
    let is_job = |one: &UnknownShipment| matches!(one.by, Shipper::Job(_));
    let names_machines = !told.is_empty() || !unknown.iter().all(is_job);
    let reports = told_apart(told).into_iter().chain(folded(recipes, &unknown)).collect();
    Ok(Shipped { reports, names_machines })
}

/// What is shipped by how it is built, and that of which nobody knows it.
fn by_way(recipes: &Recipes) -> (BTreeMap<Way, Vec<Shipment>>, Vec<UnknownShipment>) {
    let mut unknown = Vec::new();
    let mut ways: BTreeMap<Way, Vec<Shipment>> = BTreeMap::new();
    for one in shipments(recipes) {
        match one {
            Err(one) => unknown.push(one),
            Ok(shipment) => match &shipment.cgo {
                Fact::Known(has_cgo, _) => {
                    let is_named =
                        shipment.packages.iter().all(|package| !package.ends_with("..."));
                    let way = (shipment.module.clone(), *has_cgo, shipment.tags.clone(), is_named);
                    ways.entry(way).or_default().push(shipment);
                }
                Fact::Unknown(why) => {
                    unknown.push(unsure(&shipment, format!("whether cgo is on: {why}")));
                }
                Fact::Absent(_) => unknown.push(unsure(&shipment, "whether cgo is on".to_owned())),
            },
        }
    }
    (ways, unknown)
}

/// What of a shipment could not be known.
fn unsure(shipment: &Shipment, why: String) -> UnknownShipment {
    let unsure = Unsure(Why::new(why));
    UnknownShipment { file: shipment.file, by: shipment.by.clone(), unsure }
}

/// Each program on each machine once. Where it is built for one in several ways of which not the same is to be
/// said, each says which it is.
fn told_apart(mut told: Vec<Told>) -> Vec<Report> {
    let pair = |one: &Told| (one.report.build.clone(), one.report.machine.clone());
    let (mut ways, mut said) = (HashSet::new(), HashSet::new());
    told.retain(|one| {
        ways.insert((pair(one), one.has_cgo, one.tags.clone()))
            && said.insert((pair(one), says(&one.report)))
    });
    let mut of_pair: HashMap<_, Vec<(bool, Vec<String>)>> = HashMap::new();
    for one in &told {
        of_pair.entry(pair(one)).or_default().push((one.has_cgo, one.tags.clone()));
    }
    let named = |one: Told| {
        let ways = of_pair.get(&pair(&one)).map(Vec::as_slice).unwrap_or_default();
        let mut words = Vec::new();
        if ways.iter().any(|(has_cgo, _)| *has_cgo != one.has_cgo) {
            words.push(if one.has_cgo { "with cgo" } else { "without cgo" }.to_owned());
        }
        if ways.iter().any(|(_, tags)| *tags != one.tags) {
            words.push(match one.tags.as_slice() {
                [] => "without tags".to_owned(),
                tags => format!("with -tags {}", tags.join(",")),
            });
        }
        let mut report = one.report;
        if !words.is_empty() {
            report.build = format!("{} ({})", report.build, words.join(", "));
        }
        report
    };
    told.into_iter().map(named).collect()
}

/// What a reader of a report would read, but for the places.
fn says(report: &Report) -> (Verdict, Vec<(&'static str, String)>, Vec<Doubt>) {
    let findings = report.findings.iter().map(|one| (one.rule, one.says.clone()));
    (report.verdict, findings.collect(), report.doubts.clone())
}

/// Says of a platform that a recipe names why nothing else is known of it: the same for each, so that they can
/// stand in one line.
fn of_platform(report: &mut Report, machine: &Machine) {
    if !matches!(machine.name.parse(), Ok(Target::Platform { .. })) {
        return;
    }
    let reasons = [machine.certificates.why(), machine.cpu.why()];
    let is_of_machine = |doubt: &Doubt| reasons.contains(&Some(&doubt.unsure.0));
    let (of_machine, others): (Vec<Doubt>, _) =
        std::mem::take(&mut report.doubts).into_iter().partition(is_of_machine);
    report.doubts = others;
    let rules: Vec<_> = of_machine.into_iter().flat_map(|doubt| doubt.rules).collect();
    if !rules.is_empty() {
        let why = Why::new("the recipe names a platform and no machine; --for names one");
        report.doubts.push(Doubt { unsure: Unsure(why), rules });
    }
}

/// The build, with who says of cgo what it is built with.
fn as_said(build: &Build, cgo: &Fact<bool>) -> Build {
    let mut build = build.clone();
    if let Fact::Known(has_cgo, origin) = cgo {
        build.cgo.recorded = Fact::Known(*has_cgo, origin.clone());
        if let Fact::Known(source, _) = &mut build.source {
            source.cgo_origin = origin.clone();
        }
    }
    build
}

/// The machine, told to be of the platform that is built for: what it is judged on may be another.
fn as_platform(shipment: &Shipment) -> Machine {
    let mut machine = shipment.machine.clone();
    let (os, arch) = shipment.platform;
    let origin = landfall_facts::Origin::Word(machine.name.clone());
    machine.os = Fact::Known(os, origin.clone());
    machine.arches = Fact::Known(vec![arch], origin);
    machine
}

/// A report for each recipe of which nobody can tell what it ships, or to what: one line, however many it is of.
fn folded(recipes: &Recipes, unknown: &[UnknownShipment]) -> Vec<Report> {
    let kind = |one: &UnknownShipment| (one.file, std::mem::discriminant(&one.by));
    let mut kinds: Vec<_> = Vec::new();
    for one in unknown {
        if !kinds.contains(&kind(one)) {
            kinds.push(kind(one));
        }
    }
    let of_kind = |wanted| {
        let own: Vec<_> = unknown.iter().filter(|one| kind(one) == wanted).collect();
        let first = own.first()?;
        let path = recipes.files[first.file].path.to_string();
        let (does, machine, mend) = match first.by {
            Shipper::Image => ("ships", "its last stage", ""),
            Shipper::Release(_) => ("releases", "its platforms", ""),
            Shipper::Job(_) => ("builds", "its runners", "; --for names a machine"),
        };
        let unsure = Unsure(Why::new(format!("{}{mend}", whys(&own))));
        Some(Report {
            build: format!("what {path} {does}"),
            file: path,
            slice: None,
            machine: machine.to_owned(),
            verdict: Verdict::Unsure,
            findings: Vec::new(),
            doubts: vec![Doubt { unsure, rules: deciding() }],
            silenced: Vec::new(),
            started: Report::not_started(),
        })
    };
    kinds.into_iter().filter_map(of_kind).collect()
}

/// No line names more reasons, and no reason more jobs.
const NAMED: usize = 3;

/// `job a: nobody here knows the runner big; jobs b, c: …`
fn whys(unknown: &[&UnknownShipment]) -> String {
    let mut whys: Vec<(&Unsure, Vec<&str>)> = Vec::new();
    for one in unknown {
        let name = match &one.by {
            Shipper::Release(name) | Shipper::Job(name) => Some(name.as_str()),
            Shipper::Image => None,
        };
        match whys.iter_mut().find(|(why, _)| *why == &one.unsure) {
            Some((_, names)) => names.extend(name.filter(|name| !names.contains(name))),
            None => whys.push((&one.unsure, name.into_iter().collect())),
        }
    }
    let word = match unknown.first().map(|one| &one.by) {
        Some(Shipper::Release(_)) => "build",
        Some(Shipper::Job(_) | Shipper::Image) | None => "job",
    };
    let of_why = |(why, names): &(&Unsure, Vec<&str>)| match names.as_slice() {
        [] | [""] => why.to_string(),
        [name] => format!("{word} {name}: {why}"),
        names => {
            let shown = names[..names.len().min(NAMED)].join(", ");
            format!("{word}s {shown}{}: {why}", and_more(names.len()))
        }
    };
    let shown: Vec<String> = whys.iter().take(NAMED).map(of_why).collect();
    let more = match whys.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => "; and one more reason".to_owned(),
        more => format!("; and {more} more reasons"),
    };
    format!("{}{more}", shown.join("; "))
}

/// How many of a list are not named.
fn and_more(all: usize) -> String {
    match all.saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    }
}

/// The rules that would have decided.
fn deciding() -> Vec<&'static str> {
    let decides = |rule: &&landfall_rules::Rule| {
        rule.severity == Severity::Breaks && !rule.is_of_machine() && !rule.is_of_recipes()
    };
    ALL.iter().filter(decides).map(|rule| rule.name).collect()
}
