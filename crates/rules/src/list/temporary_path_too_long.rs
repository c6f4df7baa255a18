//! A directory for temporary files with a long path.

use landfall_facts::Machine;

use crate::limits::enough_for;
use crate::rule::{Look, rule};

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
    /// target: laptop, surroundings.socket_path_left 32
    /// finds: there are 32 bytes left for the path of a socket below the directory for temporary files: a test needs 33
    /// ```
    /// ```case
    /// target: laptop, surroundings.socket_path_left 103
    /// fine: there are 103 bytes left for the path of a socket below the directory for temporary files
    /// ```
    /// ```case
    /// target: laptop, no surroundings.socket_path_left
    /// ```
    /// ```case
    /// target: laptop, surroundings.socket_path_left ?
    /// unsure: permission denied
    /// ```
    temporary_path_too_long: Note of a machine
}

fn check(machine: &Machine) -> Look {
    enough_for("a test", "surroundings.socket_path_left", &machine.surroundings.socket_path_left)
}
