//! From files to what is allowed: programs, what was seen of them, profiles.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use landfall_facts::{
    Action, Allowance, AllowedCall, Arch, Because, Clause, Derived, KernelVersion, Tier,
    is_let_through,
};
use landfall_know::{
    Capabilities, Doubt, Gain, enosys, launcher_calls, syscall_name, syscall_number,
};

use crate::args::Otherwise;
use crate::observed;

/// What was gathered from files.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// One for each architecture.
    pub(super) allowances: Vec<Allowance>,
    /// The files, as the user named them.
    pub(super) made_of: Vec<String>,
    /// What is to be said of them.
    pub(super) notes: Vec<String>,
    /// Whether a program may call more.
    pub(super) is_unsure: bool,
}

/// What a file is.
pub(super) enum Kind {
    Program,
    /// The calls of `landfall trace`.
    Observed,
    /// Of OCI or Docker.
    Profile(String),
}

/// Looks what a file is. One of JSON is told by the key that it has to have.
pub(super) fn kind(file: &Path) -> Result<Kind, String> {
    /// No profile or list of calls is longer; a program is not read whole for this.
    const MOST: u64 = 16 << 20;
    let shown = file.display();
    let cannot = |error: &std::io::Error| {
        format!("could not read {shown}: {}", landfall_probe::plain(error))
    };
    let length = fs::metadata(file).map_err(|error| cannot(&error))?.len();
    let begin = beginning(file).map_err(|error| cannot(&error))?;
    if length > MOST || !begin.trim_ascii_start().starts_with(b"{") {
        return Ok(Kind::Program);
    }
    let text = fs::read_to_string(file).map_err(|error| cannot(&error))?;
    let read: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text)
        .map_err(|error| format!("could not read {shown}: it is no JSON: {error}"))?;
    match (read.contains_key("runs"), read.contains_key("defaultAction")) {
        (true, _) => Ok(Kind::Observed),
        (false, true) => Ok(Kind::Profile(text)),
        (false, false) => Err(format!(
            "could not read {shown}: it is neither a file of `landfall trace` nor a seccomp profile"
        )),
    }
}

fn beginning(file: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut begin = Vec::new();
    fs::File::open(file)?.take(64).read_to_end(&mut begin)?;
    Ok(begin)
}

/// What becomes of the rest, as the kernel is told.
pub(super) fn default_of(otherwise: Otherwise, arch: Arch) -> Action {
    match otherwise {
        Otherwise::Enosys => Action::Errno(enosys(arch)),
        Otherwise::Eperm => Action::Errno(1),
        Otherwise::Kill => Action::KillProcess,
        Otherwise::Log => Action::Log,
    }
}

/// What a program calls.
pub(super) fn of_derived(derived: &Derived, default: Action) -> Allowance {
    let mut allowance = Allowance::new(derived.arch, default);
    for call in &derived.calls {
        allowance.allow(call.number, &call.name, Because::Made(call.how.tier));
    }
    allowance
}

/// What was seen, and what is to be said of it.
pub(super) fn of_observed(
    file: &Path,
    default: impl Fn(Arch) -> Action,
) -> Result<(Allowance, Vec<String>), String> {
    let shown = file.display();
    let read =
        observed::read(file)?.ok_or_else(|| format!("could not read {shown}: it is not there"))?;
    let arch = read.arch;
    let mut allowance = Allowance::new(arch, default(arch));
    for number in read.runs.iter().flat_map(|run| run.calls.keys()) {
        let name = observed::call_name(Some(arch), *number);
        allowance.allow(*number, &name, Because::Made(Tier::Observed));
    }
    let mut notes = Vec::new();
    if read.runs.iter().any(|run| !run.complete) {
        notes.push(format!("{shown}: not every call of its runs was counted; some may be missing"));
    }
    if read.runs.iter().any(|run| !run.foreign.is_empty()) {
        notes.push(format!(
            "{shown}: what it started made calls of another architecture than {arch}; they are not in the profile"
        ));
    }
    Ok((allowance, notes))
}

/// Where a profile is to be enforced.
pub(super) struct At<'a> {
    pub(super) arch: Arch,
    pub(super) kernel: Option<KernelVersion>,
    pub(super) capabilities: &'a Capabilities,
}

