//! `landfall seccomp`: the system calls of a program, and profiles of them.

pub(crate) mod allowances;
mod audit;
mod emit;
mod tabulate;

use std::collections::BTreeMap;
use std::path::Path;

use landfall_facts::{Arch, CallSite, Derived, Fact, NamedCall, Syscall, Target, Tier};
use landfall_formats::Source;
use landfall_know::{Asks, libc_calls, libc_names};
use landfall_probe::syscalls::{Chooser, Libraries};
use landfall_probe::{Blind, Depth, Lacks, Real};
use landfall_report::syscalls;

use crate::args::{DeriveArgs, DeriveFormat, SeccompArgs, SeccompCommand, TierArg};
use crate::observed;
use crate::output::{Output, could_not_work, say};
use crate::targets::Door;

pub(crate) fn run(args: &SeccompArgs, output: &Output) -> i32 {
    match &args.command {
        SeccompCommand::Derive(args) => derive(args, output),
        SeccompCommand::Emit(args) => emit::run(args, output),
        SeccompCommand::Audit(args) => audit::run(args, output),
        SeccompCommand::Merge(args) => observed::merge(args, output),
        SeccompCommand::Tabulate(args) => tabulate::run(args, output),
    }
}

fn derive(args: &DeriveArgs, output: &Output) -> i32 {
    let mut derived = match derived(&args.file, args.libc.as_deref()) {
        Ok(derived) => derived,
        Err(error) => return could_not_work(&error),
    };
    derived.calls.retain(|call| call.how.tier <= tier(args.tier));
    let text = match args.format {
        DeriveFormat::Text => syscalls::text(&derived),
        DeriveFormat::List => syscalls::list(&derived),
        DeriveFormat::Json => syscalls::json(&derived),
        DeriveFormat::Oci => emit::oci_of(&derived, args.otherwise),
    };
    if args.format != DeriveFormat::Text && args.format != DeriveFormat::Json {
        for line in syscalls::doubts(&derived) {
            say(&format!("landfall: {line}"));
        }
    }
    output.finish(&text, if is_unsure(&derived) { 2 } else { 0 })
}

fn is_unsure(derived: &Derived) -> bool {
    !derived.unresolved.is_empty() || !derived.doubts.is_empty()
}

/// The system calls of a program under their names, with those of the libraries that a machine has for it.
pub(crate) fn derived(file: &Path, libc: Option<&str>) -> Result<Derived, String> {
    let name = file.display().to_string();
    let source = Real.open_path(file).map_err(|blind| match blind {
        Blind::NotThere => format!("{name}: there is no such file"),
        Blind::Cannot(why) => why.to_string(),
    })?;
    let libraries = libraries(source.as_ref(), &name, libc)?;
    let told = landfall_probe::syscalls::syscalls(source.as_ref(), &name, &libraries, &seldom)
        .map_err(|error| format!("could not tell the system calls of {name}: {error}"))?;
    let arch = told.arch;
    let (numbers, unresolved) = looked_up(arch, told.calls, told.unresolved);
    let mut calls: Vec<NamedCall> = Vec::with_capacity(numbers.len());
    for (number, how) in numbers {
        let name = landfall_know::syscall_name(arch, number);
        let since = landfall_know::syscall_since(arch, number);
        let name = name.map_or_else(|| number.to_string(), str::to_owned);
        calls.push(NamedCall { name, number, since, how });
    }
    let implied: Vec<NamedCall> = implied(arch, &calls);
    calls.extend(implied);
    calls.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Derived { program: name, arch, calls, unresolved, doubts: told.doubts })
}

/// Adds the calls whose numbers libraries look up by name, where it is known which these are.
fn looked_up(
    arch: Arch,
    mut calls: BTreeMap<u32, Syscall>,
    unresolved: Vec<CallSite>,
) -> (BTreeMap<u32, Syscall>, Vec<CallSite>) {
    let mut left = Vec::new();
    for site in unresolved {
        let library = site.function.split(':').next();
        let call = library.and_then(landfall_know::looked_up_call);
        let Some(number) = call.and_then(|call| landfall_know::syscall_number(arch, call)) else {
            left.push(site);
            continue;
        };
        let path = vec![site.function.clone()];
        calls.entry(number).or_insert(Syscall { tier: Tier::Likely, when: None, path, site });
    }
    (calls, left)
}

