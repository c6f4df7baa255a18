//! A user by name, in an image without users.

use landfall_facts::{Fact, Finding};

use crate::recipes::{Answers, StageSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `USER` names somebody, and the image has no `/etc/passwd`.
    ///
    /// ## Why it breaks
    /// The name is looked up in the image when a container is started, and the container does not start:
    /// `unable to find user nobody: no matching entries in passwd file`. A user created in the stage that
    /// builds is not in the one that ships. Seen by users in michael-doubez/filestat_exporter#63. buildah ran
    /// such a stage here and said `user: unknown user error looking up user "app"`.
    ///
    /// ## How to mend it
    /// A number needs nobody: `USER 65532:65532`. For the name, `COPY --from=build /etc/passwd /etc/passwd`.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN adduser -D app && CGO_ENABLED=0 go build -o /web .
    /// FROM scratch
    /// COPY --from=build /web /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
    /// USER app
    /// CMD ["/etc/ssl/certs/web"]
    /// -- finds --
    /// Dockerfile:5: USER app is nobody in scratch: no /etc/passwd is there
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// COPY --from=alpine:3.22 /etc/passwd /etc/
    /// COPY web /web
    /// USER nobody
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// COPY web /web
    /// USER 65532:65532
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// ARG WHO
    /// COPY web /web
    /// USER $WHO
    /// -- unsure --
    /// Dockerfile: $WHO is what --build-arg says
    /// ```
    user_not_shipped: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(user) = &seen.stage.user else { return Ok(None) };
    if seen.brings("/etc/passwd") || seen.is_added_to() {
        return Ok(None);
    }
    let Ok(machine) = seen.machine() else { return Ok(None) };
    let Fact::Absent(row) = &machine.users else { return Ok(None) };
    let Some(who) = user.text.look()? else { return Ok(None) };
    let (name, group) = who.value().split_once(':').unwrap_or((who.value(), "0"));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(name) && is_number(group) {
        return Ok(None);
    }
    let file = if is_number(name) { "/etc/group" } else { "/etc/passwd" };
    if seen.brings(file) {
        return Ok(None);
    }
    Ok(Some(
        Finding::new(format!(
            "USER {} is nobody in {}: no {file} is there",
            who.value(),
            machine.name
        ))
        .has(format!("USER {}", who.value()), &user.at)
        .has(format!("{} has no users", machine.name), row)
        .needs(file, &seen.stage.at)
        .mend("USER 65532:65532")
        .mend(format!("or COPY --from=… {file} {file}")),
    ))
}
