//! A service whose processors are limited for a Go that does not look.

use landfall_facts::{Finding, GoVersion};
use landfall_know::{GoDoes, go_does};

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit limits processor time, and the Go of go.mod starts as many threads as the machine has processors.
    ///
    /// ## Why it breaks
    /// Since Go 1.25 `GOMAXPROCS` follows the limit of the control group, for modules whose go.mod says `go
    /// 1.25` or later (https://go.dev/doc/go1.25 under "Container-aware GOMAXPROCS"). Before, all threads
    /// together use up the quota in a part of each 100 ms and stand still for the rest: requests take long
    /// for no reason that is seen. Seen by users in golang/go#73193, ory/hydra#2033 and
    /// goharbor/harbor#19643. Run here with half a processor: Go 1.24 opens no file of its control group and
    /// takes both of the machine, and a timer of 5 ms came 105 to 185 ms late; with `GOMAXPROCS=1` 56 to 82.
    /// That a newer Go does no better in a module for 1.24 is from the release notes.
    ///
    /// ## How to mend it
    /// Build with Go 1.25 or later and say `go 1.25` in go.mod, or `Environment=GOMAXPROCS=2` for
    /// `CPUQuota=200%`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// CPUQuota=200%
    /// -- finds --
    /// web.service:3: CPUQuota=200% is not seen by Go before 1.25: go.mod says 1.24
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// CPUQuota=200%
    /// Environment=GOMAXPROCS=2
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.25.0
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// CPUQuota=200%
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// CPUQuota=200%
    /// EnvironmentFile=-/etc/default/web
    /// -- unsure --
    /// web.service: what /etc/default/web sets is not known
    /// ```
    processor_quota_not_seen_by_go: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some(setting) = seen.last("CPUQuota") else { return Ok(None) };
    if seen.sets("GOMAXPROCS").is_some() {
        return Ok(None);
    }
    let Some(module) = seen.module() else { return Ok(None) };
    // https://github.com/uber-go/automaxprocs does what Go does since 1.25.
    if module.requires.iter().any(|(path, _)| path.ends_with("automaxprocs")) {
        return Ok(None);
    }
    let Some(go) = module.go.look()? else { return Ok(None) };
    let minor = format!("go{}", go.value()).parse::<GoVersion>().map(|go| go.minor());
    if !minor.is_ok_and(|minor| !go_does(GoDoes::ReadProcessorQuota, minor)) {
        return Ok(None);
    }
    if let Some(unsure) = seen.reads_a_file() {
        return Err(unsure);
    }
    let said = &setting.value;
    Ok(Some(
        Finding::new(format!(
            "CPUQuota={said} is not seen by Go before 1.25: go.mod says {}",
            go.value()
        ))
        .has(format!("CPUQuota={said}"), &setting.at)
        .needs(format!("go {}", go.value()), go.origin)
        .mend("go 1.25 in go.mod, and a Go of that release")
        .mend("or Environment=GOMAXPROCS= with the number of processors"),
    ))
}
