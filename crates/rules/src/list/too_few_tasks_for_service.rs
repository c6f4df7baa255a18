//! A service that may have few threads.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit gives a Go program fewer threads than it starts.
    ///
    /// ## Why it breaks
    /// `runtime: failed to create new OS thread (have 4 already; errno=11)` and `fatal error: newosproc`,
    /// often hours after the start: a Go program has a thread for each processor, for each blocked system
    /// call and some of its own. `TasksMax` counts them all, `LimitNPROC` those of all processes of the
    /// user (root is free of it, getrlimit(2)). Seen by users in caddy-ansible/caddy-ansible#69
    /// (`LimitNPROC=64`) and golang/go#15476; run here as a user with 3 processes.
    ///
    /// ## How to mend it
    /// `TasksMax=infinity` or no line at all; take `LimitNPROC` out, which counts what other services of
    /// the user have too.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// TasksMax=16
    /// -- finds --
    /// web.service:3: TasksMax=16 stops web when it needs one more thread
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/bin/web
    /// LimitNPROC=64
    /// -- finds --
    /// web.service:4: LimitNPROC=64 stops web when it needs one more thread
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitNPROC=64
    /// TasksMax=4096
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// TasksMax=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    too_few_tasks_for_service: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    for (key, fact) in [("TasksMax", "unit.tasks"), ("LimitNPROC", "unit.processes")] {
        if key == "LimitNPROC" && !seen.has_own_user() {
            continue;
        }
        let Some((number, setting)) = seen.number(key)? else { continue };
        let Some(least) = landfall_know::least(fact, "a program of Go") else { continue };
        if number >= least.number {
            continue;
        }
        let name = seen.name();
        return Ok(Some(
            Finding::new(format!("{key}={number} stops {name} when it needs one more thread"))
                .has(format!("{key}={}", setting.value), &setting.at)
                .needs(format!("{} or more", least.number), &least.origin)
                .mend(format!("take {key} out, or write a thousand")),
        ));
    }
    Ok(None)
}
