//! A program below a seccomp profile that refuses something it can call.

use landfall_facts::{Action, Finding};

use crate::case::Case;
use crate::guarded::{is_only_linked, names, shown, sides};
use crate::rule::{Answer, rule};

rule! {
    /// The seccomp profile refuses a system call that the program can make.
    ///
    /// ## Why it breaks
    /// The program starts, and when it gets to that call it is told that it has no right to it, or that
    /// there is no such call: `operation not permitted`, although the user is root, or `function not
    /// implemented`, although the kernel is new. What becomes of it then, the program decides: some calls
    /// have a way back.
    ///
    /// Each call is shown with a way that leads to it. `runtime` is what the runtime of Go does, `likely`
    /// what `main` leads to; `reachable` is linked in, and no way to it was found; `seldom` is made in one
    /// case alone, which `landfall seccomp derive` names.
    ///
    /// ## How to mend it
    /// Allow the call, if the program is to make it, or leave it refused, if that way is never gone. A
    /// capability may be what allows it: Docker allows `mount` with `--cap-add SYS_ADMIN`.
    ///
    /// ```case
    /// build:  makes futex runtime, makes io_uring_setup likely
    /// target: prod, refuses io_uring_setup EPERM
    /// finds:  app.json refuses io_uring_setup, which the program can call
    /// ```
    /// ```case
    /// build:  makes mount reachable
    /// target: prod, refuses mount ENOSYS
    /// finds:  app.json refuses mount, which is linked into the program
    /// ```
    /// ```case
    /// build:  makes futex runtime
    /// target: prod, refuses io_uring_setup EPERM
    /// ```
    /// ```case
    /// build:  makes futex runtime
    /// target: prod, profile ?
    /// unsure: permission denied
    /// also:   needed_call_refused_by_profile, call_killed_by_profile, unknown_call_answered_with_eperm
    /// ```
    call_refused_by_profile: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let Some(sides) = sides(case)? else { return Ok(None) };
    let refused: Vec<_> = sides
        .refused
        .iter()
        .filter(|one| !one.is_fatal() && !one.kills() && one.refusal.unknown_to.is_none())
        .collect();
    if refused.is_empty() {
        return Ok(None);
    }
    let profile = &sides.guard.profile;
    let how = match is_only_linked(&refused) {
        true if refused.len() == 1 => "which is linked into the program",
        true => "which are linked into the program",
        false => "which the program can call",
    };
    let names = names(&refused);
    let finding = Finding::new(format!("{profile} refuses {names}, {how}"));
    let watched =
        refused.iter().any(|one| matches!(one.refusal.action, Action::Notify | Action::Trace(_)));
    let finding = shown(finding, sides.guard, &refused)
        .mend(format!("allow {names} in the profile, if the program is to make them"));
    Ok(Some(match watched {
        true => finding.mend("start who watches: without that, these calls fail with ENOSYS"),
        false => finding,
    }))
}
