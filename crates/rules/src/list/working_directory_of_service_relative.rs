//! A service whose directory is named by half a path.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit names its working directory by a path that does not begin at the root.
    ///
    /// ## Why it breaks
    /// `WorkingDirectory= path is not absolute: web`, and the unit is not loaded: `Unit configuration has
    /// fatal error, unit will not be started` (systemd.exec(5)). `systemd-analyze verify` of systemd 252
    /// said so here. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// `WorkingDirectory=/srv/web`, or `~` for the home of the user.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// WorkingDirectory=srv/web
    /// -- finds --
    /// web.service:3: systemd refuses the unit: WorkingDirectory=srv/web does not begin at the root
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// WorkingDirectory=-/srv/web
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/bin/web
    /// WorkingDirectory=~
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// WorkingDirectory=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    working_directory_of_service_relative: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_units("service", one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some((word, setting)) = seen.word("WorkingDirectory")? else { return Ok(None) };
    let path = word.trim_start_matches('-');
    // What something else fills in begins with its own signs.
    if path == "~" || path.starts_with(['/', '{', '<', '@', '$']) {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!(
            "systemd refuses the unit: WorkingDirectory={path} does not begin at the root"
        ))
        .has(path, &setting.at)
        .mend(format!("WorkingDirectory=/{}", path.trim_start_matches(['.', '/']))),
    ))
}
