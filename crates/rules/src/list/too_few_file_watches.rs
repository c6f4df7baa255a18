//! Too few watches of files.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

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
    /// finds: a user may watch 100 files: fsnotify says no space left on device
    /// ```
    /// ```case
    /// target: laptop, sysctl.fs_inotify_max_user_watches 65536
    /// fine: a user may watch 65536 files
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

/// What kernels came with for years.
const USUAL: u64 = 8192;

fn check(machine: &Machine) -> Look {
    let Some(most) = machine.sysctl.fs_inotify_max_user_watches.look()? else {
        return Ok(Told::Nothing);
    };
    if *most.value() >= USUAL {
        return Ok(Told::Fine(format!("a user may watch {} files", *most), most.origin.clone()));
    }
    Ok(Told::Fault(
        Finding::new(format!(
            "a user may watch {} files: fsnotify says no space left on device",
            *most
        ))
        .has(most.to_string(), most.origin)
        .mend("sysctl fs.inotify.max_user_watches=65536"),
    ))
}
