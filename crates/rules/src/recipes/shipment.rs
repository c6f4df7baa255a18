//! What recipes ship where: each program that the last stage of an image takes from one that builds it.

use landfall_facts::{Arch, CpuLevel, Fact, Machine, Os, Recipes, Unsure, Why};

use super::{Making, StageSeen, Tree};

/// A program that is built and shipped as a recipe says.
#[derive(Debug, Clone)]
pub struct Shipment {
    /// Where it lies in the image.
    pub program: String,
    /// The recipe, among all files.
    pub file: usize,
    /// The machine that it is shipped to: the image with what the stage adds.
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
    /// The CPU level that is said.
    pub level: Option<CpuLevel>,
}

/// Every program that an image ships, for the platform of the machine that builds it or one that a recipe
/// names, and of each why nobody can tell what it is shipped to.
pub fn shipments(recipes: &Recipes) -> Vec<Result<Shipment, (usize, Unsure)>> {
    let tree = Tree { recipes };
    let mut all: Vec<Result<Shipment, (usize, Unsure)>> = Vec::new();
    let is_meant = |seen: &StageSeen<'_>| {
        seen.is_last() && (seen.image.host == seen.image.target || seen.image.target_said.is_some())
    };
    for seen in tree.stages().filter(is_meant) {
        for (shipped, making) in seen.shipped_programs() {
            let told = of(&seen, &shipped.path, &making).transpose();
            all.extend(told.map(|told| told.map_err(|unsure| (seen.image.file, unsure))));
        }
    }
    all
}

fn of(seen: &StageSeen<'_>, path: &str, making: &Making<'_>) -> Result<Option<Shipment>, Unsure> {
    let Some(module) = making.module() else { return Ok(None) };
    let (Some(os), Some(arch)) = (
        making.os().look()?.map(|os| os.value().parse::<Os>()),
        making.arch().look()?.map(|arch| arch.value().parse::<Arch>()),
    ) else {
        return Ok(None);
    };
    let (Ok(os), Ok(arch)) = (os, arch) else { return Ok(None) };
    let mut machine = seen.machine()?;
    let platform = &seen.image.target;
    machine.name = match seen.first_image() {
        None => format!("scratch/{}", platform.arch),
        Some(said) => format!("{}/{}", said.known().unwrap_or(&said.written), platform.arch),
    };
    add(seen, &mut machine);
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
        program: path.to_owned(),
        file: seen.image.file,
        machine,
        module: module.dir.clone(),
        packages,
        dir: making.run.dir.clone(),
        cgo: making.cgo(),
        tags,
        platform: (os, arch),
        level: None,
    }))
}

/// The image of a stage, as it is written.
fn machine_name<'a>(seen: &StageSeen<'a>) -> &'a str {
    seen.first_image().map_or("scratch", |said| said.known().unwrap_or(&said.written))
}

/// What a stage adds to its image, as far as programs of Go care.
fn add(seen: &StageSeen<'_>, machine: &mut Machine) {
    let brought: [(&mut Fact<String>, &[&str], &[&str]); 5] = [
        (
            &mut machine.certificates,
            &["ca-certificates", "ca-certificates-bundle", "ca-certificates-mozilla"],
            &["/etc/ssl/certs", "/etc/pki", "/etc/ssl"],
        ),
        (
            &mut machine.time_zones,
            &["tzdata", "timezone"],
            &["/usr/share/zoneinfo", "/usr/local/go/lib/time"],
        ),
        (&mut machine.users, &[], &["/etc/passwd"]),
        (&mut machine.temporary_files, &[], &["/tmp"]),
        (&mut machine.resolver, &[], &["/etc/nsswitch.conf", "/etc/resolv.conf"]),
    ];
    for (fact, packages, paths) in brought {
        if matches!(fact, Fact::Known(..)) {
            continue;
        }
        if let Some(run) = seen.installs(packages) {
            *fact = Fact::Known(packages[0].to_owned(), run.at.clone());
        } else if let Some((path, at)) = seen.surely_brings(paths) {
            *fact = Fact::Known(path, at);
        } else if paths.iter().any(|path| seen.brings(path)) {
            let why = format!("what is copied into {} may hold it", machine_name(seen));
            *fact = Fact::Unknown(Why::new(why));
        }
    }
}
