//! A service that builds where Go finds no place for its cache.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit starts `go run` or `go build`, and says neither `HOME` nor `GOCACHE`.
    ///
    /// ## Why it breaks
    /// `build cache is required, but could not be located: GOCACHE is not defined and neither
    /// $XDG_CACHE_HOME nor $HOME are defined`: systemd sets `HOME` for services with `User=` only
    /// (systemd.exec(5) under "Environment Variables in Spawned Processes"). Seen by users in
    /// jaxxstorm/proxyt#44 for a program that asks for its home; run here in an empty environment.
    ///
    /// ## How to mend it
    /// Build the program once and start that. Else `Environment=HOME=/root`, or
    /// `Environment=GOCACHE=/var/cache/web` with `CacheDirectory=web`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/local/go/bin/go run .
    /// WorkingDirectory=/srv/web
    /// -- finds --
    /// web.service:2: go run finds no place for its cache: the unit sets neither HOME nor GOCACHE
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/local/go/bin/go run .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// Environment=HOME=/root
    /// ExecStart=/usr/local/go/bin/go run .
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/local/go/bin/go version
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// EnvironmentFile=/etc/default/web
    /// ExecStart=/usr/local/go/bin/go run .
    /// -- unsure --
    /// web.service: what /etc/default/web sets is not known
    /// ```
    go_run_in_service_without_home: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_units("service", one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    for started in seen.started().filter(|one| one.name() == Some("go")) {
        let verb = started.words.first().and_then(|said| said.known()).unwrap_or_default();
        let sets =
            ["HOME", "GOCACHE", "XDG_CACHE_HOME"].iter().any(|name| seen.sets(name).is_some());
        let has_home = seen.last("User").is_some() || seen.is_on("SetLoginEnvironment");
        if !matches!(verb, "run" | "build" | "test" | "install" | "generate")
            || sets
            || has_home
            || seen.is_on("DynamicUser")
            || seen.last("PassEnvironment").is_some()
        {
            continue;
        }
        if let Some(unsure) = seen.reads_a_file() {
            return Err(unsure);
        }
        return Ok(Some(
            Finding::new(format!(
                "go {verb} finds no place for its cache: the unit sets neither HOME nor GOCACHE"
            ))
            .has(started.setting.value.clone(), &started.setting.at)
            .mend("build the program before, and start that")
            .mend("or Environment=HOME=/root"),
        ));
    }
    Ok(None)
}
