//! Users by name on a machine without /etc/passwd.

use landfall_facts::Finding;

use crate::case::Case;
use crate::files::lacking;
use crate::rule::{Answer, rule};

rule! {
    /// The program looks up users, and the target has no user database.
    ///
    /// ## Why it breaks
    /// The program starts. `os/user.Lookup` answers `open /etc/passwd: no such file or
    /// directory`; `user.Current` makes do with `$USER` and `$HOME` where they are set and says
    /// so where they are not.
    ///
    /// ## How to mend it
    /// Bring an `/etc/passwd` with the users that the program asks for.
    ///
    /// ```case
    /// build:  uses users
    /// target: scratch, no users
    /// finds:  scratch has no /etc/passwd for os/user.Current
    /// ```
    /// ```case
    /// build:  uses users
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  uses users
    /// target: prod-7, users ?
    /// unsure: permission denied
    /// ```
    no_user_database: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    let lack = lacking(case, &build.needs.users, None, &machine.users)?;
    Ok(lack.map(|(function, by, origin)| {
        Finding::new(format!("{} has no /etc/passwd for {function}", machine.name))
            .needs(format!("{function} is linked in"), by)
            .has("no /etc/passwd", origin)
            .mend("COPY --from=build /etc/passwd /etc/passwd")
    }))
}
