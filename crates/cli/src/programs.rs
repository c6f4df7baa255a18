//! The programs of a module, judged by their source before they are built.

use std::path::{Path, PathBuf};

use landfall_facts::{Arch, Build, Fact, Machine, Origin, Os, Report, Why};
use landfall_probe::program::{self, Wanted};
use landfall_probe::roots::Roots;
use landfall_probe::survey::Survey;
use landfall_probe::{Lacks, Real, World as _};
use landfall_report::Failure;
use landfall_rules::{Allowed, judge};

use crate::args::SourceArgs;
use crate::module::{self, Plan};
use crate::targets::Door;

/// Parts the paths: directories of Go modules, and what may be or hold an artifact. A directory of
/// a module may hold artifacts too.
pub(crate) fn part(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let is_module = |path: &&PathBuf| path.is_dir() && has_source(path);
    let modules = paths.iter().filter(is_module).cloned().collect();
    // A module is seldom where artifacts are kept, and its directory may be large.
    let files = paths.iter().filter(|path| !is_module(path)).cloned().collect();
    (modules, files)
}

/// Whether a directory holds a go.mod, or Go files of a module above it.
pub(crate) fn has_source(dir: &Path) -> bool {
    if dir.join("go.mod").is_file() {
        return true;
    }
    let is_go = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().ends_with(".go");
    let holds_go =
        std::fs::read_dir(dir).is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(is_go)));
    holds_go && module::find(dir).is_ok()
}

/// Every program of a module on every machine, in the order of the programs.
pub(crate) fn verdicts(
    dir: &Path,
    args: &SourceArgs,
    doors: &[Door],
    allowed: &[Allowed],
) -> Result<Vec<Report>, Failure> {
    let mut reports = Vec::new();
    for (door, builds) in doors.iter().zip(built(dir, args, doors, false)?) {
        reports.extend(builds.iter().map(|build| judge(build, &door.machine(build), allowed)));
    }
    Ok(reports)
}

/// The programs of a module as they would be built for each machine, those that have no file for it as well
/// where a recipe builds them by name.
pub(crate) fn built(
    dir: &Path,
    args: &SourceArgs,
    doors: &[Door],
    is_named: bool,
) -> Result<Vec<Vec<Build>>, Failure> {
    let shown = dir.display().to_string();
    let failure = |message: String| {
        let prefix = format!("could not look at {shown}: ");
        let message = message.strip_prefix(&prefix).unwrap_or(&message).to_owned();
        Failure { path: shown.clone(), message }
    };
    let roots = module::find(dir).map_err(failure)?;
    let release = module::release(&roots);
    let own = module::own().map(|(os, arch, _)| (os, arch)).map_err(failure)?;
    // Of a machine that is looked at with a build in mind, its own platform counts.
    let nothing = Build::unknown("", &Why::not_given("artifact"));
    let machines: Vec<Machine> = doors.iter().map(|door| door.machine(&nothing)).collect();
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut plans: Vec<Plan> = Vec::new();
    let mut of_machine = Vec::new();
    for machine in &machines {
        let (os, arch, origin) = platform_of(machine, own);
        let known = wanted.iter().position(|one| (one.os, one.arch) == (os, arch));
        let place = known.unwrap_or(wanted.len());
        of_machine.push(place);
        if known.is_none() {
            let (has_cgo, cgo_origin) = cgo(args, &roots, (os, arch), own);
            let plan = Plan::new(&roots, release, (os, arch, None), has_cgo, &args.tags);
            let doubt = plan.doubt(release);
            plans.push(plan);
            let platform = place;
            let lacks = Lacks::default();
            let linking = linking_flag(&roots);
            let cpu = cpu(&roots, arch);
            let compiler = compiler(&roots, os);
            wanted.push(Wanted {
                platform,
                os,
                arch,
                origin,
                cpu,
                cgo_origin,
                compiler,
                linking,
                doubt,
                lacks,
                is_named,
            });
        }
        let wanted = &mut wanted[place];
        wanted.lacks = wanted.lacks.or_on(machine);
    }
    let standard = module::standard(&roots, release, &plans);
    let builds = module::with_platforms(release, &plans, |platforms| {
        let mut survey = Survey::whole(&Real, &roots, platforms, standard.as_ref());
        module::tell(&mut survey, &plans);
        program::builds(&Real, &roots, &survey, &wanted, &shown)
    });
    Ok(of_machine.into_iter().map(|platform| builds[platform].clone()).collect())
}

