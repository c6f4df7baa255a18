//! The seccomp profile of `landfall check --profile`: what becomes of each call of a build below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use landfall_facts::{
    Arch, Build, Fact, Guard, Linking, Machine, Origin, Os, Profile, Refusal, Why, is_let_through,
};
use landfall_know::{
    Capabilities, SeccompRuntime, has_libc_calls, libseccomp_since, policy_under, seccomp_profile,
    syscall_name, syscalls_of,
};

use landfall_sandbox::filter::Filter;

use crate::args::Check;
use crate::run::kernel;
use crate::seccomp::{allowances, derived};

/// A profile, and what it is to be decided for.
pub(crate) struct Guards {
    /// What people call it.
    name: String,
    profile: Profile,
    capabilities: Capabilities,
    runtime: SeccompRuntime,
    /// What makes the filter, in words.
    made_by: String,
    /// The machine whose libraries are loaded with programs: one that has files, or whose C library a table has.
    libraries_of: Option<String>,
}

impl Guards {
    /// The profile that is meant, if one is.
    pub(crate) fn of(args: &Check) -> Result<Option<Self>, String> {
        let Some(named) = &args.profile else { return Ok(None) };
        let Found { name, profile, whose } = found(named)?;
        let (program, version) = match &args.runtime {
            Some(said) => match said.split_once('@') {
                Some((program, version)) => (program, Some(version)),
                None => (said.as_str(), None),
            },
            None => ("runc", None),
        };
        let libseccomp = args.libseccomp.as_deref();
        let runtime = SeccompRuntime::of(program, version, libseccomp).ok_or_else(|| {
            "could not tell what makes the filter: write runc or crun, and releases as in runc@1.0.0-rc92 and 2.4.1"
                .to_owned()
        })?;
        let made_by = match libseccomp {
            Some(release) => format!("libseccomp {release}"),
            None => program.to_owned(),
        };
        let capabilities = allowances::capabilities(&whose, &args.holds.capabilities);
        let has_files = |target: &&String| {
            *target == "here" || target.starts_with("rootfs:") || target.starts_with("image:")
        };
        let has_table = |target: &&String| has_libc_calls(target);
        let mut targets = args.targets.iter();
        let libraries_of = targets.clone().find(has_files).or_else(|| targets.find(has_table));
        let libraries_of = libraries_of.cloned();
        let libraries_of =
            if args.targets.is_empty() { Some("here".to_owned()) } else { libraries_of };
        Ok(Some(Self { name, profile, capabilities, runtime, made_by, libraries_of }))
    }

    /// Asks a build for its system calls.
    pub(crate) fn look(&self, build: &mut Build) {
        let is_program = build.kind.known().is_some_and(|kind| kind.is_program());
        if build.os.known() != Some(&Os::Linux) || !is_program {
            return;
        }
        let libc = self.libraries_of.as_deref();
        build.syscalls = match derived(Path::new(&build.file), libc) {
            Ok(derived) => Fact::Known(Box::new(derived), Origin::Path(build.file.clone())),
            Err(error) => Fact::Unknown(Why::new(error)),
        };
        if let (Some(Linking::Dynamic), None, Fact::Known(derived, _)) =
            (build.link.kind.known(), libc, &mut build.syscalls)
        {
            let why = "what libraries call was looked at in those of this machine; name a machine that has files, or whose C library is known";
            derived.doubts.push(Why::new(why));
        }
    }

    /// Puts a machine below the profile, as it is for a build.
    pub(crate) fn put(&self, machine: &mut Machine, build: &Build) {
        let Some(arch) = build.arch.known().copied() else { return };
        if build.os.known() != Some(&Os::Linux) {
            return;
        }
        machine.profile = match self.guard(machine, arch) {
            Ok(guard) => Fact::Known(Box::new(guard), Origin::Word(self.name.clone())),
            Err(error) => Fact::Unknown(Why::new(error)),
        };
    }

