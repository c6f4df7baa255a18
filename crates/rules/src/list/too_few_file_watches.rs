//! Too few watches of files.

use landfall_facts::Machine;

use crate::limits::enough_for;
use crate::rule::{Look, rule};

rule! {
    /// A user may watch few files and directories.
    ///
    /// ## Why it breaks
    /// Tools that watch a source tree (air, gopls in some editors, whatever uses fsnotify) stop
    /// with `no space left on device`, which says nothing of watches. Seen with a limit of 5, at
    /// the sixth.
    ///
    /// ## How to mend it
    /// Raise it: `sysctl fs.inotify.max_user_watches=65536`.
    ///
    /// ```case
    /// target: laptop, sysctl.fs_inotify_max_user_watches 100
    /// finds: a user may watch 100 files and directories: fsnotify needs 8192
    /// ```
    /// ```case
    /// target: laptop, sysctl.fs_inotify_max_user_watches 65536
    /// fine: a user may watch 65536 files and directories
    /// ```
    /// ```case
    /// target: laptop, no sysctl.fs_inotify_max_user_watches
    /// ```
    /// ```case
    /// target: laptop, sysctl.fs_inotify_max_user_watches ?
    /// unsure: permission denied
    /// ```
    too_few_file_watches: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    enough_for(
        "fsnotify",
        "sysctl.fs_inotify_max_user_watches",
        &machine.sysctl.fs_inotify_max_user_watches,
    )
}
