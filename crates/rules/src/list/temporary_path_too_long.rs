//! A directory for temporary files with a long path.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The path of the directory for temporary files is so long that no socket can be made in it.
    ///
    /// ## Why it breaks
    /// The path of a Unix socket has at most 107 bytes (103 on macOS). Tests make one in a
    /// directory of their own below: with a `TMPDIR` of 75 bytes `listen unix
    /// …/TestServer2077334114/server.sock: bind: invalid argument`. CI runners and sandboxes have
    /// such paths.
    ///
    /// ## How to mend it
    /// Set `TMPDIR=/tmp`.
    ///
    /// ```case
    /// target: laptop, surroundings.temporary_length 75
    /// finds: the directory for temporary files has a path of 75 bytes: sockets of tests fit no more
    /// ```
    /// ```case
    /// target: laptop, surroundings.temporary_length 4
    /// ```
    /// ```case
    /// target: laptop, no surroundings.temporary_length
    /// ```
    /// ```case
    /// target: laptop, surroundings.temporary_length ?
    /// unsure: permission denied
    /// ```
    temporary_path_too_long: Note of a machine
}

/// What `os.MkdirTemp` and a short name add was seen to fit below 75.
const LONGEST: u64 = 74;

fn check(machine: &Machine) -> Look {
    let Some(length) = machine.surroundings.temporary_length.look()? else {
        return Ok(Told::Nothing);
    };
    if *length.value() <= LONGEST {
        return Ok(Told::Nothing);
    }
    let says = format!(
        "the directory for temporary files has a path of {} bytes: sockets of tests fit no more",
        *length
    );
    Ok(Told::Fault(
        Finding::new(says).has(format!("{} bytes", *length), length.origin).mend("set TMPDIR=/tmp"),
    ))
}
