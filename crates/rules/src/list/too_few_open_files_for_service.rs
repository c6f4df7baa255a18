//! A service that may open few files.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit gives a Go server no more open files than a handful of connections need.
    ///
    /// ## Why it breaks
    /// `accept4: too many open files; retrying in 5ms`: each connection is an open file. systemd gives a
    /// service 1024 at first and 524288 at most (systemd.exec(5) under "Process Properties"), and Go raises
    /// the first to the second when it starts. `LimitNOFILE=1024` lowers both, and nothing is left to
    /// raise. A server was run under such a limit here. That the limit belongs into the unit is written in
    /// systemd.exec(5) under "Process Properties". The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// Take the line out, or write what the server needs: `LimitNOFILE=65536`. With two numbers the first
    /// is what old programs see: `LimitNOFILE=1024:65536`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitNOFILE=1024
    /// -- finds --
    /// web.service:3: LimitNOFILE=1024 is all that web may open: Go cannot raise it
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitNOFILE=1024:524288
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// Type=oneshot
    /// ExecStart=/usr/bin/web
    /// LimitNOFILE=64
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitNOFILE=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    too_few_open_files_for_service: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some((number, setting)) = seen.number("LimitNOFILE")? else { return Ok(None) };
    let Some(least) = landfall_know::least("unit.open_files", "a server") else { return Ok(None) };
    if number >= least.number {
        return Ok(None);
    }
    let name = seen.name();
    Ok(Some(
        Finding::new(format!(
            "LimitNOFILE={number} is all that {name} may open: Go cannot raise it"
        ))
        .has(format!("LimitNOFILE={}", setting.value), &setting.at)
        .needs(format!("{} or more", least.number), &least.origin)
        .mend("take the line out: systemd gives 524288 at most")
        .mend("or LimitNOFILE=65536"),
    ))
}
