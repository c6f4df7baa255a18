//! What else surrounds a process: the distribution, a container, memory, the time.

use landfall_facts::{Fact, Machine, Origin, Os, Why};

use super::files::{CERTIFICATE_DIRECTORIES, TIME_ZONES, first, temporary};
use super::{network, rights, room, work};
use crate::roots::join;
use crate::world::{Blind, Kind, World, expected};

/// Fills in what a file system tells by itself: the distribution.
pub(super) fn of_files(world: &dyn World, machine: &mut Machine) {
    let around = &mut machine.surroundings;
    around.distribution = os_release(world, "ID");
    around.distribution_version = os_release(world, "VERSION_ID");
    around.authorities = match &machine.certificates {
        Fact::Known(path, _) => authorities(world, path),
        Fact::Absent(origin) => Fact::Absent(origin.clone()),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    };
    network::of_files(world, machine);
}

/// How many authorities a bundle holds; where it holds none, those that lie in the usual directories one
/// by one, which Go reads too.
fn authorities(world: &dyn World, path: &str) -> Fact<u64> {
    let origin = Origin::Path(world.shown(path));
    match world.kind(path) {
        Ok(Kind::File) => {}
        Ok(_) | Err(Blind::NotThere) => return Fact::Absent(origin),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    }
    let in_file = |path: &str| -> Result<u64, Blind> {
        let count = world.text(path)?.matches("-----BEGIN CERTIFICATE-----").count();
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    };
    let of_bundle = match in_file(path) {
        Ok(count) => count,
        Err(Blind::NotThere) => return Fact::Absent(origin),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    if of_bundle > 0 {
        return Fact::Known(of_bundle, origin);
    }
    let mut count = 0;
    for dir in CERTIFICATE_DIRECTORIES {
        let names = match world.list(dir) {
            Ok(names) => names,
            Err(Blind::NotThere) => continue,
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        };
        for name in names {
            match in_file(&join(dir, &name)) {
                Ok(more) => count += more,
                Err(Blind::NotThere) => {}
                // A directory in it, or what Go could not read either.
                Err(Blind::Cannot(_)) => {}
            }
        }
    }
    Fact::Known(count, origin)
}

/// Fills in what surrounds a process of a running machine, `self` or a number, once its tools are known.
pub(super) fn of_process(world: &dyn World, process: &str, machine: &mut Machine) {
    let around = &mut machine.surroundings;
    around.is_root = rights::root(world, process);
    around.container = container(world);
    around.first_process = word(world, "/proc/1/comm", |text| Some(text.trim().to_owned()));
    around.memory = line(world, "/proc/meminfo", "MemTotal:", kibibytes);
    around.page_size = line(world, &format!("/proc/{process}/smaps"), "KernelPageSize:", kibibytes);
    around.processors = lines(world, "/proc/cpuinfo", "processor");
    let clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    around.clock_source = word(world, clock, |text| Some(text.trim().to_owned()));
    let huge = "/sys/kernel/mm/transparent_hugepage/enabled";
    around.huge_pages =
        word(world, huge, |text| Some(text.split_once('[')?.1.split_once(']')?.0.to_owned()));
    let status = format!("/proc/{process}/status");
    around.null_device = there(world, "/dev/null");
    // By whatever number it goes.
    around.own_executable =
        there(world, &format!("/proc/{process}/exe")).map(|_| "/proc/self/exe".to_owned());
    around.user_known = user_known(world, &status, &machine.user_sources);
    around.localhost = localhost(world);
    of_unix(world, machine);
    of_environment(world, machine);
    rights::fill(world, process, machine);
    room::fill(world, Some(process), machine);
    network::of_process(world, process, machine);
}

/// Fills in what any Unix has.
pub(super) fn of_unix(world: &dyn World, machine: &mut Machine) {
    const LOCAL_TIME: &str = "/etc/localtime";
    let around = &mut machine.surroundings;
    let origin = Origin::Path(world.shown(LOCAL_TIME));
    around.local_time_dangles = match world.kind(LOCAL_TIME) {
        Ok(_) => Fact::Known(false, origin),
        Err(Blind::NotThere) if world.is_link(LOCAL_TIME) => Fact::Known(true, origin),
        Err(Blind::NotThere) => Fact::Absent(origin),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    };
    around.repository_refused = work::repository_refused(world);
    around.stray_module = work::stray_module(world);
    around.home_of_another = work::home_of_another(world, &around.is_root);
    // sun_path without the byte that ends it (unix(7); on macOS sys/un.h).
    let longest = if matches!(machine.os.known(), Some(Os::Darwin)) { 103 } else { 107 };
    around.socket_path_left = temporary(world).map(|dir| {
        u64::try_from(dir.len()).map_or(0, |length| u64::saturating_sub(longest, length))
    });
    around.clock_behind = work::clock_behind(world, machine.toolchain.goroot.known());
}

/// Whether the user of a process has a line in the user database, or another source may know it.
fn user_known(world: &dyn World, status: &str, sources: &Fact<Vec<String>>) -> Fact<bool> {
    const FILE: &str = "/etc/passwd";
    let number = |text: &str| text.split_ascii_whitespace().nth(1).map(str::to_owned);
    let user = match line(world, status, "Uid:", number) {
        Fact::Known(user, _) => user,
        Fact::Absent(origin) => return Fact::Absent(origin),
        Fact::Unknown(why) => return Fact::Unknown(why),
    };
    let text = match world.text(FILE) {
        Ok(text) => text,
        Err(Blind::NotThere) => String::new(),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let is_listed = text.lines().any(|line| line.split(':').nth(2) == Some(&user));
    let is_said = |name: &str| world.env(name).is_some_and(|value| !value.is_empty());
    if !is_listed && is_said("USER") && is_said("HOME") {
        return Fact::Unknown(Why::new(
            "only a program without cgo knows the user, by USER and HOME",
        ));
    }
    match sources {
        Fact::Known(..) if !is_listed => {
            Fact::Unknown(Why::new("another source than /etc/passwd may know the user"))
        }
        _ => Fact::Known(is_listed, Origin::Path(world.shown(FILE))),
    }
}

/// Fills in what the environment says to every program of Go.
pub(super) fn of_environment(world: &dyn World, machine: &mut Machine) {
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
pub(super) fn localhost(world: &dyn World) -> Fact<String> {
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

pub(super) fn native(what: &str) -> Fact<String> {
    Fact::Known(what.to_owned(), Origin::Nature(what.to_owned()))
}

pub(super) fn there(world: &dyn World, path: &str) -> Fact<String> {
    match world.kind(path) {
        Ok(_) => Fact::Known(path.to_owned(), Origin::Path(world.shown(path))),
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(path))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// What a file says; `Absent` where it is not there.
pub(super) fn word<T>(world: &dyn World, path: &str, read: impl Fn(&str) -> Option<T>) -> Fact<T> {
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
pub(super) fn line<T>(
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

pub(super) fn kibibytes(text: &str) -> Option<u64> {
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
        let origin =
            Origin::Setting { name: "KUBERNETES_SERVICE_HOST".to_owned(), by: "the environment" };
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
        return Fact::Known(
            kind,
            Origin::Setting { name: "container".to_owned(), by: "the environment" },
        );
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
