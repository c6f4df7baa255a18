//! What else surrounds a process: the distribution, a container, memory, mounts, the security modules.

use landfall_facts::{AnyFact, Fact, Machine, Origin, Why};

use super::files::{CERTIFICATE_DIRECTORIES, TIME_ZONES, first};
use super::{network, room};
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
    let one_by_one = CERTIFICATE_DIRECTORIES.iter().flat_map(|dir| {
        let names = world.list(dir).unwrap_or_default();
        names.into_iter().map(move |name| join(dir, &name)).collect::<Vec<_>>()
    });
    Fact::Known(one_by_one.filter_map(|path| in_file(&path).ok()).sum(), origin)
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
    around.umask = line(world, &status, "Umask:", |value| Some(value.trim().to_owned()));
    around.user_known = user_known(world, &status, &machine.user_sources);
    around.promise_left = promise_left(world);
    (around.emulators_not_there, around.emulators_not_kept) = emulators(world);
    around.localhost = localhost(world);
    of_unix(world, machine);
    of_environment(world, machine);
    room::fill(world, Some(process), machine);
    network::of_process(world, process, machine);
}

/// Fills in what any Unix has.
fn of_unix(world: &dyn World, machine: &mut Machine) {
    const LOCAL_TIME: &str = "/etc/localtime";
    let around = &mut machine.surroundings;
    let origin = Origin::Path(world.shown(LOCAL_TIME));
    around.local_time_dangles = match world.kind(LOCAL_TIME) {
        Ok(_) => Fact::Known(false, origin),
        Err(Blind::NotThere) if world.is_link(LOCAL_TIME) => Fact::Known(true, origin),
        Err(Blind::NotThere) => Fact::Absent(origin),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    };
    around.repository_refused = repository_refused(world);
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
    match sources {
        Fact::Known(..) if !is_listed => {
            Fact::Unknown(Why::new("another source than /etc/passwd may know the user"))
        }
        _ => Fact::Known(is_listed, Origin::Path(world.shown(FILE))),
    }
}

/// How much memory the kernel still promises, where it promises no more than it has.
fn promise_left(world: &dyn World) -> Fact<u64> {
    const FILE: &str = "/proc/sys/vm/overcommit_memory";
    match world.text(FILE) {
        Ok(text) if text.trim() == "2" => {}
        Ok(_) | Err(Blind::NotThere) => return Fact::Absent(Origin::Path(world.shown(FILE))),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    }
    let most = line(world, "/proc/meminfo", "CommitLimit:", kibibytes);
    let given = line(world, "/proc/meminfo", "Committed_AS:", kibibytes);
    match (most, given) {
        (Fact::Known(most, origin), Fact::Known(given, _)) => {
            Fact::Known(most.saturating_sub(given), origin)
        }
        (Fact::Unknown(why), _) | (_, Fact::Unknown(why)) => Fact::Unknown(why),
        _ => Fact::Absent(Origin::Path(world.shown("/proc/meminfo"))),
    }
}

/// Emulators whose program is not there, and those that every container looks for by itself, as the flag
/// `F` is not set (kernel, admin-guide/binfmt-misc).
fn emulators(world: &dyn World) -> (Fact<Vec<String>>, Fact<Vec<String>>) {
    const DIRECTORY: &str = "/proc/sys/fs/binfmt_misc";
    let origin = Origin::Path(world.shown(DIRECTORY));
    let names = match world.list(DIRECTORY) {
        Ok(names) => names,
        Err(Blind::NotThere) => return (Fact::Absent(origin.clone()), Fact::Absent(origin)),
        Err(Blind::Cannot(why)) => return (Fact::Unknown(why.clone()), Fact::Unknown(why)),
    };
    let (mut lost, mut loose) = (Vec::new(), Vec::new());
    for name in names.iter().filter(|name| name.starts_with("qemu-")) {
        let Ok(text) = world.text(&format!("{DIRECTORY}/{name}")) else { continue };
        let of = |key: &str| text.lines().find_map(|line| line.strip_prefix(key));
        let Some(program) = of("interpreter ").filter(|_| text.starts_with("enabled")) else {
            continue;
        };
        // What the kernel holds open needs no file any more.
        if of("flags:").is_some_and(|flags| flags.contains('F')) {
            continue;
        }
        match world.kind(program.trim()) {
            Err(Blind::NotThere) => lost.push(name.clone()),
            _ => loose.push(name.clone()),
        }
    }
    let some = |list: Vec<String>| {
        Fact::from_option(Some(list).filter(|list| !list.is_empty()), origin.clone())
    };
    (some(lost), some(loose))
}

