//! Processes and their threads, as /proc lists them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The threads of a process.
pub(super) fn tasks(process: u32) -> Vec<u32> {
    numbers(Path::new("/proc").join(process.to_string()).join("task").as_path())
}

/// A process and all that descend from it, as far as their parents live.
pub(super) fn descendants(process: u32) -> Vec<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for child in numbers(Path::new("/proc")) {
        // One that has ended meanwhile has no children.
        if let Some(parent) =
            fs::read_to_string(format!("/proc/{child}/stat")).ok().and_then(|stat| parent(&stat))
        {
            children.entry(parent).or_default().push(child);
        }
    }
    let mut found = vec![process];
    let mut next = 0;
    while let Some(one) = found.get(next) {
        found.extend(children.remove(one).unwrap_or_default());
        next += 1;
    }
    found
}

/// Whether a process has not ended; one whose end nobody has asked for has.
pub(super) fn lives(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(')').and_then(|(_, after)| after.trim_start().chars().next());
    // The first thread of one whose others go on looks ended too.
    state.is_some_and(|state| !matches!(state, 'Z' | 'X') || tasks(process).len() > 1)
}

/// Whether a seccomp filter is around us, as containers have it, and so will be around what we start. It is, where
/// nobody tells.
pub(super) fn is_filtered() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mode = status.lines().find_map(|line| line.strip_prefix("Seccomp:"));
    mode.is_none_or(|mode| mode.trim() != "0")
}

/// The parent in a line of /proc/PID/stat: the second word after the name, which may hold anything.
fn parent(stat: &str) -> Option<u32> {
    let (_, after) = stat.rsplit_once(')')?;
    after.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn numbers(dir: &Path) -> Vec<u32> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_found_behind_any_name() {
        assert_eq!(parent("7 (a) b) S 3 7 7 0"), Some(3));
        assert_eq!(parent("7 (sh) S 1 7"), Some(1));
        assert_eq!(parent("7 sh S"), None);
        assert_eq!(parent(")"), None);
    }
}
