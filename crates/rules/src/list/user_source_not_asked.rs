//! Users that only the C library of the machine knows.

use landfall_facts::{Fact, Finding};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program reads /etc/passwd itself, and the target has users from elsewhere too.
    ///
    /// ## Why it breaks
    /// The program starts. Without cgo, or with `-tags osusergo`, `os/user` reads `/etc/passwd`
    /// and `/etc/group` and asks nobody else. Users of a domain (sssd, LDAP, winbind), of OS Login
    /// or of libnss-extrausers are known to the C library alone, by `/etc/nsswitch.conf`: where
    /// `id alice` answers, `user.Lookup` says `user: unknown user alice`, and `user.Current` makes
    /// do with `$USER` and `$HOME`. A source that is listed and not at work, as `sss` is in many
    /// images of Red Hat, is not counted.
    ///
    /// ## How to mend it
    /// Build with cgo for the C library of the target, or do without names: a number needs no
    /// look-up.
    ///
    /// ```case
    /// build:  uses users, uses user_file
    /// target: prod-7, user_sources sss
    /// finds:  users of sss on prod-7 are not found by a program that reads /etc/passwd itself
    /// ```
    /// With cgo it asks the C library.
    /// ```case
    /// build:  uses users
    /// target: prod-7, user_sources sss
    /// ```
    /// ```case
    /// build:  uses users, uses user_file
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  uses users, uses user_file
    /// target: prod-7, user_sources ?
    /// unsure: permission denied
    /// ```
    user_source_not_asked: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    if !case.platform_fits() || matches!(machine.user_sources, Fact::Absent(_)) {
        return Ok(None);
    }
    let Some(function) = build.needs.user_file.look()? else { return Ok(None) };
    let Some(sources) = machine.user_sources.look()? else { return Ok(None) };
    let names = sources.join(", ");
    let says = format!(
        "users of {names} on {} are not found by a program that reads /etc/passwd itself",
        machine.name
    );
    Ok(Some(
        Finding::new(says)
            .needs(format!("{} is linked in, which asks nobody else", *function), function.origin)
            .has(format!("passwd: {names}, and at work"), sources.origin)
            .mend("build with CGO_ENABLED=1, and without -tags osusergo")
            .mend("or use numbers for users and groups"),
    ))
}