    /// The profile as this kernel takes it, for programs of this machine's own architecture.
    pub(crate) fn filter(&self, arch: Arch) -> Result<Filter, String> {
        let decided =
            policy_under(&self.profile, arch, kernel(), &self.capabilities, &self.runtime)
                .map_err(|error| error.to_string())?;
        Filter::with_newer(&decided.policy, decided.newer).map_err(|error| error.to_string())
    }

    fn guard(&self, machine: &Machine, arch: Arch) -> Result<Guard, String> {
        // Without a kernel the rules that ask for one are not decided, and that is said.
        let kernel = machine.kernel.known().copied();
        let decided = policy_under(&self.profile, arch, kernel, &self.capabilities, &self.runtime)
            .map_err(|error| error.to_string())?;
        let rest = decided.policy.default;
        let mut calls = BTreeMap::new();
        for (number, clauses) in &decided.policy.calls {
            let passes = clauses.iter().any(|clause| is_let_through(clause.action));
            let refusal = clauses.last().filter(|_| !passes).map(|clause| Refusal {
                action: clause.action,
                at: self.said_of(*number, arch),
                unknown_to: None,
            });
            calls.insert(*number, refusal);
        }
        for (number, name) in syscalls_of(arch) {
            let is_unknown = decided.skipped.contains(name) || !self.runtime.knows(name);
            if is_unknown && !calls.contains_key(&number) && !is_let_through(rest) {
                let since = libseccomp_since(name)
                    .map_or_else(|| Origin::Word(self.made_by.clone()), |(_, origin)| origin);
                let unknown_to = Some((self.made_by.clone(), since));
                let at = self.profile.at.clone();
                calls.insert(number, Some(Refusal { action: rest, at, unknown_to }));
            }
        }
        let undecided = decided
            .doubts
            .iter()
            .flat_map(|doubt| doubt.calls.iter().map(|number| (*number, doubt.why.clone())));
        Ok(Guard {
            profile: self.name.clone(),
            arch,
            default: Refusal { action: rest, at: self.profile.at.clone(), unknown_to: None },
            calls,
            undecided: undecided.collect(),
        })
    }

    /// Where the profile speaks of a call that it refuses.
    fn said_of(&self, number: u32, arch: Arch) -> Origin {
        let name = syscall_name(arch, number);
        let names = self.profile.rules.iter().filter(|rule| rule.action != ALLOW);
        let mut names = names.flat_map(|rule| &rule.names);
        let said = names.find(|(one, _)| Some(one.as_str()) == name);
        said.map_or_else(|| self.profile.at.clone(), |(_, at)| at.clone())
    }
}

/// What a rule says that refuses nothing.
const ALLOW: &str = "SCMP_ACT_ALLOW";

/// A profile that was found by the name that a user gave.
pub(crate) struct Found {
    /// What people call it.
    pub(crate) name: String,
    pub(crate) profile: Profile,
    /// Whose containers live below it.
    pub(crate) whose: String,
}

/// A profile by its file, or by the runtime that brings it along.
pub(crate) fn found(named: &str) -> Result<Found, String> {
    let path = Path::new(named);
    if path.exists() || named.ends_with(".json") || named.contains('/') {
        let text = fs::read_to_string(path).map_err(|error| {
            format!("could not read profile {named}: {}", landfall_probe::plain(&error))
        })?;
        let profile = landfall_probe::seccomp_profile(named, &text)?;
        return Ok(Found { name: named.to_owned(), profile, whose: "docker".to_owned() });
    }
    let (whose, version) = match named.split_once('@') {
        Some((whose, version)) => (whose, Some(version)),
        None => (named, None),
    };
    let known = seccomp_profile(whose, version).map_err(|error| error.to_string())?;
    let release = version.unwrap_or(known.last);
    let name = match known.is_exact {
        true => format!("{whose} {release}"),
        false => format!("{whose} {release} (not known; with the profile of {})", known.first),
    };
    let profile = landfall_probe::seccomp_profile(known.file, known.text)?;
    Ok(Found { name, profile, whose: whose.to_owned() })
}
