//! A service that waits for a Go program to go into the background.

use landfall_facts::{Edit, Finding};

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit says `Type=forking`, and Go programs do not put themselves into the background.
    ///
    /// ## Why it breaks
    /// systemd waits until the program that it started ends and has left another one behind
    /// (systemd.service(5)). A Go program cannot fork, for its threads would be lost, and stays: `start
    /// operation timed out. Terminating.` after 90 seconds, and it is ended. Said of every Go program in
    /// golang/go#14767 ("fork does not work with multi-threaded processes, and Go programs are always
    /// multi-threaded"); golang/go#227 asks for another way since 2009 (tidwall/tile38#20). No systemd was run
    /// here.
    ///
    /// ## How to mend it
    /// `Type=exec`, or `Type=simple` before systemd 240.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// Type=forking
    /// ExecStart=/usr/bin/web
    /// -- finds --
    /// web.service:2: systemd waits for web to go into the background, ends it after 90 seconds
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// Type=forking
    /// ExecStart=/bin/sh /usr/bin/web-start
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// Type=forking
    /// ExecStart=/usr/bin/web --daemon
    /// PIDFile=/run/web.pid
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// Type=forking
    /// ExecStart=/usr/bin/web $OPTIONS
    /// -- unsure --
    /// web.service: the value of $OPTIONS is put in where the unit starts
    /// ```
    forking_service_of_go: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let Some(setting) = seen.last("Type").filter(|one| one.value == "forking") else {
        return Ok(None);
    };
    // With a file of its process, or a flag for it, somebody took care.
    if seen.last("PIDFile").is_some() {
        return Ok(None);
    }
    for started in seen.started() {
        if !seen.is_named_here(started.name().unwrap_or_default()) {
            return Ok(None);
        }
        for said in started.words {
            let word = said.text.look()?;
            let goes = ["daemon", "fork", "background", "start", "detach"];
            if word.is_some_and(|word| goes.iter().any(|one| word.value().contains(one))) {
                return Ok(None);
            }
        }
    }
    Ok(Some(
        Finding::new(format!(
            "systemd waits for {} to go into the background, ends it after 90 seconds",
            seen.name()
        ))
        .has("Type=forking", &setting.at)
        .mend("Type=exec")
        .perhaps_fixed_by("do not wait", Edit::replace(&setting.value_at, "exec")),
    ))
}
