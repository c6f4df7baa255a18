//! Where Go writes: how those directories are mounted, who may write to them, and how much room they have.

use std::path::Path;

use landfall_facts::{Fact, Machine, Origin, Why};

use super::files::{first, temporary};
use crate::world::{Blind, Kind, Room, World, expected};

/// Fills in the directory that Go builds in and the two caches, once they are known; `process` where /proc
/// tells of mounts, and else `mount` does.
pub(super) fn fill(world: &dyn World, process: Option<&str>, machine: &mut Machine) {
    let temporary = temporary(world);
    let build = match world.env("GOTMPDIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => first(world, &[&dir], Kind::Directory),
        None => temporary.clone(),
    };
    let mount = |dir: &Fact<String>| match process {
        Some(process) => mounted(world, process, dir),
        None => told_by_mount(world, dir),
    };
    let cache = nearest(world, &machine.toolchain.cache);
    let modules = nearest(world, &machine.toolchain.module_cache);
    let around = &mut machine.surroundings;
    if process.is_some() {
        around.temporary_mount = mount(&temporary);
    }
    around.build_mount = mount(&build);
    around.cache_mount = mount(&cache);
    around.module_cache_mount = mount(&modules);
    (around.build_space, around.build_files) = room(world, &build);
    around.module_cache_space = room(world, &modules).0;
    around.build_writable = writable(world, &build);
    around.cache_writable = writable(world, &cache);
    around.module_cache_writable = writable(world, &modules);
    around.build_directory = build;
}

/// A directory, or the nearest above it that is there.
fn nearest(world: &dyn World, dir: &Fact<String>) -> Fact<String> {
    let Fact::Known(path, origin) = dir else { return dir.clone() };
    let mut at = Path::new(path);
    loop {
        if world.kind(&at.to_string_lossy()) == Ok(Kind::Directory) {
            return Fact::Known(at.to_string_lossy().into_owned(), origin.clone());
        }
        match at.parent() {
            Some(above) => at = above,
            None => return Fact::Absent(origin.clone()),
        }
    }
}

/// The bytes and the files that may still be put into a directory.
fn room(world: &dyn World, dir: &Fact<String>) -> (Fact<u64>, Fact<u64>) {
    let dir = match dir {
        Fact::Known(dir, _) => dir,
        Fact::Absent(origin) => {
            return (Fact::Absent(origin.clone()), Fact::Absent(origin.clone()));
        }
        Fact::Unknown(why) => return (Fact::Unknown(why.clone()), Fact::Unknown(why.clone())),
    };
    match world.room(dir) {
        Ok(Room { bytes, files }) => {
            let told = |letter| Origin::Command(format!("df -P{letter} {dir}"));
            (Fact::Known(bytes, told('k')), Fact::from_option(files, told('i')))
        }
        Err(Blind::NotThere) => {
            let origin = Origin::Path(world.shown(dir));
            (Fact::Absent(origin.clone()), Fact::Absent(origin))
        }
        Err(Blind::Cannot(why)) => (Fact::Unknown(why.clone()), Fact::Unknown(why)),
    }
}

/// Whether this user may write to a directory.
fn writable(world: &dyn World, dir: &Fact<String>) -> Fact<bool> {
    let (dir, origin) = match dir {
        Fact::Known(dir, origin) => (dir, origin),
        Fact::Absent(origin) => return Fact::Absent(origin.clone()),
        Fact::Unknown(why) => return Fact::Unknown(why.clone()),
    };
    match world.may_write(dir) {
        Ok(may) => Fact::Known(may, Origin::Command(format!("test -w {dir}"))),
        Err(Blind::NotThere) => Fact::Absent(origin.clone()),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// The options that count of a mount, from what `mount` prints: `/dev/disk3s5 on / (apfs, read-only)`.
fn told_by_mount(world: &dyn World, dir: &Fact<String>) -> Fact<Vec<String>> {
    let Fact::Known(dir, _) = dir else {
        return match dir {
            Fact::Unknown(why) => Fact::Unknown(why.clone()),
            Fact::Absent(origin) | Fact::Known(_, origin) => Fact::Absent(origin.clone()),
        };
    };
    let text = match world.run(&["mount"]) {
        Ok(text) => text,
        Err(Blind::NotThere) => {
            return Fact::Unknown(Why::new("`mount` is not there to be run"));
        }
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let of_line = |line: &str| {
        let (point, options) = line.split_once(" on ")?.1.rsplit_once(" (")?;
        let is_below = point == "/"
            || dir.strip_prefix(point).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_below.then(|| (point.len(), options.trim_end_matches(')').to_owned()))
    };
    let found = text.lines().filter_map(of_line).max_by_key(|(length, _)| *length);
    // What can be written lies on a volume of its own and shows through the sealed one by firmlinks,
    // of which `mount` says nothing (/usr/share/firmlinks).
    let of_data = text.lines().find_map(|line| {
        let rest = line.split_once(" on /System/Volumes/Data (")?.1;
        Some((1, rest.trim_end_matches(')').to_owned()))
    });
    let found = match found {
        Some((1, options)) => of_data.or(Some((1, options))),
        found => found,
    };
    let Some((_, options)) = found else {
        return Fact::Unknown(Why::new(format!("`mount` does not tell where {dir} lies")));
    };
    let word = |option: &str| match option {
        "noexec" => Some("noexec".to_owned()),
        "read-only" => Some("ro".to_owned()),
        _ => None,
    };
    let counting = options.split(", ").filter_map(word).collect();
    Fact::Known(counting, Origin::Command("mount".to_owned()))
}

/// The options that count of the mount that a directory lies on (proc_pid_mountinfo(5)).
fn mounted(world: &dyn World, process: &str, dir: &Fact<String>) -> Fact<Vec<String>> {
    let dir = match dir {
        Fact::Known(dir, _) => dir,
        Fact::Absent(origin) => return Fact::Absent(origin.clone()),
        Fact::Unknown(why) => return Fact::Unknown(why.clone()),
    };
    let dir = match world.resolve(dir) {
        Ok(dir) => dir,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(world.shown(dir))),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let path = format!("/proc/{process}/mountinfo");
    let text = match expected(world, &path) {
        Ok(text) => text,
        Err(why) => return Fact::Unknown(why),
    };
    let of_line = |(line, number): (&str, u32)| {
        let mut fields = line.split(' ');
        let point = unescaped(fields.nth(4)?);
        let options = fields.next()?;
        let system = line.split_once(" - ")?.1.split(' ').nth(2)?;
        let is_below = point == "/"
            || dir
                .strip_prefix(&point)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_below.then(|| (point.len(), number, options.to_owned(), system.to_owned()))
    };
    // Of two on one point the later covers the other.
    let found = text.lines().zip(1..).filter_map(of_line).max_by_key(|found| (found.0, found.1));
    let Some((_, line, options, system)) = found else {
        return Fact::Unknown(Why::new(format!("{} has no mount of {dir}", world.shown(&path))));
    };
    const COUNT: [&str; 4] = ["noexec", "ro", "nosuid", "nodev"];
    let mut counting: Vec<String> = options
        .split(',')
        .chain(system.split(',').filter(|option| *option == "ro"))
        .filter(|option| COUNT.contains(option))
        .map(str::to_owned)
        .collect();
    counting.sort_unstable();
    counting.dedup();
    Fact::Known(counting, Origin::Line { path: world.shown(&path), line })
}

/// A path of mountinfo, in which blanks and the like stand as octal numbers.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let octal = (*first == b'\\')
            .then(|| after.get(..3).and_then(|digits| str::from_utf8(digits).ok()))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match octal {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[3..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
