//! A service whose GOMEMLIMIT ends its program.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};
use crate::settings::memory_limit;

rule! {
    /// A unit sets a `GOMEMLIMIT` that Go cannot read.
    ///
    /// ## Why it breaks
    /// `fatal error: malformed GOMEMLIMIT; see 'go doc runtime/debug.SetMemoryLimit'`, before `main`. The
    /// units are `B`, `KiB`, `MiB`, `GiB` and `TiB` alone: systemd's `512M` and the usual `512MB` are none.
    /// Written in runtime/debug.SetMemoryLimit; run here with `512MB`. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// `Environment=GOMEMLIMIT=512MiB`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=GOMEMLIMIT=512MB
    /// -- finds --
    /// web.service:3: GOMEMLIMIT=512MB ends web before main
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment="GOMEMLIMIT=512MiB"
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=GOMEMLIMIT=off
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=GOMEMLIMIT=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    memory_limit_of_service_malformed: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some((value, at)) = seen.sets("GOMEMLIMIT") else { return Ok(None) };
    let Some(value) = value.look()? else { return Ok(None) };
    let said = value.value();
    if said.is_empty() || memory_limit(said).is_some() {
        return Ok(None);
    }
    let mended = said.trim_end_matches(['B', 'b', 'i']);
    let mended = match mended.strip_suffix(['K', 'M', 'G', 'T', 'k', 'm', 'g', 't']) {
        Some(number) => {
            let unit = mended[number.len()..].to_ascii_uppercase();
            format!("{number}{unit}iB")
        }
        None => "512MiB".to_owned(),
    };
    Ok(Some(
        Finding::new(format!("GOMEMLIMIT={said} ends {} before main", seen.name()))
            .has(format!("GOMEMLIMIT={said}"), at)
            .mend(format!("Environment=GOMEMLIMIT={mended}")),
    ))
}
