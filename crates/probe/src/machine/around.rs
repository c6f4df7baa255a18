//! What else surrounds a process: the distribution, a container, memory, mounts, the security modules.

use landfall_facts::{Fact, Machine, Origin, Why};

use super::files::{TIME_ZONES, first, temporary};
use crate::roots::join;
use crate::world::{Blind, Kind, World, expected};

/// Fills in what a file system tells by itself: the distribution.
pub(super) fn of_files(world: &dyn World, machine: &mut Machine) {
    let around = &mut machine.surroundings;
    around.distribution = os_release(world, "ID");
    around.distribution_version = os_release(world, "VERSION_ID");
}

/// Fills in what surrounds a process of a running machine, `self` or a number, once its tools are known.
pub(super) fn of_process(world: &dyn World, process: &str, machine: &mut Machine) {
    let around = &mut machine.surroundings;
    around.container = container(world);
    around.memory = line(world, "/proc/meminfo", "MemTotal:", kibibytes);
    around.page_size = line(world, &format!("/proc/{process}/smaps"), "KernelPageSize:", kibibytes);
    around.processors = lines(world, "/proc/cpuinfo", "processor");
    let clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    around.clock_source = word(world, clock, |text| Some(text.trim().to_owned()));
    let huge = "/sys/kernel/mm/transparent_hugepage/enabled";
    around.huge_pages =
        word(world, huge, |text| Some(text.split_once('[')?.1.split_once(']')?.0.to_owned()));
    let status = format!("/proc/{process}/status");
    // 0 is none, 1 only lets read and write, 2 is a filter.
    around.has_seccomp_filter = line(world, &status, "Seccomp:", |value| Some(value.trim() != "0"));
    around.is_root = root(world, process);
    around.no_new_privileges =
        line(world, &status, "NoNewPrivs:", |value| Some(value.trim() == "1"));
    around.selinux_enforcing =
        word(world, "/sys/fs/selinux/enforce", |text| Some(text.trim() == "1"));
    around.apparmor =
        word(world, "/sys/module/apparmor/parameters/enabled", |text| Some(text.trim() == "Y"));
    around.null_device = there(world, "/dev/null");
    around.own_executable = there(world, "/proc/self/exe");
    let temporary = temporary(world);
    let build = match world.env("GOTMPDIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => first(world, &[&dir], Kind::Directory),
        None => temporary.clone(),
    };
    around.temporary_mount = mounted(world, process, &temporary);
    around.build_mount = mounted(world, process, &build);
    around.build_space = space(world, &build);
    around.build_directory = build;
    around.localhost = localhost(world);
    of_environment(world, machine);
    caches(world, Some(process), machine);
}

