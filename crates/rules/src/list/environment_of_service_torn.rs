//! A service whose environment falls to pieces.

use landfall_facts::{Finding, UnitSetting};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A unit's `Environment=` has a word that is no assignment, which systemd leaves out.
    ///
    /// ## Why it breaks
    /// `Invalid environment assignment, ignoring: export`, in a log that nobody reads, and the program
    /// starts without the variable or with half its value. Words are split at white space: a value with a
    /// space needs quotes around the whole assignment, and `export` is for shells (systemd.exec(5) under
    /// "Environment="). `systemd-analyze verify` of systemd 252 said so here. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// `Environment="GOFLAGS=-a -b" GOGC=50`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=export GOGC=50
    /// -- finds --
    /// web.service:3: systemd leaves out export of Environment
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=WEB_FLAGS=--a --b
    /// -- finds --
    /// web.service:3: systemd leaves out --b of Environment
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment="WEB_FLAGS=--a --b" 'A=b c' D="e f"
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// Environment=A=b %i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    environment_of_service_torn: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_settings(|_, setting| one(setting))
}

fn one(setting: &UnitSetting) -> Answer {
    if setting.key != "Environment" {
        return Ok(None);
    }
    for said in &setting.words {
        if said.written.contains('=') {
            let name = said.written.split('=').next().unwrap_or_default();
            if !name.trim_matches(['"', '\'']).is_empty() {
                continue;
            }
        }
        // What something else fills in is not there yet.
        if said.written.contains(['{', '<', '@', '$']) {
            return Ok(None);
        }
        let Some(word) = said.text.look()? else { continue };
        return Ok(Some(
            Finding::new(format!("systemd leaves out {} of Environment", word.value()))
                .has(setting.value.clone(), &said.at)
                .mend("Environment=\"NAME=value with spaces\""),
        ));
    }
    Ok(None)
}
