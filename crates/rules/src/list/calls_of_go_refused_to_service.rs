//! A service that refuses the system calls of the Go runtime.

use landfall_facts::{Finding, UnitSetting};
use landfall_know::{GoCall, go_calls};

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit's `SystemCallFilter` refuses a call without which no Go program runs.
    ///
    /// ## Why it breaks
    /// systemd ends the process for a refused call: `code=killed, status=31/SYS`, and `Bad system call` in
    /// a shell; with `SystemCallErrorNumber=EPERM` it is `runtime: failed to create new OS thread`, `fatal
    /// error: sigaction failed` or a segmentation fault before `main`, and no text says which call it was.
    /// Seen by users in NixOS/nixpkgs#199778 and jaqx0r/mtail#448. The calls are those of go-calls.csv,
    /// each refused to a program here; the groups are those of systemd 252.
    ///
    /// ## How to mend it
    /// `SystemCallFilter=@system-service` allows all that Go needs; take single groups out behind it:
    /// `SystemCallFilter=~@privileged`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// SystemCallFilter=@basic-io @file-system @io-event @network-io @default @process
    /// -- finds --
    /// web.service:3: SystemCallFilter refuses madvise, and web ends with Bad system call
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// SystemCallFilter=@system-service
    /// SystemCallFilter=~@process
    /// -- finds --
    /// web.service:4: SystemCallFilter refuses clone, and web ends with Bad system call
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// SystemCallFilter=~@signal
    /// SystemCallErrorNumber=EPERM
    /// -- finds --
    /// web.service:3: SystemCallFilter refuses rt_sigaction, and web ends with fatal error: sigaction failed
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// SystemCallFilter=@system-service
    /// SystemCallFilter=~@privileged @resources
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// SystemCallFilter=~@clock @debug @module @mount @obsolete
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// SystemCallFilter=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    calls_of_go_refused_to_service: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let mut settings = seen.all("SystemCallFilter").peekable();
    let Some(first) = settings.peek() else { return Ok(None) };
    // Written in systemd.exec(5): the first line says whether what is named is allowed or refused.
    let refuses = first.value.starts_with('~');
    let mut named: Vec<(GoCall, &UnitSetting)> = Vec::new();
    let mut last = *first;
    for setting in settings {
        let takes = setting.value.starts_with('~') != refuses;
        for said in &setting.words {
            let Some(word) = said.text.look()? else { continue };
            let name = word.value().trim_start_matches('~').split(':').next().unwrap_or_default();
            if name == "@known" {
                return Ok(None);
            }
            if takes {
                let taken = named.iter().any(|(call, _)| call.is_in(name));
                named.retain(|(call, _)| !call.is_in(name));
                last = if taken { setting } else { last };
            } else {
                named
                    .extend(go_calls().filter(|call| call.is_in(name)).map(|call| (call, setting)));
            }
        }
    }
    let is_named = |call: &GoCall| named.iter().find(|(one, _)| one.name == call.name);
    let calls = || go_calls().filter(|call| call.arch.is_empty());
    let errno = seen.last("SystemCallErrorNumber").is_some_and(|one| one.value != "kill");
    let refused = if refuses {
        calls().find_map(|call| is_named(&call).map(|(_, at)| (call.clone(), *at)))
    } else {
        calls().find(|call| is_named(call).is_none()).map(|call| (call, last))
    };
    let Some((call, setting)) = refused else { return Ok(None) };
    let comes = match (errno, call.fails) {
        (false, _) | (true, "") => "Bad system call",
        (true, fails) => fails,
    };
    Ok(Some(
        Finding::new(format!(
            "SystemCallFilter refuses {}, and {} ends with {comes}",
            call.name,
            seen.name()
        ))
        .has(format!("SystemCallFilter={}", setting.value), &setting.at)
        .needs(format!("{}, which every Go program calls", call.name), &call.origin)
        .mend("SystemCallFilter=@system-service"),
    ))
}
