//! Too few watchers of files.

use landfall_facts::Machine;

use crate::limits::enough_for;
use crate::rule::{Look, rule};

rule! {
    /// A user may have few programs that watch files.
    ///
    /// ## Why it breaks
    /// The next one stops with `too many open files`, which says nothing of watchers, whatever
    /// `ulimit -n` is. Seen with a limit of 10, at the eleventh.
    ///
    /// ## How to mend it
    /// Raise it: `sysctl fs.inotify.max_user_instances=1024`.
    ///
    /// ```case
    /// target: laptop, sysctl.fs_inotify_max_user_instances 10
    /// finds: a user may have 10 watchers of files: fsnotify needs 128
    /// ```
    /// ```case
    /// target: laptop, sysctl.fs_inotify_max_user_instances 128
    /// fine: a user may have 128 watchers of files
    /// ```
    /// ```case
    /// target: laptop, no sysctl.fs_inotify_max_user_instances
    /// ```
    /// ```case
    /// target: laptop, sysctl.fs_inotify_max_user_instances ?
    /// unsure: permission denied
    /// ```
    too_few_file_watchers: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    enough_for(
        "fsnotify",
        "sysctl.fs_inotify_max_user_instances",
        &machine.sysctl.fs_inotify_max_user_instances,
    )
}
