//! The system calls of a build, held against the profile that it will live below.

use landfall_facts::{
    Action, Derived, Evidence, Finding, Guard, NamedCall, Refusal, Side, Tier, Unsure, Why,
};
use landfall_know::{go_calls, syscall_number};

use crate::case::Case;

/// A call that the build can make and the profile does not let through.
pub(crate) struct Refused<'a> {
    /// The call.
    pub(crate) call: &'a NamedCall,
    /// What it gets instead.
    pub(crate) refusal: &'a Refusal,
    /// What is seen of a program of Go that cannot make it, where none runs without: a message, or nothing
    /// where that was seen only of programs that were ended for it.
    pub(crate) needed: Option<&'static str>,
}

impl Refused<'_> {
    /// Whether the program is ended for it.
    pub(crate) fn kills(&self) -> bool {
        kills(self.refusal.action)
    }

    /// Whether no program of Go runs like that.
    pub(crate) fn is_fatal(&self) -> bool {
        self.needed.is_some_and(|fails| self.kills() || !fails.is_empty())
    }
}

/// The two sides, where a profile is given at all.
pub(crate) struct Sides<'a> {
    pub(crate) derived: &'a Derived,
    pub(crate) guard: &'a Guard,
    /// What is refused: what is surest to be made first.
    pub(crate) refused: Vec<Refused<'a>>,
}

impl Sides<'_> {
    /// How the profile refuses to have the program started at all: below a profile somebody has to call this.
    pub(crate) fn not_started(&self) -> Option<&Refusal> {
        self.guard.refusal(syscall_number(self.guard.arch, "execve")?)
    }

    /// What keeps one from saying that nothing is refused.
    pub(crate) fn doubt(&self) -> Option<Unsure> {
        let undecided = |call: &&NamedCall| self.guard.undecided.contains_key(&call.number);
        if let Some(call) = self.derived.calls.iter().find(undecided) {
            let why = self.guard.undecided[&call.number].to_string();
            return Some(Unsure(Why::new(format!("{}: {why}", call.name))));
        }
        if let Some(site) = self.derived.unresolved.first() {
            return Some(Unsure(Why::new(format!(
                "{} calls the kernel with a number that could not be told",
                site.function
            ))));
        }
        self.derived.doubts.first().map(|why| Unsure(why.clone()))
    }
}

/// What the build can call and the profile of the machine refuses; `None` where no profile is given or the
/// build is not for Linux.
pub(crate) fn sides<'a>(case: &'a Case<'_>) -> Result<Option<Sides<'a>>, Unsure> {
    let Some(guard) = case.machine.profile.look()? else { return Ok(None) };
    if !case.platform_fits() {
        return Ok(None);
    }
    let Some(derived) = case.build.syscalls.look()? else { return Ok(None) };
    let (guard, derived): (&Guard, &Derived) = (guard.value(), derived.value());
    let needed = |call: &NamedCall| {
        let arch = derived.arch.name();
        let mut rows = go_calls().filter(|row| row.arch.is_empty() || row.arch == arch);
        rows.find(|row| row.name == call.name).map(|row| row.fails)
    };
    // What is not decided is a doubt and no refusal.
    let decided = |call: &&NamedCall| !guard.undecided.contains_key(&call.number);
    let refused = derived.calls.iter().filter(decided).filter_map(|call| {
        let refusal = guard.refusal(call.number)?;
        Some(Refused { call, refusal, needed: needed(call) })
    });
    let mut refused: Vec<Refused<'a>> = refused.collect();
    refused.sort_by_key(|one| one.call.how.tier);
    Ok(Some(Sides { derived, guard, refused }))
}

/// Whether the process or a thread is ended.
pub(crate) fn kills(action: Action) -> bool {
    match action {
        Action::Trap | Action::KillThread | Action::KillProcess => true,
        Action::Allow | Action::Log | Action::Notify | Action::Trace(_) | Action::Errno(_) => false,
    }
}

/// A finding with both sides of each call, of not too many.
pub(crate) fn shown(finding: Finding, guard: &Guard, refused: &[&Refused<'_>]) -> Finding {
    /// More fills the screen of somebody who wants to sleep.
    const SHOWN: usize = 5;
    let mut finding = finding;
    for one in refused.iter().take(SHOWN) {
        let call = one.call;
        let text = format!("{} ({}): {}", call.name, call.how.tier.name(), way(&call.how.path));
        finding = finding.needs(text, &call.how.site.origin);
        let evidence = Evidence {
            side: Side::Has,
            text: format!("{}: {}", guard.profile, answer(&call.name, one.refusal)),
            origin: one.refusal.at.clone(),
        };
        if !finding.evidence.contains(&evidence) {
            finding.evidence.push(evidence);
        }
    }
    finding
}

/// What the profile does to a call.
pub(crate) fn answer(name: &str, refusal: &Refusal) -> String {
    match refusal.action {
        Action::Errno(number) => format!("{name} fails with {}", error(number)),
        Action::Trap => format!("{name} sends SIGSYS, which ends the program"),
        Action::KillThread => format!("{name} ends the thread that makes it"),
        Action::KillProcess => format!("{name} ends the program, with SIGSYS"),
        Action::Notify | Action::Trace(_) => format!("{name} is left to somebody who watches"),
        Action::Allow | Action::Log => format!("{name} is let through"),
    }
}

/// The name of an error, of those that profiles give.
pub(crate) fn error(number: u16) -> String {
    match number {
        1 => "EPERM".to_owned(),
        38 | 89 => "ENOSYS".to_owned(),
        number => format!("error {number}"),
    }
}

/// Names, the first few of them.
pub(crate) fn names(refused: &[&Refused<'_>]) -> String {
    const SHOWN: usize = 6;
    let mut names: Vec<&str> =
        refused.iter().take(SHOWN).map(|one| one.call.name.as_str()).collect();
    let more = format!("{} more", refused.len().saturating_sub(SHOWN));
    if refused.len() > SHOWN {
        names.push(&more);
    }
    names.join(", ")
}

/// The way to a call, its middle left out where it is long.
fn way(path: &[String]) -> String {
    const ENDS: usize = 2;
    if path.len() <= 2 * ENDS {
        return path.join(" > ");
    }
    let (first, last) = (&path[..ENDS], &path[path.len() - ENDS..]);
    format!("{} > … > {}", first.join(" > "), last.join(" > "))
}

/// Whether the best reason for a call is only that it is linked in, or it is made in one case alone.
pub(crate) fn is_only_linked(refused: &[&Refused<'_>]) -> bool {
    refused.iter().all(|one| one.call.how.tier >= Tier::Reachable)
}