/// Whether git refuses the repository that the working directory lies in, as it does where another user
/// owns it (git-config(1), `safe.directory`).
fn repository_refused(world: &dyn World) -> Fact<bool> {
    let here = match world.resolve(".") {
        Ok(here) => here,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(".".to_owned())),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let found = std::path::Path::new(&here)
        .ancestors()
        .map(|dir| join(&dir.to_string_lossy(), ".git"))
        .find(|git| world.kind(git).is_ok());
    let Some(git) = found else { return Fact::Absent(Origin::Path(world.shown(".git"))) };
    const ASKED: [&str; 3] = ["git", "rev-parse", "--git-dir"];
    match world.is_of_another(&git) {
        Ok(false) => Fact::Known(false, Origin::Path(world.shown(&git))),
        Ok(true) => match world.run(&ASKED) {
            Ok(_) => Fact::Known(false, Origin::Command(ASKED.join(" "))),
            Err(Blind::NotThere) => Fact::Absent(Origin::Word("git is not there".to_owned())),
            Err(Blind::Cannot(_)) => Fact::Known(true, Origin::Command(ASKED.join(" "))),
        },
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(&git))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
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

/// Fills in what a root filesystem leaves to whoever runs programs in it: the kernel with its limits, and
/// what a container runtime mounts.
pub(super) fn of_host(world: &dyn World, machine: &mut Machine) {
    let host = || Origin::Nature("that is a matter of its host".to_owned());
    machine.kernel = Fact::Absent(host());
    let mut of_host = |_: &str, fact: &mut dyn AnyFact| {
        // Any fact can be absent.
        let _ = fact.put(Fact::Absent(host()));
    };
    machine.limits.each_mut(&mut of_host);
    machine.sysctl.each_mut(&mut of_host);
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
    around.build_files = Fact::Absent(host());
    around.module_cache_space = Fact::Absent(host());
    around.promise_left = Fact::Absent(host());
    around.umask = Fact::Absent(host());
    around.emulators_not_there = Fact::Absent(host());
    around.emulators_not_kept = Fact::Absent(host());
    around.repository_refused = Fact::Absent(host());
    for fact in [
        &mut around.build_writable,
        &mut around.cache_writable,
        &mut around.module_cache_writable,
        &mut around.user_known,
        &mut around.local_time_dangles,
    ] {
        *fact = Fact::Absent(host());
    }
    machine.settings.home =
        Fact::Known("there".to_owned(), Origin::Nature("a container runtime sets HOME".to_owned()));
    network::of_host(machine);
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
    around.localhost = localhost(world);
    not_of(machine, "macOS has no such thing");
    of_unix(world, machine);
    of_environment(world, machine);
    room::fill(world, None, machine);
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
    not_of(machine, "Windows has no such thing");
    let nature = || Origin::Nature("Windows has no such thing".to_owned());
    let around = &mut machine.surroundings;
    for fact in [
        &mut around.build_writable,
        &mut around.cache_writable,
        &mut around.module_cache_writable,
        &mut around.local_time_dangles,
        &mut around.repository_refused,
    ] {
        *fact = Fact::Absent(nature());
    }
    around.build_files = Fact::Absent(nature());
    of_environment(world, machine);
    // Windows has its own.
    let around = &mut machine.surroundings;
    around.time_zone_said =
        Fact::Absent(Origin::Nature("Windows is asked for the zone".to_owned()));
    around.time_zone_file = around.time_zone_said.clone();
}

/// Leaves out what only Linux has, or what Go does not look for elsewhere.
fn not_of(machine: &mut Machine, why: &str) {
    let origin = || Origin::Nature(why.to_owned());
    machine.network = landfall_facts::Network {
        loopback: Fact::Absent(origin()),
        loopback6: Fact::Absent(origin()),
        ports: Fact::Absent(origin()),
        name_servers: Fact::Known(vec![network::OF_SYSTEM.to_owned()], origin()),
        silent_name_server: Fact::Absent(origin()),
        host_lookups: Fact::Absent(origin()),
        services: native(why),
        media_types: native(why),
    };
    machine.sysctl.each_mut(&mut |_, fact| {
        // Any fact can be absent.
        let _ = fact.put(Fact::Absent(origin()));
    });
    for limit in [
        &mut machine.limits.data,
        &mut machine.limits.processor_time,
        &mut machine.limits.core_size,
        &mut machine.limits.stack,
    ] {
        *limit = Fact::Absent(origin());
    }
    let around = &mut machine.surroundings;
    around.umask = Fact::Absent(origin());
    around.promise_left = Fact::Absent(origin());
    around.user_known = Fact::Absent(origin());
    around.emulators_not_there = Fact::Absent(origin());
    around.emulators_not_kept = Fact::Absent(origin());
}

fn native(what: &str) -> Fact<String> {
    Fact::Known(what.to_owned(), Origin::Nature(what.to_owned()))
}

fn without(limit: &mut Fact<u64>, why: &str) {
    *limit = Fact::Absent(Origin::Nature(why.to_owned()));
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