/// In which case alone a function makes a call, where a table knows that.
fn seldom(chooser: &Chooser<'_>, number: u32) -> Option<&'static str> {
    let call = landfall_know::syscall_name(chooser.arch, number)?;
    // What makes nothing but its own call is called as that.
    let name = chooser.function.rsplit(':').next().unwrap_or_default();
    let is_its_own = || name.trim_start_matches('_') == call;
    let taken = chooser.taken.unwrap_or_else(is_its_own);
    let found = landfall_know::seldom_calls(call).into_iter().find(|row| {
        let asks = || match row.unless {
            Some(Asks::Makes(name)) => (chooser.makes)(name),
            Some(Asks::Has(name)) => (chooser.has)(name),
            None => false,
        };
        row.is_of(chooser.function, taken) && !asks()
    });
    found.map(|row| row.when)
}

/// What the kernel makes of calls that are interrupted.
fn implied(arch: Arch, calls: &[NamedCall]) -> Vec<NamedCall> {
    let find = |name: &str| calls.iter().find(|call| call.name == name);
    let mut all: Vec<NamedCall> = Vec::new();
    for (name, by, _) in landfall_know::implied_syscalls(|name| find(name).is_some()) {
        let (Some(by), Some(number)) = (find(by), landfall_know::syscall_number(arch, name)) else {
            continue;
        };
        let known = all.iter().find(|one| one.name == name);
        let shorter = known.is_some_and(|one| one.how.path.len() <= by.how.path.len() + 1);
        if find(name).is_some() || shorter {
            continue;
        }
        let mut how = by.how.clone();
        how.tier = Tier::Seldom;
        how.when = Some("when it goes on after it was stopped".to_owned());
        how.path.push(format!("{}, interrupted", by.name));
        let since = landfall_know::syscall_since(arch, number);
        all.retain(|one| one.name != name);
        all.push(NamedCall { name: name.to_owned(), number, since, how });
    }
    all
}

/// What is loaded with a program on a machine.
fn libraries(source: &dyn Source, name: &str, libc: Option<&str>) -> Result<Libraries, String> {
    let builds = landfall_probe::builds(source, name, Depth::Verdict(Lacks::default()))
        .map_err(|error| format!("could not tell the system calls of {name}: {error}"))?;
    let Some(mut build) = builds.into_iter().next() else { return Ok(Libraries::default()) };
    if build.link.needed.known().is_none() && build.link.interpreter.known().is_none() {
        return Ok(Libraries::default());
    }
    let target = libc.unwrap_or("here");
    let door = Door::open(target).map_err(|error| match target.parse() {
        Ok(Target::Named { .. }) => {
            format!("{error}; what C libraries call is known of {}", libc_names().join(", "))
        }
        Ok(_) | Err(_) => error,
    })?;
    let Some(world) = door.world() else {
        let arch = build.arch.known().copied().ok_or_else(|| {
            format!("could not tell the system calls of {name}: its architecture is not known")
        })?;
        if let Ok(Target::Named { arch: Some(other), .. }) = target.parse()
            && other != arch
        {
            return Err(format!("could not take the C library of {target}: {name} is for {arch}"));
        }
        let tabled = libc_calls(target, arch).map_err(|error| error.to_string())?;
        return Ok(Libraries { tabled: Some(tabled), ..Libraries::default() });
    };
    // What asks for users and hosts loads more by name.
    let imports = build.link.imports.known().map(Vec::as_slice).unwrap_or_default();
    if imports.iter().any(|one| Libraries::asks(&one.symbol))
        && let Fact::Known(needed, _) = &mut build.link.needed
    {
        needed.extend(Libraries::plugged_in(world));
    }
    let machine = door.machine(&build);
    Ok(Libraries::open(world, &machine, &build))
}

fn tier(arg: TierArg) -> Tier {
    match arg {
        TierArg::Runtime => Tier::Runtime,
        TierArg::Likely => Tier::Likely,
        TierArg::Reachable => Tier::Reachable,
        TierArg::Seldom => Tier::Seldom,
    }
}
