//! A service whose program lies where it may not look.

use landfall_facts::Finding;

use crate::recipes::{Answers, Tree, UnitSeen, is_yes};
use crate::rule::{Answer, rule};

rule! {
    /// A unit hides `/home` and `/root` with `ProtectHome`, and its program or directory lies there.
    ///
    /// ## Why it breaks
    /// With `ProtectHome=yes` the three directories `/home`, `/root` and `/run/user` are empty for the
    /// service (systemd.exec(5)): `Failed at step EXEC spawning /home/…: Permission denied` with
    /// `status=203/EXEC`, or `Failed at step CHDIR` with `status=200/CHDIR`. Seen by users in
    /// NLnetLabs/rotonda#107 and syncthing/syncthing-inotify#33. A program below a directory covered by an
    /// empty one was started here.
    ///
    /// ## How to mend it
    /// Install the program into /usr/local/bin and its files into `StateDirectory=`, or leave `ProtectHome`
    /// out.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/home/me/web
    /// ProtectHome=yes
    /// -- finds --
    /// web.service:2: /home/me/web is hidden from the service by ProtectHome=yes
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// WorkingDirectory=/root/web
    /// ProtectHome=tmpfs
    /// -- finds --
    /// web.service:3: /root/web is hidden from the service by ProtectHome=tmpfs
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --home /homepage
    /// ProtectHome=yes
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/home/me/web
    /// ProtectHome=read-only
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/home/me/web
    /// ProtectHome=yes
    /// BindReadOnlyPaths=/home/me
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=%h/web
    /// ProtectHome=yes
    /// -- unsure --
    /// web.service: what %h stands for is put in where the unit starts
    /// ```
    home_hidden_from_service: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_units("service", one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some(protect) = seen.last("ProtectHome") else { return Ok(None) };
    // Written in systemd.exec(5): what is bound back in is seen again.
    let is_bound = ["BindPaths", "BindReadOnlyPaths"].iter().any(|key| seen.last(key).is_some());
    if is_bound || !(is_yes(&protect.value) || protect.value == "tmpfs") {
        return Ok(None);
    }
    let starts = seen.started().map(|one| (one.path.clone(), &one.setting.at));
    let dir = seen.last("WorkingDirectory").and_then(|one| Some((one.words.first()?, &one.at)));
    let dir = dir.map(|(said, at)| (said.text.clone(), at));
    for (path, at) in starts.chain(dir) {
        let Some(path) = path.look()? else { continue };
        let path = path.value().trim_start_matches('-');
        if !["/home/", "/root/", "/run/user/"].iter().any(|home| path.starts_with(home)) {
            continue;
        }
        let said = &protect.value;
        return Ok(Some(
            Finding::new(format!("{path} is hidden from the service by ProtectHome={said}"))
                .has(path, at)
                .needs(format!("ProtectHome={said}"), &protect.at)
                .mend("install it below /usr/local or /opt")
                .mend("or take ProtectHome out"),
        ));
    }
    Ok(None)
}