/// What a machine is to be built for: its own platform, and of several architectures ours.
fn platform_of(machine: &Machine, own: (Os, Arch)) -> (Os, Arch, Origin) {
    let origin = || Origin::Word(machine.name.clone());
    let os = machine.os.known().copied().unwrap_or(own.0);
    let arches = machine.arches.known().map(Vec::as_slice).unwrap_or_default();
    let arch = if arches.contains(&own.1) { Some(own.1) } else { arches.first().copied() };
    (os, arch.unwrap_or(own.1), origin())
}

/// Whether cgo is on, and who says so.
///
/// Written in `cmd/go` under `CGO_ENABLED`: off where another platform is built for, and where no C
/// compiler is found.
fn cgo(args: &SourceArgs, roots: &Roots, platform: (Os, Arch), own: (Os, Arch)) -> (bool, Origin) {
    let get = |name: &str| roots.settings.get(&Real, name).filter(|value| !value.is_empty());
    let said = |word: &str| Origin::Word(word.to_owned());
    let (os, arch) = platform;
    if args.no_cgo {
        return (false, said("--no-cgo"));
    }
    if landfall_know::port(os, arch).is_some_and(|port| !port.cgo) {
        return (false, Origin::Go(format!("{os}/{arch} has no cgo")));
    }
    if args.cgo {
        return (true, said("--cgo"));
    }
    match get("CGO_ENABLED").as_deref() {
        Some("0") => return (false, said("CGO_ENABLED=0")),
        Some("1") => return (true, said("CGO_ENABLED=1")),
        _ => {}
    }
    let rule = |text: String| Origin::Go(text);
    if platform != own {
        return (false, rule("cgo is off where another platform is built for".to_owned()));
    }
    // One that is named is taken for there.
    if let Some(said) = get("CC") {
        return (true, rule(format!("CC is {said}, so cgo is on")));
    }
    let (compiler, _) = compiler(roots, os);
    let name = compiler.split_whitespace().next().unwrap_or_default();
    let path = Real.env("PATH").unwrap_or_default();
    let is_there = Path::new(name).is_absolute() && Path::new(name).is_file()
        || std::env::split_paths(&path).any(|dir| dir.join(name).is_file());
    match is_there {
        true => (true, rule(format!("{name} is here, so cgo is on"))),
        false => (false, rule(format!("{name} is not here, so cgo is off"))),
    }
}

/// The C compiler: as CC says, or the one that the Go command takes on a system.
fn compiler(roots: &Roots, os: Os) -> (String, Origin) {
    match roots.settings.get(&Real, "CC") {
        Some(said) => (said.clone(), Origin::Word(format!("CC={said}"))),
        None => match landfall_know::default_cc(os) {
            Some((name, origin)) => (name.to_owned(), origin),
            None => (String::new(), Origin::Go("nobody knows its C compiler".to_owned())),
        },
    }
}

/// The CPU level that the Go command builds for: the setting's, or the default.
fn cpu(roots: &Roots, arch: Arch) -> Fact<landfall_facts::CpuLevel> {
    let Some((level, origin)) = landfall_know::cpu_at_least(arch) else {
        return match arch {
            Arch::S390x | Arch::Loong64 | Arch::Wasm => {
                Fact::Absent(Origin::Word(arch.name().to_owned()))
            }
            _ => Fact::Unknown(Why::new("it is not built yet; check the file that comes out")),
        };
    };
    match roots.settings.get(&Real, &level.setting).filter(|value| !value.is_empty()) {
        Some(value) => {
            let origin = Origin::Word(format!("{}={value}", level.setting));
            Fact::Known(landfall_facts::CpuLevel::new(level.setting, value), origin)
        }
        None => Fact::Known(level, origin),
    }
}

/// A flag in GOFLAGS that changes what kind of file comes out.
fn linking_flag(roots: &Roots) -> Option<String> {
    let flags = roots.settings.get(&Real, "GOFLAGS")?;
    let changes = |flag: &&str| {
        let flag = flag.trim_start_matches('-');
        ["buildmode", "ldflags", "linkshared", "race", "msan", "asan"]
            .iter()
            .any(|name| flag == *name || flag.starts_with(&format!("{name}=")))
    };
    flags.split_whitespace().find(changes).map(|flag| format!("GOFLAGS={flag}"))
}
