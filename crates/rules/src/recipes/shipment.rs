//! What recipes ship where: each program that the last stage of an image takes from one that builds it, each
//! that a release has for a platform, and each that a job builds for its runner or for others.

use std::collections::BTreeSet;

use landfall_facts::{Arch, Fact, JobSystem, Machine, Os, Recipes, Shelf, Target, Unsure, Why};
use landfall_know::{Brings, Holds, Runner, packages_with, paths_with};

use super::{JobSeen, Making, StageSeen, Tree};

/// A program that is built and shipped as a recipe says.
#[derive(Debug, Clone)]
pub struct Shipment {
    /// Where it lies in the image; `None` where a line builds whatever programs its packages are.
    pub program: Option<String>,
    /// The recipe, among all files.
    pub file: usize,
    /// What ships it.
    pub by: Shipper,
    /// The machine that it is shipped to: the image with what the stage adds, a runner, or a platform alone.
    pub machine: Machine,
    /// The directory of its module, below that of all recipes.
    pub module: String,
    /// The packages that are built, as they are said.
    pub packages: Vec<String>,
    /// The directory that they are said in.
    pub dir: Fact<String>,
    /// Whether cgo is on.
    pub cgo: Fact<bool>,
    /// Build tags.
    pub tags: Vec<String>,
    /// What it is built for.
    pub platform: (Os, Arch),
}

/// Something that recipes ship, of which nobody can tell what it is or what it is shipped to.
#[derive(Debug, Clone)]
pub struct UnknownShipment {
    /// The recipe, among all files.
    pub file: usize,
    /// What ships it.
    pub by: Shipper,
    /// Why.
    pub unsure: Unsure,
}

/// What ships something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shipper {
    /// The last stage of an image.
    Image,
    /// A build of a release, by its name.
    Release(String),
    /// A job that builds for its runner or for a platform, by its name.
    Job(String),
}

/// Every program that an image ships, for the platform of the machine that builds it or one that a recipe
/// names, and every program that a release or a job builds, each for its platform; of each, why nobody can tell
/// what it is shipped to.
pub fn shipments(recipes: &Recipes) -> Vec<Result<Shipment, UnknownShipment>> {
    let tree = Tree { recipes };
    let mut all = Vec::new();
    let is_meant = |seen: &StageSeen<'_>| {
        seen.is_last() && (seen.image.host == seen.image.target || seen.image.target_said.is_some())
    };
    for seen in tree.stages().filter(is_meant) {
        let (file, by) = (seen.image.file, Shipper::Image);
        for (shipped, making) in seen.shipped_programs() {
            let told = of(&seen, &shipped.path, &making).transpose();
            let unknown = |unsure| UnknownShipment { file, by: by.clone(), unsure };
            all.extend(told.map(|told| told.map_err(unknown)));
        }
    }
    // Workflows often build the same for the same.
    let mut known = BTreeSet::new();
    let is_released = |job: &JobSeen<'_>| matches!(shipper(job), Shipper::Release(_));
    let released = tree.jobs().filter(is_released);
    for job in released.chain(tree.jobs().filter(|job| !is_released(job))) {
        for making in job.steps().flat_map(|step| step.makings()) {
            match of_job(&job, &making) {
                Ok(Some(one)) if known.insert(kind(&one)) => all.push(Ok(one)),
                Ok(_) => {}
                Err(unsure) => {
                    let (file, by) = (job.job.file, shipper(&job));
                    all.push(Err(UnknownShipment { file, by, unsure }));
                }
            }
        }
    }
    all
}

/// What a job is to those who are shipped to.
fn shipper(job: &JobSeen<'_>) -> Shipper {
    let name = job.job.name.clone();
    match job.job.system {
        JobSystem::Goreleaser | JobSystem::Ko => Shipper::Release(name),
        JobSystem::Workflow | JobSystem::Action | JobSystem::Gitlab => Shipper::Job(name),
    }
}

/// What makes it another build than others: whence it is built, how, and for what; where nobody knows how, who
/// builds it.
fn kind(one: &Shipment) -> impl Ord + use<> {
    (
        one.cgo.known().is_none().then(|| (one.file, one.by.clone())),
        one.machine.name.clone(),
        (one.module.clone(), one.dir.known().cloned(), one.packages.clone()),
        (one.cgo.known().copied(), one.tags.clone()),
    )
}

/// What a line of a job builds, and for what: its runner, where it builds for that, or a platform.
fn of_job(job: &JobSeen<'_>, making: &Making<'_>) -> Result<Option<Shipment>, Unsure> {
    if !making.go.ships() || !making.is_in_module() {
        return Ok(None);
    }
    if making.module().is_none() {
        return no_module(making);
    }
    let is_own = making.is_cross().known() == Some(&false);
    let runner = job.runner().filter(|_| is_own && job.job.image.is_none());
    let label = job.job.runner.as_ref().and_then(|said| said.known());
    let machine = |os: Os, arch: Arch| {
        let platform =
            || landfall_know::resolve(&Target::Platform { os, arch, cpu: None }).ok().flatten();
        label
            .zip(runner.as_ref())
            .and_then(|(label, on)| running(label, on, arch))
            .or_else(platform)
    };
    built(making, (job.job.file, shipper(job), None), &mut |os, arch| Ok(machine(os, arch)))
}

