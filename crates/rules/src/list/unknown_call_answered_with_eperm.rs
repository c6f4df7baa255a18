//! A call that the container runtime does not know, and for which it gives the wrong error.

use landfall_facts::{Action, Finding};

use crate::case::Case;
use crate::guarded::{names, shown, sides};
use crate::rule::{Answer, rule};

rule! {
    /// The container runtime does not know a system call of the program, and answers EPERM.
    ///
    /// ## Why it breaks
    /// A program that tries a new call falls back to an old one if it hears that there is no such call
    /// (ENOSYS). A libseccomp that is older than the call passes over its name in the profile, and a runc
    /// before 1.0.0-rc93 and every crun give it what the profile has for all the rest: EPERM
    /// (opencontainers/runc#2750, moby/moby#42680). To the program that is another thing: it has no right
    /// to it, and the operation fails, on an old host alone.
    ///
    /// ## How to mend it
    /// Update libseccomp and the container runtime on the host, or give a profile with `defaultErrnoRet` 38.
    ///
    /// ```case
    /// build:  makes futex runtime, makes faccessat2 likely
    /// target: prod, refuses faccessat2 EPERM unknown
    /// finds:  libseccomp 2.4.1 does not know faccessat2, and app.json lets them fail with EPERM
    /// ```
    /// ```case
    /// build:  makes futex runtime, makes faccessat2 likely
    /// target: prod, refuses faccessat2 ENOSYS unknown
    /// ```
    /// ```case
    /// build:  makes futex runtime
    /// target: prod, refuses faccessat2 EPERM unknown
    /// ```
    /// ```case
    /// build:  makes futex runtime
    /// target: prod, profile ?
    /// unsure: permission denied
    /// also:   needed_call_refused_by_profile, call_refused_by_profile, call_killed_by_profile
    /// ```
    unknown_call_answered_with_eperm: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    /// `EPERM`
    const REFUSED: Action = Action::Errno(1);
    let Some(sides) = sides(case)? else { return Ok(None) };
    let wrong: Vec<_> = sides
        .refused
        .iter()
        .filter(|one| {
            let is_unknown = one.refusal.unknown_to.is_some();
            is_unknown && !one.is_fatal() && one.refusal.action == REFUSED
        })
        .collect();
    let Some((first, (who, since))) =
        wrong.first().and_then(|first| Some((first, first.refusal.unknown_to.as_ref()?)))
    else {
        return Ok(None);
    };
    let names = names(&wrong);
    let profile = &sides.guard.profile;
    let says = format!("{who} does not know {names}, and {profile} lets them fail with EPERM");
    let finding = Finding::new(says);
    Ok(Some(
        shown(finding, sides.guard, &wrong)
            .has(format!("{who} does not know {}", first.call.name), since)
            .mend("update libseccomp and the container runtime on the host")
            .mend("or give a profile with defaultErrnoRet 38, so that programs fall back"),
    ))
}
