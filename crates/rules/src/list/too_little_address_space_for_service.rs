//! A service with less address space than Go takes at its start.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit gives a Go program less address space than it reserves before `main`.
    ///
    /// ## Why it breaks
    /// `fatal error: failed to reserve page summary memory`: Go reserves more than 500 MB of addresses at
    /// its start, of which it uses little. `LimitAS` counts addresses and not memory. Seen by users in
    /// golang/go#38010; run here under `ulimit -v`.
    ///
    /// ## How to mend it
    /// `MemoryMax=` limits what is really used, and `Environment=GOMEMLIMIT=` tells Go of it. Take
    /// `LimitAS` out.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitAS=512M
    /// -- finds --
    /// web.service:3: LimitAS=512M ends web before main: Go reserves 740 MiB of addresses
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitAS=infinity
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitAS=4G
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitAS=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    too_little_address_space_for_service: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some((number, setting)) = seen.number("LimitAS")? else { return Ok(None) };
    let least = landfall_know::least("limits.address_space", "a program of Go");
    let Some(least) = least.filter(|least| number < least.number) else { return Ok(None) };
    let (name, said) = (seen.name(), &setting.value);
    let mebibytes = least.number >> 20;
    Ok(Some(
        Finding::new(format!(
            "LimitAS={said} ends {name} before main: Go reserves {mebibytes} MiB of addresses"
        ))
        .has(format!("LimitAS={said}"), &setting.at)
        .needs(format!("{mebibytes} MiB or more"), &least.origin)
        .mend(format!("MemoryMax={said}, and no LimitAS")),
    ))
}
