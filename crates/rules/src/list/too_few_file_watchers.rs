//! Too few watchers of files.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

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
    /// finds: a user may have 10 watchers of files: fsnotify says too many open files
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

/// What kernels came with for years.
const USUAL: u64 = 128;

fn check(machine: &Machine) -> Look {
    let Some(most) = machine.sysctl.fs_inotify_max_user_instances.look()? else {
        return Ok(Told::Nothing);
    };
    if *most.value() >= USUAL {
        return Ok(Told::Fine(
            format!("a user may have {} watchers of files", *most),
            most.origin.clone(),
        ));
    }
    Ok(Told::Fault(
        Finding::new(format!(
            "a user may have {} watchers of files: fsnotify says too many open files",
            *most
        ))
        .has(most.to_string(), most.origin)
        .mend("sysctl fs.inotify.max_user_instances=1024"),
    ))
}
