//! A service that writes below /run where nobody makes its directory.

use landfall_facts::Finding;
use landfall_know::{FlagSays, flag_says};

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit runs its program as a user who is not root, and tells it to write into a directory below `/run` that nothing makes.
    ///
    /// ## Why it breaks
    /// `listen unix /run/web/web.sock: bind: no such file or directory`. `/run` is empty at each start of
    /// the machine and belongs to root: `RuntimeDirectory=web` makes `/run/web` for the service and takes
    /// it away again (systemd.exec(5)). A tmpfiles.d file, which is not looked for here, can make it too. A
    /// program was run here that writes into such a directory. The manual is
    /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html.
    ///
    /// ## How to mend it
    /// `RuntimeDirectory=web`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/bin/web --socket /run/web/web.sock
    /// -- finds --
    /// web.service:3: nothing makes /run/web for web: it is gone when the machine starts
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// RuntimeDirectory=web
    /// ExecStart=/usr/bin/web --socket /run/web/web.sock
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --socket /run/web/web.sock
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/bin/web --socket /run/docker.sock --log /run/systemd/journal/socket
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/bin/web --socket $SOCKET
    /// -- unsure --
    /// web.service: the value of $SOCKET is put in where the unit starts
    /// ```
    runtime_directory_not_made: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let makes = ["RuntimeDirectory", "ExecStartPre", "BindPaths", "PermissionsStartOnly"];
    if !seen.has_own_user() || makes.iter().any(|key| seen.last(key).is_some()) {
        return Ok(None);
    }
    let name = seen.name();
    let own = seen.unit.name.split(['@', '.']).next().unwrap_or_default();
    for started in seen.started() {
        let mut flag = "";
        for said in started.words {
            let (own_flag, has_value) = match said.written.split_once('=') {
                Some((flag, _)) => (flag, true),
                None => (said.written.as_str(), false),
            };
            let before = std::mem::replace(&mut flag, own_flag);
            let asked = if has_value { own_flag } else { before };
            if flag_says(asked.trim_start_matches('-')) != Some(FlagSays::Runtime) {
                continue;
            }
            let Some(word) = said.text.look()? else { continue };
            let path = word.value().rsplit('=').next().unwrap_or_default();
            let path = path.strip_prefix("unix://").unwrap_or(path);
            let below = path.strip_prefix("/run/").or_else(|| path.strip_prefix("/var/run/"));
            let Some((dir, _)) = below.and_then(|below| below.split_once('/')) else { continue };
            // The directory of another service is made there.
            if dir != own && dir != name {
                continue;
            }
            return Ok(Some(
                Finding::new(format!(
                    "nothing makes /run/{dir} for {name}: it is gone when the machine starts"
                ))
                .has(path, &said.at)
                .mend(format!("RuntimeDirectory={dir}")),
            ));
        }
    }
    Ok(None)
}