/// The machine that a label means, where that is one distribution. GitHub installs more there than the image of
/// that distribution has, so that nothing is known to be missing.
fn running(label: &str, runner: &Runner, arch: Arch) -> Option<Machine> {
    let [base] = runner.bases.as_slice() else { return None };
    let target: Target = format!("{base}/{}", arch.name()).parse().ok()?;
    let mut machine = landfall_know::resolve(&target).ok().flatten()?;
    machine.name = label.to_owned();
    let why = Why::new(format!("{label} has more in it than {base}"));
    for fact in [
        &mut machine.certificates,
        &mut machine.time_zones,
        &mut machine.users,
        &mut machine.resolver,
        &mut machine.temporary_files,
    ] {
        if let Fact::Absent(_) = fact {
            *fact = Fact::Unknown(why.clone());
        }
    }
    machine.commands = Fact::Unknown(why);
    if let Fact::Known(Shelf::Listed(listed), _) = &mut machine.libraries {
        listed.complete = false;
    }
    Some(machine)
}

/// What there is to tell of a line that builds in no module: nothing, unless one is there and nobody can tell
/// whether it is that one.
fn no_module(making: &Making<'_>) -> Result<Option<Shipment>, Unsure> {
    match &making.run.dir {
        _ if making.recipes.modules.is_empty() => Ok(None),
        Fact::Unknown(why) => Err(Unsure(Why::new(format!("in which directory it builds: {why}")))),
        _ if making.go.flag("C").is_some() => {
            Err(Unsure(Why::new("it builds in another directory, as -C says")))
        }
        Fact::Known(..) | Fact::Absent(_) => Ok(None),
    }
}

/// What a stage ships that a line builds.
fn of(seen: &StageSeen<'_>, path: &str, making: &Making<'_>) -> Result<Option<Shipment>, Unsure> {
    built(making, (seen.image.file, Shipper::Image, Some(path)), &mut |_, _| {
        let mut machine = seen.machine()?;
        let platform = &seen.image.target;
        machine.name = match seen.first_image() {
            None => format!("scratch/{}", platform.arch),
            Some(said) => format!("{}/{}", said.known().unwrap_or(&said.written), platform.arch),
        };
        add(seen, &mut machine);
        Ok(Some(machine))
    })
}

/// What a line builds, for the machine of its platform.
fn built(
    making: &Making<'_>,
    (file, by, program): (usize, Shipper, Option<&str>),
    machine: &mut dyn FnMut(Os, Arch) -> Result<Option<Machine>, Unsure>,
) -> Result<Option<Shipment>, Unsure> {
    let Some(module) = making.module() else { return Ok(None) };
    let (Some(os), Some(arch)) = (
        making.os().look()?.map(|os| os.value().parse::<Os>()),
        making.arch().look()?.map(|arch| arch.value().parse::<Arch>()),
    ) else {
        return Ok(None);
    };
    let (Ok(os), Ok(arch)) = (os, arch) else { return Ok(None) };
    let Some(machine) = machine(os, arch)? else { return Ok(None) };
    let tags = match making.go.flag("tags").map(|flag| &flag.value) {
        Some(Fact::Known(tags, _)) => {
            tags.split([',', ' ']).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
        }
        Some(Fact::Unknown(why)) => return Err(Unsure(why.clone())),
        Some(Fact::Absent(_)) | None => Vec::new(),
    };
    let mut packages = Vec::new();
    for said in &making.go.packages {
        if let Some(package) = said.text.look()? {
            packages.push(package.value().clone());
        }
    }
    Ok(Some(Shipment {
        program: program.map(str::to_owned),
        file,
        by,
        machine,
        module: module.dir.clone(),
        packages,
        dir: making.run.dir.clone(),
        cgo: making.cgo(),
        tags,
        platform: (os, arch),
    }))
}

/// The image of a stage, as it is written.
fn machine_name<'a>(seen: &StageSeen<'a>) -> &'a str {
    seen.first_image().map_or("scratch", |said| said.known().unwrap_or(&said.written))
}

/// What a stage adds to its image, as far as programs of Go care.
fn add(seen: &StageSeen<'_>, machine: &mut Machine) {
    let brought = [
        (&mut machine.certificates, Some(Brings::Certificates), Holds::Certificates),
        (&mut machine.time_zones, Some(Brings::TimeZones), Holds::TimeZones),
        (&mut machine.users, None, Holds::Users),
        (&mut machine.temporary_files, None, Holds::TemporaryFiles),
        (&mut machine.resolver, None, Holds::Resolver),
    ];
    for (fact, package, place) in brought {
        if matches!(fact, Fact::Known(..)) {
            continue;
        }
        let packages = package.map_or(&[][..], packages_with);
        let paths = paths_with(place);
        if let (Some(run), Some(first)) = (seen.installs(packages), packages.first()) {
            *fact = Fact::Known((*first).to_owned(), run.at.clone());
        } else if let Some((path, at)) = seen.surely_brings(paths) {
            *fact = Fact::Known(path, at);
        } else if paths.iter().any(|path| seen.brings(path)) {
            let why = format!("what is copied into {} may hold it", machine_name(seen));
            *fact = Fact::Unknown(Why::new(why));
        }
    }
}
