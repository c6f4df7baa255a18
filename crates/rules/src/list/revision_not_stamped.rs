//! No revision where one was asked for.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The revision of the work tree was to be written into the program, and is not.
    ///
    /// ## Why it breaks
    /// Without a `.git` directory, without git, or in a package of another repository the Go command writes
    /// no revision; with `-buildvcs=auto`, its default, it says nothing.
    ///
    /// ## How to mend it
    /// Build where `.git` and git are, with `-buildvcs=true`, so that the build fails where it cannot be
    /// done.
    ///
    /// ```case
    /// build:  linux/amd64, asked revision, settings
    /// target: debian:12
    /// finds:  the revision was to be written into it, and is not
    /// ```
    /// ```case
    /// build:  linux/amd64, asked revision, setting vcs.revision=1a2b
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  linux/amd64, asked revision
    /// target: debian:12
    /// unsure: a case that says nothing of it
    /// ```
    revision_not_stamped: Breaks of an order
}

fn check(case: &Case<'_>) -> Answer {
    let Some(asked) = case.build.asked.look()? else { return Ok(None) };
    let Some(wanted) = asked.revision.look()? else { return Ok(None) };
    let Some(settings) = case.build.go.settings.look()? else { return Ok(None) };
    if settings.value().iter().any(|one| one.key == "vcs.revision") {
        return Ok(None);
    }
    let finding = Finding::new("the revision was to be written into it, and is not")
        .needs("vcs.revision", wanted.origin)
        .has("no vcs.revision", settings.origin)
        .mend("build where .git and git are, with -buildvcs=true");
    Ok(Some(finding))
}
