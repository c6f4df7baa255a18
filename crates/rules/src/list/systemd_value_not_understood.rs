//! A word that systemd does not take.

use landfall_facts::{Finding, UnitSetting};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A unit gives `Type`, `Restart`, `KillMode`, `ProtectSystem` or `ProtectHome` a word that systemd does not know.
    ///
    /// ## Why it breaks
    /// `Failed to parse service restart specifier, ignoring: on-fail`, and systemd goes on as if the line
    /// was not there: the service is not started again. The words are those of systemd.service(5) and
    /// systemd.exec(5). `systemd-analyze verify` of systemd 252 said so here. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html.
    ///
    /// ## How to mend it
    /// `Restart=on-failure`, `Type=simple`, and so on.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Restart=on-fail
    /// -- finds --
    /// web.service:3: systemd knows no Restart=on-fail and leaves it out
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Restart=always
    /// Type=notify-reload
    /// ProtectSystem=full
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Restart=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    systemd_value_not_understood: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_settings(|_, setting| one(setting))
}

fn one(setting: &UnitSetting) -> Answer {
    if setting.section != "Service" || setting.value.is_empty() || setting.value.contains('{') {
        return Ok(None);
    }
    let Some((words, fails, row)) = landfall_know::systemd_words(&setting.key) else {
        return Ok(None);
    };
    let [said] = setting.words.as_slice() else { return Ok(None) };
    let Some(word) = said.text.look()? else { return Ok(None) };
    if words.iter().any(|one| one.eq_ignore_ascii_case(word.value())) {
        return Ok(None);
    }
    let told = format!("{}={}", setting.key, word.value());
    Ok(Some(
        Finding::new(format!("systemd knows no {told} and leaves it out"))
            .has(format!("{told}: {fails}"), &setting.at)
            .needs(format!("one of {}", words.join(", ")), &row)
            .mend("write one of its words"),
    ))
}