/// What a profile says where it is enforced, what is to be said of it, and whether something is undecided.
pub(super) fn of_profile(
    text: &str,
    shown: &str,
    at: &At<'_>,
    default: Option<Action>,
) -> Result<(Allowance, Vec<String>, bool), String> {
    let profile = landfall_probe::seccomp_profile(shown, text)
        .map_err(|error| format!("could not read {shown}: {error}"))?;
    let decided = landfall_know::policy(&profile, at.arch, at.kernel, at.capabilities)
        .map_err(|error| format!("{error} ({shown})"))?;
    let mut allowance = Allowance::new(at.arch, default.unwrap_or(decided.policy.default));
    for (number, clauses) in decided.policy.calls {
        let name = syscall_name(at.arch, number);
        let name = name.map_or_else(|| number.to_string(), str::to_owned);
        allowance.calls.insert(number, AllowedCall { name, clauses, because: Because::Profile });
    }
    // A call that is answered as the rest is has nothing said of it.
    allowance.calls.retain(|_, call| {
        let [one] = call.clauses.as_slice() else { return true };
        !one.arguments.is_empty() || one.action != allowance.default
    });
    let names = |doubt: &Doubt| {
        let name = |number: &u32| syscall_name(at.arch, *number).unwrap_or("?");
        doubt.calls.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let tell = |doubt: &Doubt| format!("{shown}: {}: {}", names(doubt), doubt.why);
    let notes: Vec<String> = decided.doubts.iter().map(tell).collect();
    let is_unsure = !notes.is_empty();
    Ok((allowance, notes, is_unsure))
}

/// The capabilities that a container of a runtime has, with those that are said.
pub(crate) fn capabilities(runtime: &str, said: &[String]) -> Capabilities {
    let has = |word: &str| said.iter().any(|one| one == word);
    if has("ALL") {
        return Capabilities::of(landfall_know::capabilities());
    }
    let own = landfall_know::capabilities_of(runtime).into_iter().filter(|_| !has("NONE"));
    Capabilities::of(own.chain(said.iter().map(String::as_str).filter(|one| *one != "NONE")))
}

impl Gathered {
    /// Adds what a file allows. What one file lets through is let through.
    pub(super) fn unite(&mut self, more: Allowance) -> Result<(), String> {
        let Some(have) = self.allowances.iter_mut().find(|have| have.arch == more.arch) else {
            self.allowances.push(more);
            return Ok(());
        };
        if have.default != more.default {
            return Err("could not unite profiles that treat what they do not name otherwise; say which with \
                        --otherwise"
                .to_owned());
        }
        for (number, call) in more.calls {
            let both = match have.calls.remove(&number) {
                None => call,
                Some(other) => united(other, call)?,
            };
            have.calls.insert(number, both);
        }
        Ok(())
    }

    /// Lets through what a container runtime calls itself, below the filter of the program.
    pub(super) fn add_launchers(&mut self, launchers: &[&str], gain: Gain) {
        for allowance in &mut self.allowances {
            // A profile that is written in another form says itself what may be called.
            if !allowance.calls.values().any(|call| matches!(call.because, Because::Made(_))) {
                continue;
            }
            for name in launcher_calls(launchers, gain) {
                if let Some(number) = syscall_number(allowance.arch, name)
                    && !allowance.lets_through(number)
                {
                    allowance.allow(number, name, Because::Launcher);
                }
            }
        }
    }

    /// A C library that makes threads asks for `clone3` first, and takes `clone` only if it hears that there is
    /// no such call; with any other error, or killed, it makes none.
    pub(super) fn add_fallbacks(&mut self) {
        for allowance in &mut self.allowances {
            let arch = allowance.arch;
            let answer = Action::Errno(enosys(arch));
            let number = |name| syscall_number(arch, name);
            let (Some(clone), Some(clone3)) = (number("clone"), number("clone3")) else { continue };
            let is_said = allowance.calls.contains_key(&clone3);
            if allowance.lets_through(clone)
                && !is_said
                && !is_let_through(allowance.default)
                && allowance.default != answer
            {
                let clauses = vec![Clause { arguments: Vec::new(), action: answer }];
                let name = "clone3".to_owned();
                let call = AllowedCall { name, clauses, because: Because::Fallback };
                allowance.calls.insert(clone3, call);
            }
        }
    }

    /// Whether a program that is confined so can start others.
    pub(super) fn starts_others(&self) -> bool {
        self.allowances.iter().any(|one| {
            let made = |call: &&AllowedCall| matches!(call.because, Because::Made(_));
            let starts = |name: &str| name == "execve" || name == "execveat";
            one.allowed().filter(made).any(|call| starts(&call.name))
        })
    }
}

/// One call of two files.
fn united(one: AllowedCall, other: AllowedCall) -> Result<AllowedCall, String> {
    let is_free = |call: &AllowedCall| match call.clauses.first() {
        Some(first) => first.arguments.is_empty() && is_let_through(first.action),
        None => false,
    };
    let refuses =
        |call: &AllowedCall| call.clauses.iter().all(|clause| !is_let_through(clause.action));
    let because = one.because.min(other.because);
    if one.clauses == other.clauses || refuses(&other) || (is_free(&one) && !is_free(&other)) {
        return Ok(AllowedCall { because, ..one });
    }
    if refuses(&one) || is_free(&other) {
        return Ok(AllowedCall { because, ..other });
    }
    // Each has conditions: what fits one of them passes, if nothing before it refuses.
    let passes = |call: &AllowedCall| {
        call.clauses.iter().filter(|clause| is_let_through(clause.action)).cloned().collect()
    };
    let leads = |call: &AllowedCall, passing: &Vec<Clause>| call.clauses.starts_with(passing);
    let (first, second): (Vec<Clause>, Vec<Clause>) = (passes(&one), passes(&other));
    if !leads(&one, &first) || !leads(&other, &second) {
        return Err(format!(
            "could not unite what two profiles say of {}: one refuses some arguments before it lets others pass",
            one.name
        ));
    }
    let rest = one.clauses[first.len()..].to_vec();
    Ok(AllowedCall { name: one.name, clauses: [first, second, rest].concat(), because })
}
