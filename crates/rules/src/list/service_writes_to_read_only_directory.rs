//! A service that is told to write where everything is read-only.

use landfall_facts::Finding;
use landfall_know::FlagSays;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit makes the file system read-only with `ProtectSystem=strict`, and gives its program a directory of data that it does not open again.
    ///
    /// ## Why it breaks
    /// `open /var/lib/web/db: read-only file system`. With `strict` all but /dev, /proc and /sys is
    /// read-only; `StateDirectory=`, `CacheDirectory=`, `LogsDirectory=`, `RuntimeDirectory=` and
    /// `ReadWritePaths=` open what they name (systemd.exec(5)). Seen by users in systemd/systemd#29798. A
    /// read-only directory was written to here.
    ///
    /// ## How to mend it
    /// `StateDirectory=web` for /var/lib/web, or `ReadWritePaths=` with the directory.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --data-dir /var/lib/web
    /// ProtectSystem=strict
    /// -- finds --
    /// web.service:2: /var/lib/web is read-only for web: ProtectSystem=strict and nothing opens it
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --data-dir /var/lib/web
    /// ProtectSystem=strict
    /// StateDirectory=web
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --data-dir=/srv/web
    /// ProtectSystem=strict
    /// ReadWritePaths=/srv
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --config /var/lib/web/config
    /// ProtectSystem=strict
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --data-dir $DATA
    /// ProtectSystem=strict
    /// -- unsure --
    /// web.service: the value of $DATA is put in where the unit starts
    /// ```
    service_writes_to_read_only_directory: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_units("service", one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some(protect) = seen.last("ProtectSystem") else { return Ok(None) };
    if protect.value != "strict" || seen.last("BindPaths").is_some() || seen.is_on("DynamicUser") {
        return Ok(None);
    }
    for started in seen.started() {
        let Some(given) = started.given(FlagSays::Data).next() else { continue };
        let Some(path) = given.value()? else { continue };
        let said = given.said;
        if !path.starts_with('/') || seen.opens(path)? {
            continue;
        }
        return Ok(Some(
            Finding::new(format!(
                "{path} is read-only for {}: ProtectSystem=strict and nothing opens it",
                seen.name()
            ))
            .has(said.written.clone(), &said.at)
            .needs("ProtectSystem=strict", &protect.at)
            .mend(match path.strip_prefix("/var/lib/") {
                Some(name) => format!("StateDirectory={name}"),
                None => format!("ReadWritePaths={path}"),
            }),
        ));
    }
    Ok(None)
}