/// Whether a process is of root, and root is not only called so in a user namespace.
fn root(world: &dyn World, process: &str) -> Fact<bool> {
    let first = |text: &str| Some(text.split_ascii_whitespace().nth(1)? == "0");
    let is_root = line(world, &format!("/proc/{process}/status"), "Uid:", first);
    let Fact::Known(true, origin) = is_root else { return is_root };
    match world.text(&format!("/proc/{process}/uid_map")) {
        Ok(text) => {
            let map: Vec<&str> = text.split_ascii_whitespace().collect();
            Fact::Known(map == ["0", "0", "4294967295"], origin)
        }
        // A kernel without user namespaces.
        Err(Blind::NotThere) => Fact::Known(true, origin),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// Fills in what the environment says to every program of Go.
fn of_environment(world: &dyn World, machine: &mut Machine) {
    let said = |name: &str| {
        let origin = Origin::Setting { name: name.to_owned(), by: "the environment" };
        Fact::from_option(world.env(name).filter(|value| !value.is_empty()), origin)
    };
    let around = &mut machine.surroundings;
    around.memory_limit_said = said("GOMEMLIMIT");
    around.path_is_relative = said("PATH").map(|path| {
        std::env::split_paths(&path).any(|dir| !dir.to_string_lossy().starts_with('/'))
    });
    around.time_zone_said = said("TZ");
    around.time_zone_file = match &around.time_zone_said {
        Fact::Known(name, _) => zone(world, name, machine.toolchain.goroot.known()),
        Fact::Absent(origin) => Fact::Absent(origin.clone()),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    };
}

/// How the places of the two caches are mounted; `process` where /proc tells of mounts, and else `mount`
/// does.
fn caches(world: &dyn World, process: Option<&str>, machine: &mut Machine) {
    let nearest = |dir: &String| {
        let mut dir = std::path::Path::new(dir);
        loop {
            match world.kind(&dir.to_string_lossy()) {
                Ok(Kind::Directory) => return Some(dir.to_string_lossy().into_owned()),
                _ => dir = dir.parent()?,
            }
        }
    };
    let of = |cache: &Fact<String>| match cache {
        Fact::Known(dir, origin) => match nearest(dir) {
            Some(there) => {
                let there = Fact::Known(there, origin.clone());
                match process {
                    Some(process) => mounted(world, process, &there),
                    None => told_by_mount(world, &there),
                }
            }
            None => Fact::Absent(origin.clone()),
        },
        Fact::Absent(origin) => Fact::Absent(origin.clone()),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    };
    machine.surroundings.cache_mount = of(&machine.toolchain.cache);
    machine.surroundings.module_cache_mount = of(&machine.toolchain.module_cache);
}

/// The file that Go would take a time zone from (`time/zoneinfo_unix.go`, `initLocal`).
fn zone(world: &dyn World, said: &str, goroot: Option<&String>) -> Fact<String> {
    let name = said.strip_prefix(':').unwrap_or(said);
    if name.starts_with('/') {
        return first(world, &[name], Kind::File);
    }
    if name == "UTC" {
        let origin = Origin::Nature("UTC needs no file".to_owned());
        return Fact::Known(name.to_owned(), origin);
    }
    let files = TIME_ZONES.map(|dir| format!("{dir}/{name}"));
    let found = first(world, &files.each_ref().map(String::as_str), Kind::File);
    // A Go brings all zones along, and a program built by it looks there last, but for one that was
    // built with -trimpath.
    let own = goroot.map(|root| join(root, "lib/time/zoneinfo.zip"));
    let has = |own: &String| world.text(own).is_ok_and(|zones| zones.contains(name));
    match own.filter(|own| matches!(found, Fact::Absent(_)) && has(own)) {
        Some(own) => Fact::Unknown(Why::new(format!(
            "only programs that the Go here has built find it, in {}",
            world.shown(&own)
        ))),
        None => found,
    }
}

/// The line of `/etc/hosts` that knows localhost.
fn localhost(world: &dyn World) -> Fact<String> {
    const FILE: &str = "/etc/hosts";
    let text = match world.text(FILE) {
        Ok(text) => text,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(world.shown(FILE))),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let found = text.lines().zip(1..).find_map(|(line, number)| {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_ascii_whitespace();
        let address = words.next()?;
        words.any(|name| name == "localhost").then(|| (address.to_owned(), number))
    });
    let path = world.shown(FILE);
    match found {
        Some((address, line)) => Fact::Known(address, Origin::Line { path, line }),
        None => Fact::Absent(Origin::Path(path)),
    }
}

/// What `df` says may still be written to a directory, in bytes.
fn space(world: &dyn World, dir: &Fact<String>) -> Fact<u64> {
    let dir = match dir {
        Fact::Known(dir, _) => dir,
        Fact::Absent(origin) => return Fact::Absent(origin.clone()),
        Fact::Unknown(why) => return Fact::Unknown(why.clone()),
    };
    // PATH may be cut short, as for a service.
    let mut tried = ["df", "/bin/df", "/usr/bin/df"].iter().map(|df| world.run(&[df, "-Pk", dir]));
    let shown = format!("df -Pk {dir}");
    let told = tried.find(|told| *told != Err(Blind::NotThere));
    let text = match told.unwrap_or(Err(Blind::NotThere)) {
        Ok(text) => text,
        Err(Blind::NotThere) => {
            return Fact::Unknown(Why::new(format!("`{shown}` is not there to be run")));
        }
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    // A name may hold blanks; the numbers stand before the share, which ends with a percent sign.
    let of_line = |line: &str| {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let share = words.iter().rposition(|word| word.ends_with('%'))?;
        words.get(share.checked_sub(1)?)?.parse::<u64>().ok()?.checked_mul(1024)
    };
    match text.lines().nth(1).and_then(of_line) {
        Some(bytes) => Fact::Known(bytes, Origin::Command(shown)),
        None => {
            Fact::Unknown(Why::new(format!("`{shown}` says nothing that landfall understands")))
        }
    }
}

/// Fills in what a root filesystem leaves to whoever runs programs in it: the kernel with its limits, and
/// what a container runtime mounts.
pub(super) fn of_host(world: &dyn World, machine: &mut Machine) {
    let host = || Origin::Nature("that is a matter of its host".to_owned());
    machine.kernel = Fact::Absent(host());
    machine.limits.each_mut(&mut |_, fact| {
        // Any fact can be absent.
        let _ = fact.put(Fact::Absent(host()));
    });
    let around = &mut machine.surroundings;
    around.null_device = native("a container runtime makes /dev");
    around.own_executable = native("a container runtime mounts /proc");
    around.localhost = Fact::Known(
        "127.0.0.1".to_owned(),
        Origin::Nature("a container runtime writes /etc/hosts".to_owned()),
    );
    around.build_directory = machine.temporary_files.clone();
    around.build_mount = Fact::Absent(host());
    around.cache_mount = Fact::Absent(host());
    around.module_cache_mount = Fact::Absent(host());
    around.build_space = Fact::Absent(host());
    of_environment(world, machine);
}

/// Fills in what surrounds a process on macOS, where the shell and `mount` tell of it.
pub(super) fn of_macos(world: &dyn World, machine: &mut Machine) {
    // The shell counts files in blocks of 512 bytes.
    for (letter, unit, fact) in [
        ("-Hn", 1, &mut machine.limits.open_files),
        ("-Sn", 1, &mut machine.limits.open_files_soft),
        ("-Su", 1, &mut machine.limits.processes),
        ("-Sf", 512, &mut machine.limits.file_size),
    ] {
        let command = ["sh", "-c", &format!("ulimit {letter}")];
        let shown = command.join(" ");
        *fact = match world.run(&command).as_deref().map(str::trim) {
            Ok("unlimited") => Fact::Absent(Origin::Command(shown)),
            Ok(text) => match text.parse::<u64>() {
                Ok(number) => Fact::Known(number.saturating_mul(unit), Origin::Command(shown)),
                Err(_) => Fact::Unknown(Why::new(format!("`{shown}` printed no number"))),
            },
            Err(Blind::NotThere) => {
                Fact::Unknown(Why::new(format!("`{shown}` is not there to be run")))
            }
            Err(Blind::Cannot(why)) => Fact::Unknown(why.clone()),
        };
    }
    // It has neither control groups nor a limit of addresses that holds.
    without(&mut machine.limits.address_space, "macOS limits no addresses");
    without(&mut machine.limits.group_memory, "macOS has no control groups");
    without(&mut machine.limits.group_processes, "macOS has no control groups");
    without(&mut machine.limits.group_processors, "macOS has no control groups");
    let around = &mut machine.surroundings;
    // The limit of processes binds root too.
    around.is_root = Fact::Known(false, Origin::Nature("macOS binds root too".to_owned()));
    around.null_device = there(world, "/dev/null");
    around.own_executable = native("a program asks the kernel for its own path");
    let build = match world.env("GOTMPDIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => first(world, &[&dir], Kind::Directory),
        None => temporary(world),
    };
    around.build_mount = told_by_mount(world, &build);
    around.build_space = space(world, &build);
    around.build_directory = build;
    around.localhost = localhost(world);
    of_environment(world, machine);
    caches(world, None, machine);
}

/// Fills in what surrounds a process on Windows, which has none of the limits of Unix.
pub(super) fn of_windows(world: &dyn World, machine: &mut Machine) {
    let limits = &mut machine.limits;
    for limit in [
        &mut limits.open_files,
        &mut limits.open_files_soft,
        &mut limits.processes,
        &mut limits.address_space,
        &mut limits.file_size,
        &mut limits.group_memory,
        &mut limits.group_processes,
        &mut limits.group_processors,
    ] {
        without(limit, "Windows has no such limit");
    }
    let around = &mut machine.surroundings;
    around.null_device = native("NUL is always there");
    around.own_executable = native("a program asks Windows for its own path");
    let said = ["GOTMPDIR", "TMP", "TEMP"].into_iter().find_map(|name| {
        let dir = world.env(name).filter(|dir| !dir.is_empty())?;
        Some(Fact::Known(dir, Origin::Setting { name: name.to_owned(), by: "the environment" }))
    });
    around.build_directory = said.unwrap_or_else(|| native("the directory of Windows"));
    let mounts = Origin::Nature("Windows mounts nothing noexec".to_owned());
    around.build_mount = Fact::Absent(mounts.clone());
    around.cache_mount = Fact::Absent(mounts.clone());
    around.module_cache_mount = Fact::Absent(mounts);
    around.localhost = Fact::Known(
        "127.0.0.1".to_owned(),
        Origin::Nature("Windows knows localhost by itself".to_owned()),
    );
    of_environment(world, machine);
    // Windows has its own.
    let around = &mut machine.surroundings;
    around.time_zone_said =
        Fact::Absent(Origin::Nature("Windows is asked for the zone".to_owned()));
    around.time_zone_file = around.time_zone_said.clone();
}

fn native(what: &str) -> Fact<String> {
    Fact::Known(what.to_owned(), Origin::Nature(what.to_owned()))
}

fn without(limit: &mut Fact<u64>, why: &str) {
    *limit = Fact::Absent(Origin::Nature(why.to_owned()));
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

fn there(world: &dyn World, path: &str) -> Fact<String> {
    match world.kind(path) {
        Ok(_) => Fact::Known(path.to_owned(), Origin::Path(world.shown(path))),
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(path))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// What a file says; `Absent` where it is not there.
fn word<T>(world: &dyn World, path: &str, read: impl Fn(&str) -> Option<T>) -> Fact<T> {
    match world.text(path) {
        Ok(text) => match read(&text) {
            Some(value) => Fact::Known(value, Origin::Path(world.shown(path))),
            None => {
                let path = world.shown(path);
                Fact::Unknown(Why::new(format!("{path} says nothing that landfall understands")))
            }
        },
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(path))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// What the first line that begins so says behind it.
fn line<T>(
    world: &dyn World,
    path: &str,
    start: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Fact<T> {
    let text = match expected(world, path) {
        Ok(text) => text,
        Err(why) => return Fact::Unknown(why),
    };
    let found = text
        .lines()
        .zip(1..)
        .find_map(|(line, number)| Some((read(line.strip_prefix(start)?)?, number)));
    match found {
        Some((value, line)) => Fact::Known(value, Origin::Line { path: world.shown(path), line }),
        None => Fact::Unknown(Why::new(format!("{} says no {start}", world.shown(path)))),
    }
}

fn kibibytes(text: &str) -> Option<u64> {
    text.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// How many lines begin so.
fn lines(world: &dyn World, path: &str, start: &str) -> Fact<u64> {
    word(world, path, |text| {
        let count = text.lines().filter(|line| line.starts_with(start)).count();
        (count > 0).then_some(count as u64)
    })
}

/// A value of os-release(5).
fn os_release(world: &dyn World, key: &str) -> Fact<String> {
    const FILES: [&str; 2] = ["/etc/os-release", "/usr/lib/os-release"];
    for path in FILES {
        let text = match world.text(path) {
            Ok(text) => text,
            Err(Blind::NotThere) => continue,
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        };
        let value = text.lines().zip(1..).find_map(|(line, number)| {
            let value = line.strip_prefix(key)?.strip_prefix('=')?;
            Some((value.trim_matches(['"', '\'']).to_owned(), number))
        });
        let path = world.shown(path);
        return match value {
            Some((value, line)) => Fact::Known(value, Origin::Line { path, line }),
            None => Fact::Absent(Origin::Path(path)),
        };
    }
    Fact::Absent(Origin::Path(world.shown(FILES[0])))
}

/// What kind of container this is, by what its runtimes leave there.
fn container(world: &dyn World) -> Fact<String> {
    if world.env("KUBERNETES_SERVICE_HOST").is_some_and(|host| !host.is_empty()) {
        let origin = Origin::Word("KUBERNETES_SERVICE_HOST is set".to_owned());
        return Fact::Known("kubernetes".to_owned(), origin);
    }
    for (path, kind) in [("/run/.containerenv", "podman"), ("/.dockerenv", "docker")] {
        match world.kind(path) {
            Ok(_) => return Fact::Known(kind.to_owned(), Origin::Path(world.shown(path))),
            Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    // systemd(1): what starts a container tells its first process.
    if let Some(kind) =
        world.env("container").filter(|kind| ["lxc", "systemd-nspawn"].contains(&kind.as_str()))
    {
        return Fact::Known(kind, Origin::Word("container is set".to_owned()));
    }
    const RELEASE: &str = "/proc/sys/kernel/osrelease";
    match world.text(RELEASE) {
        Ok(text) if text.to_ascii_lowercase().contains("microsoft") => {
            Fact::Known("wsl".to_owned(), Origin::Path(world.shown(RELEASE)))
        }
        Ok(_) | Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown("/.dockerenv"))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
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
