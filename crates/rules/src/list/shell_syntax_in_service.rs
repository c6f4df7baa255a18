//! A service whose command is written for a shell.

use landfall_facts::{Finding, UnitSetting};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A unit's command line has the signs of a shell, which systemd hands to the program as words.
    ///
    /// ## Why it breaks
    /// systemd starts programs without a shell: `&&`, `|`, `>`, `2>&1` and what follows are arguments
    /// (systemd.service(5) under "Command lines": "elements of shell syntax are not supported"). A Go
    /// program says `flag provided but not defined`, or passes over them, and the log file is never
    /// written. Seen by users in griggheo/ansible-consul-template#17: `cli: extra argument(s): [">>"
    /// "/var/log/consul-te`. A program was started with such words here.
    ///
    /// ## How to mend it
    /// `ExecStart=/bin/sh -c 'a && exec b'`, several `ExecStartPre=` lines, or
    /// `StandardOutput=append:/var/log/web.log`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --listen :8080 >> /var/log/web.log 2>&1
    /// -- finds --
    /// web.service:2: >> is an argument of web here: systemd starts no shell
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStartPre=/bin/mkdir -p /run/web && chown web /run/web
    /// ExecStart=/usr/bin/web
    /// -- finds --
    /// web.service:2: && is an argument of mkdir here: systemd starts no shell
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/bin/sh -c 'cd /srv && exec /usr/bin/web > /dev/null'
    /// ExecStop=/bin/sh -c "echo a | cat"
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --match 'a|b' --title "a && b"
    /// ExecStartPre=/usr/bin/logger "|"
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/%i > /var/log/%i.log
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    shell_syntax_in_service: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_settings(|_, setting| one(setting))
}

fn one(setting: &UnitSetting) -> Answer {
    const SIGNS: [&str; 12] =
        ["&&", "||", "|", ">", ">>", "<", "2>&1", "1>&2", "&>", "2>", "&", ">&2"];
    const WITH_FILE: [&str; 4] = [">>/", ">/", "2>/", "2>>/"];
    if setting.section != "Service" || !setting.key.starts_with("Exec") {
        return Ok(None);
    }
    let Some((program, words)) = setting.words.split_first() else { return Ok(None) };
    // In quotes it may be meant for the program.
    let sign = words.iter().find(|said| {
        SIGNS.contains(&said.written.as_str())
            || WITH_FILE.iter().any(|sign| said.written.starts_with(sign))
    });
    let Some(sign) = sign else { return Ok(None) };
    let Some(path) = program.text.look()? else { return Ok(None) };
    let path = path.value();
    let name = path.rsplit('/').next().unwrap_or_default();
    let how = format!("{}=/bin/sh -c '{} …'", setting.key, path.trim_start_matches('-'));
    Ok(Some(
        Finding::new(format!(
            "{} is an argument of {name} here: systemd starts no shell",
            sign.written
        ))
        .has(sign.written.clone(), &sign.at)
        .mend(how)
        .mend("StandardOutput=append:FILE in the place of a redirection"),
    ))
}
