//! A directory that systemd does not make because it is named by its whole path.

use landfall_facts::{Edit, Finding};
use landfall_know::systemd_directories;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit names its state, cache, log or runtime directory by a path from the root.
    ///
    /// ## Why it breaks
    /// `StateDirectory= path is absolute, ignoring: /var/lib/web`: the key takes a name below its place,
    /// and the directory is neither made nor given to the user of the service nor opened under
    /// `ProtectSystem=strict` (systemd.exec(5)). `systemd-analyze verify` of systemd 252 said so here. The
    /// manual is https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// `StateDirectory=web` for /var/lib/web.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// StateDirectory=/var/lib/web
    /// -- finds --
    /// web.service:3: systemd passes over StateDirectory=/var/lib/web: it takes a name below /var/lib
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// StateDirectory=web web/cache
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// StateDirectory=%h/web
    /// -- unsure --
    /// web.service: what %h stands for is put in where the unit starts
    /// ```
    directory_of_service_absolute: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_units("service", one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    for (key, root) in systemd_directories() {
        for said in seen.all(key).flat_map(|one| &one.words) {
            let Some(word) = said.text.look()? else { continue };
            let path = word.value();
            if !path.starts_with('/') {
                continue;
            }
            let inner = path.strip_prefix(root).map(|path| path.trim_matches('/').to_owned());
            let inner = inner.filter(|inner| !inner.is_empty());
            let finding = Finding::new(format!(
                "systemd passes over {key}={path}: it takes a name below {root}"
            ))
            .has(path, &said.at);
            return Ok(Some(match inner {
                Some(inner) => finding
                    .mend(format!("{key}={inner}"))
                    .perhaps_fixed_by("name it below its place", Edit::replace(&said.at, inner)),
                None => finding.mend(format!("ReadWritePaths={path}")),
            }));
        }
    }
    Ok(None)
}
