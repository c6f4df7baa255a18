//! A service whose program lies in the directory that is hidden from it.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen, is_yes};
use crate::rule::{Answer, rule};

rule! {
    /// A unit starts a program below `/tmp`, and `PrivateTmp` gives it another, empty `/tmp`.
    ///
    /// ## Why it breaks
    /// `Failed to locate executable /tmp/web: No such file or directory` and `status=203/EXEC`
    /// (systemd.exec(5) under "PrivateTmp="). `DynamicUser=yes` asks for a private `/tmp` as well. A
    /// program below a directory covered by an empty one was started here. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// Install the program into /usr/local/bin.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/tmp/web
    /// PrivateTmp=true
    /// -- finds --
    /// web.service:2: /tmp/web is not in the /tmp of the service: PrivateTmp=true
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --tmp /tmp
    /// PrivateTmp=true
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/tmp/web
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=%i/web
    /// PrivateTmp=true
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    program_hidden_by_private_tmp: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_units("service", one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let keys = ["PrivateTmp", "DynamicUser"];
    let Some(hides) = keys.iter().filter_map(|key| seen.last(key)).find(|one| is_yes(&one.value))
    else {
        return Ok(None);
    };
    for started in seen.started() {
        let Some(path) = started.path.look()? else { continue };
        let path = path.value();
        if !["/tmp/", "/var/tmp/"].iter().any(|tmp| path.starts_with(tmp)) {
            continue;
        }
        let said = format!("{}={}", hides.key, hides.value);
        return Ok(Some(
            Finding::new(format!("{path} is not in the /tmp of the service: {said}"))
                .has(path, &started.setting.at)
                .needs(said, &hides.at)
                .mend("install it into /usr/local/bin"),
        ));
    }
    Ok(None)
}
