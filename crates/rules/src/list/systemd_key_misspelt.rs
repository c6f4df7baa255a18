//! A setting that systemd passes over.

use landfall_facts::{Edit, Finding, UnitSetting};
use landfall_know::{SystemdKey, systemd_key};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A unit has a key that systemd does not know, and that is nearly one it knows.
    ///
    /// ## Why it breaks
    /// `Unknown key 'LimitNoFile' in section [Service], ignoring.`, in the journal alone: the unit starts,
    /// and the limit, the user or the protection is not there. Keys are told apart by their case
    /// (systemd.directives(7)). `systemd-analyze verify` of systemd 252 said so here. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// Write the key as systemd does; `systemd-analyze verify web.service` shows the others.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitNoFile=65536
    /// -- finds --
    /// web.service:3: systemd knows no LimitNoFile in [Service]: LimitNOFILE is meant
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitNOFILE=65536
    /// X-Own=1
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// QuiteNewSetting=1
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// LimitNoFile=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    systemd_key_misspelt: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_settings(|_, setting| one(setting))
}

fn one(setting: &UnitSetting) -> Answer {
    let UnitSetting { section, key, .. } = setting;
    let SystemdKey::Meant(meant) = systemd_key(section, key) else { return Ok(None) };
    if let Some(said) = setting.words.first() {
        said.text.look()?;
    }
    Ok(Some(
        Finding::new(format!("systemd knows no {key} in [{section}]: {meant} is meant"))
            .has(format!("{key}={}", setting.value), &setting.key_at)
            .mend(format!("{meant}={}", setting.value))
            .perhaps_fixed_by(format!("write {meant}"), Edit::replace(&setting.key_at, meant)),
    ))
}
