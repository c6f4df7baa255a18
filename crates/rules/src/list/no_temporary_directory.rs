//! Temporary files on a machine without a directory for them.

use landfall_facts::Finding;

use crate::case::Case;
use crate::files::lacking;
use crate::rule::{Answer, rule};

rule! {
    /// The program makes temporary files, and the target has no directory for them.
    ///
    /// ## Why it breaks
    /// The program starts. `os.CreateTemp` fails with `open /tmp/…: no such file or directory`:
    /// `scratch` has no `/tmp`, and Go makes none.
    ///
    /// ## How to mend it
    /// Make `/tmp` in the image, mount one, or set `TMPDIR` to a directory that is there.
    ///
    /// ```case
    /// build:  uses temporary_files
    /// target: scratch, no temporary_files
    /// finds:  scratch has no /tmp for os.CreateTemp
    /// ```
    /// ```case
    /// build:  uses temporary_files
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  uses temporary_files
    /// target: prod-7, temporary_files ?
    /// unsure: permission denied
    /// ```
    no_temporary_directory: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    let lack = lacking(case, &build.needs.temporary_files, None, &machine.temporary_files)?;
    Ok(lack.map(|(function, by, origin)| {
        Finding::new(format!("{} has no /tmp for {function}", machine.name))
            .needs(format!("{function} is linked in"), by)
            .has("no /tmp", origin)
            .mend("WORKDIR /tmp in the last stage makes one")
            .mend("or mount one, or set TMPDIR")
    }))
}
