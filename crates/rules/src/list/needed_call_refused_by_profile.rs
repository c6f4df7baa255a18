//! A program below a seccomp profile that refuses what no program of Go runs without.

use landfall_facts::Finding;

use crate::case::Case;
use crate::guarded::{answer, names, shown, sides};
use crate::rule::{Answer, rule};

rule! {
    /// The seccomp profile refuses a system call without which the program does not run.
    ///
    /// ## Why it breaks
    /// The runtime of Go makes some calls before `main` and for each thread, and has no way without them:
    /// `runtime: failed to create new OS thread`, `fatal error: sigaction failed`, a segmentation fault, or
    /// `Bad system call`. None of these says which call it was. The calls are those of go-calls.csv, each
    /// refused to a program once.
    ///
    /// The calls of the program are told from its code, and what becomes of each from the profile, the
    /// kernel and the capabilities: `landfall check app --for debian:12 --profile docker`.
    ///
    /// ## How to mend it
    /// Allow the call in the profile, or write one that fits: `landfall seccomp emit app --as oci`.
    ///
    /// ```case
    /// build:  makes futex runtime, makes clone runtime
    /// target: prod, refuses clone EPERM
    /// finds:  app.json refuses clone, without which no program of Go runs
    /// ```
    /// The program is started below the profile, by a call that it need not make itself.
    /// ```case
    /// build:  makes futex runtime
    /// target: prod, refuses execve EPERM
    /// finds:  app.json refuses execve, so that the program is not started
    /// ```
    /// A call without which programs were seen to go on is one that another rule speaks of; but not where
    /// it ends the program.
    /// ```case
    /// build:  makes madvise runtime
    /// target: prod, refuses madvise EPERM
    /// also:   call_refused_by_profile
    /// ```
    /// ```case
    /// build:  makes madvise runtime
    /// target: prod, refuses madvise kill
    /// finds:  app.json ends the program for madvise, without which no program of Go runs
    /// ```
    /// ```case
    /// build:  makes futex runtime
    /// target: prod, refuses mount EPERM
    /// ```
    /// Without a profile nobody is asked.
    /// ```case
    /// build:  makes ?
    /// target: prod
    /// ```
    /// ```case
    /// build:  makes ?
    /// target: prod, refuses mount EPERM
    /// unsure: permission denied
    /// also:   call_refused_by_profile, call_killed_by_profile, unknown_call_answered_with_eperm
    /// ```
    /// A program of which not every call could be told may make one that is refused.
    /// ```case
    /// build:  makes futex runtime, makes anything
    /// target: prod, refuses mount EPERM
    /// unsure: main.own calls the kernel with a number that could not be told
    /// ```
    needed_call_refused_by_profile: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(sides) = sides(case)? else { return Ok(None) };
    if let Some(refusal) = sides.not_started() {
        let profile = &sides.guard.profile;
        let says = format!("{profile} refuses execve, so that the program is not started");
        return Ok(Some(
            Finding::new(says)
                .has(format!("{profile}: {}", answer("execve", refusal)), &refusal.at)
                .mend("allow execve: the container runtime calls it below the profile"),
        ));
    }
    let fatal: Vec<_> = sides.refused.iter().filter(|one| one.is_fatal()).collect();
    let Some(first) = fatal.first() else {
        return sides.doubt().map_or(Ok(None), Err);
    };
    let profile = &sides.guard.profile;
    let names = names(&fatal);
    let says = match first.kills() {
        true => format!("{profile} ends the program for {names}"),
        false => format!("{profile} refuses {names}"),
    };
    let finding = Finding::new(format!("{says}, without which no program of Go runs"));
    let seen = first.needed.filter(|fails| !fails.is_empty() && !first.kills());
    let what = seen.map_or("it ends with SIGSYS".to_owned(), |fails| format!("it says: {fails}"));
    let allow = format!("allow {names} in the profile; until then {what}");
    Ok(Some(
        shown(finding, sides.guard, &fatal)
            .mend(allow)
            .mend("write a profile that fits: landfall seccomp emit --as oci"),
    ))
}
