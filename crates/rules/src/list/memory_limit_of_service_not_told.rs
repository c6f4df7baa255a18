//! A service whose memory is limited without Go being told.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit limits memory, and nothing tells Go of it.
    ///
    /// ## Why it breaks
    /// Go does not read the limit of its control group: it lets the heap grow to twice what is in use, and
    /// the kernel kills the service (`code=killed, status=9/KILL`, `oom-kill`). With `GOMEMLIMIT` it
    /// collects in time. Seen by users in kiali/kiali#8987 and dolthub/dolt#10813; golang/go#75164 proposes
    /// that Go reads it. A program that keeps 40 MiB was killed in a group of 64 MiB here, and ran with
    /// `GOMEMLIMIT=56MiB`. A program may also call `debug.SetMemoryLimit`, which is not seen here.
    ///
    /// ## How to mend it
    /// `Environment=GOMEMLIMIT=…` with some nine tenths of `MemoryMax`, as in `MemoryMax=512M` and
    /// `GOMEMLIMIT=460MiB`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// MemoryMax=512M
    /// -- finds --
    /// web.service:3: web may use 512M and Go is not told: GOMEMLIMIT is not set
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// MemoryMax=512M
    /// Environment=GOMEMLIMIT=460MiB
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// MemoryMax=infinity
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// MemoryMax=512M
    /// EnvironmentFile=/etc/default/web
    /// -- unsure --
    /// web.service: what /etc/default/web sets is not known
    /// ```
    memory_limit_of_service_not_told: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some((number, setting)) = seen.number("MemoryMax")? else { return Ok(None) };
    if seen.sets("GOMEMLIMIT").is_some() {
        return Ok(None);
    }
    if let Some(unsure) = seen.reads_a_file() {
        return Err(unsure);
    }
    let said = &setting.value;
    let nine_tenths = (number / 10 * 9) >> 20;
    Ok(Some(
        Finding::new(format!(
            "{} may use {said} and Go is not told: GOMEMLIMIT is not set",
            seen.name()
        ))
        .has(format!("MemoryMax={said}"), &setting.at)
        .mend(format!("Environment=GOMEMLIMIT={nine_tenths}MiB")),
    ))
}
