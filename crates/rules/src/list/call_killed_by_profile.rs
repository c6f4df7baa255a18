//! A program below a seccomp profile that ends it for something it can call.

use landfall_facts::Finding;

use crate::case::Case;
use crate::guarded::{is_only_linked, names, shown, sides};
use crate::rule::{Answer, rule};

rule! {
    /// The seccomp profile ends the program for a system call that it can make.
    ///
    /// ## Why it breaks
    /// A call that is refused can be handled; one for which the kernel ends the process cannot. The program
    /// is gone in the middle of its work with `Bad system call` and signal 31, no defer runs, and nothing is
    /// in its log. The kernel's log has a line of type 1326 with the number of the call.
    ///
    /// ## How to mend it
    /// Allow the call, or let the profile answer with an error: `SCMP_ACT_ERRNO` with `errnoRet` 38, so that
    /// programs fall back as on a kernel without it.
    ///
    /// ```case
    /// build:  makes futex runtime, makes ptrace likely
    /// target: prod, refuses ptrace kill
    /// finds:  app.json ends the program for ptrace, which it can call
    /// ```
    /// ```case
    /// build:  makes ptrace reachable
    /// target: prod, refuses ptrace kill
    /// finds:  app.json ends the program for ptrace, which is linked into it
    /// ```
    /// ```case
    /// build:  makes futex runtime
    /// target: prod, refuses ptrace kill
    /// ```
    /// ```case
    /// build:  makes futex runtime
    /// target: prod, profile ?
    /// unsure: permission denied
    /// also:   needed_call_refused_by_profile, call_refused_by_profile, unknown_call_answered_with_eperm
    /// ```
    call_killed_by_profile: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let Some(sides) = sides(case)? else { return Ok(None) };
    let killed: Vec<_> =
        sides.refused.iter().filter(|one| one.kills() && !one.is_fatal()).collect();
    if killed.is_empty() {
        return Ok(None);
    }
    let profile = &sides.guard.profile;
    let how = match is_only_linked(&killed) {
        true if killed.len() == 1 => "which is linked into it",
        true => "which are linked into it",
        false => "which it can call",
    };
    let names = names(&killed);
    let finding = Finding::new(format!("{profile} ends the program for {names}, {how}"));
    Ok(Some(
        shown(finding, sides.guard, &killed)
            .mend(format!("allow {names} in the profile"))
            .mend("or let the profile answer with ENOSYS: programs can handle an error"),
    ))
}
