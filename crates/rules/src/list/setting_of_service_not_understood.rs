//! A service that tells Go something that Go does not understand.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit sets `GOGC`, `GOMAXPROCS` or `GOTRACEBACK` to a word that Go does not know.
    ///
    /// ## Why it breaks
    /// Go says nothing and takes another value: `GOGC=abc` is 100, `GOMAXPROCS=0` is all processors, and
    /// with `GOTRACEBACK=all,crash` a panic shows no stack at all. Written in runtime under "Environment
    /// Variables"; each was run here. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// A number of percent or `off` for `GOGC`, a number from 1 for `GOMAXPROCS`, one of `none`, `single`,
    /// `all`, `system`, `crash` for `GOTRACEBACK`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=GOGC=50%%
    /// -- finds --
    /// web.service:3: GOGC=50% says nothing to Go
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=GOGC=50 GOTRACEBACK=crash
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/java
    /// Environment=GOGC=50%%
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=GOMAXPROCS=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    setting_of_service_not_understood: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    for name in ["GOGC", "GOMAXPROCS", "GOTRACEBACK"] {
        let Some((value, at)) = seen.sets(name) else { continue };
        let Some(value) = value.look()? else { continue };
        let said = value.value();
        let taken = landfall_know::taken(&name.to_ascii_lowercase(), said);
        let Some(taken) = taken.filter(|taken| !taken.is_taken && !said.is_empty()) else {
            continue;
        };
        return Ok(Some(
            Finding::new(format!("{name}={said} says nothing to Go"))
                .has(format!("{name}={said}"), at)
                .needs("a value that Go knows", &taken.origin)
                .mend(format!("take {name} out, or write what Go knows")),
        ));
    }
    Ok(None)
}
