//! A service whose program is named by half a path.

use landfall_facts::{Finding, UnitSetting};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A unit names its program by a path that does not begin at the root.
    ///
    /// ## Why it breaks
    /// `Neither a valid executable name nor an absolute path: ./web`, and the unit is not loaded: `Unit
    /// web.service has a bad unit file setting`. A name without a slash is looked for in a fixed list of
    /// directories since systemd 239; `./web`, `bin/web`, `~/web` and `$HOME/web` are refused
    /// (systemd.service(5) under "Command lines"). `systemd-analyze verify` of systemd 252 said so here;
    /// seen by users in qu1x/huawei-wmi#3.
    ///
    /// ## How to mend it
    /// `ExecStart=/usr/local/bin/web`, or `%h/bin/web` in a unit of a user.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// WorkingDirectory=/srv/web
    /// ExecStart=./web
    /// -- finds --
    /// web.service:3: systemd refuses the unit: ./web does not begin at the root
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=$HOME/bin/web
    /// -- finds --
    /// web.service:2: systemd refuses the unit: $HOME/bin/web does not begin at the root
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=web --listen :8080
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=-@/usr/bin/web web
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=%i/web
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    service_program_not_absolute: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_settings(|_, setting| one(setting))
}

fn one(setting: &UnitSetting) -> Answer {
    if setting.section != "Service" || !setting.key.starts_with("Exec") {
        return Ok(None);
    }
    let Some(said) = setting.words.first() else { return Ok(None) };
    let path = said.written.trim_matches(['"', '\'']);
    let path = path.trim_start_matches(['@', '-', ':', '+', '!', '|']);
    // Files that something else fills in begin with its own signs.
    if path.starts_with(['/', '{', '<']) || !path.contains('/') || path.contains("{{") {
        return Ok(None);
    }
    if path.starts_with('%') {
        let known = said.text.look()?;
        if known.is_none_or(|path| path.value().trim_start_matches(['-', '@']).starts_with('/')) {
            return Ok(None);
        }
    }
    if !path.starts_with(['.', '~', '$', '%'])
        && !path.starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!("systemd refuses the unit: {path} does not begin at the root"))
            .has(path, &said.at)
            .mend(format!(
                "{}=/usr/local/bin/{}",
                setting.key,
                path.rsplit('/').next().unwrap_or(path)
            )),
    ))
}
