//! A setting that stands where systemd does not read it.

use landfall_facts::{Finding, UnitSetting};
use landfall_know::{SystemdKey, systemd_key};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A unit has a key in a section in which systemd does not know it.
    ///
    /// ## Why it breaks
    /// `Unknown key 'StartLimitIntervalSec' in section [Service], ignoring.`, in the journal alone. What
    /// counts the starts belongs into `[Unit]` since systemd 230, `Restart=` and `Environment=` into
    /// `[Service]`, `WantedBy=` into `[Install]` (systemd.directives(7)). `systemd-analyze verify` of
    /// systemd 252 said so here. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// Move the line into its section.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// StartLimitIntervalSec=0
    /// -- finds --
    /// web.service:3: systemd reads StartLimitIntervalSec in [Unit] and not in [Service]
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// After=network.target
    /// -- finds --
    /// web.service:3: systemd reads After in [Unit] and not in [Service]
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// StartLimitInterval=0
    /// StartLimitBurst=5
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// After=%i.target
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    systemd_key_in_another_section: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_settings(|_, setting| one(setting))
}

fn one(setting: &UnitSetting) -> Answer {
    let UnitSetting { section, key, .. } = setting;
    if !["Unit", "Service", "Install"].contains(&section.as_str()) {
        return Ok(None);
    }
    let SystemdKey::ReadIn(sections) = systemd_key(section, key) else { return Ok(None) };
    if let Some(said) = setting.words.first() {
        said.text.look()?;
    }
    let all: Vec<String> = sections.iter().map(|one| format!("[{one}]")).collect();
    let all = all.join(", ");
    Ok(Some(
        Finding::new(format!("systemd reads {key} in {all} and not in [{section}]"))
            .has(format!("{key}={}", setting.value), &setting.at)
            .mend(format!("move it to {all}")),
    ))
}
