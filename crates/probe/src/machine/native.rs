//! What is different on machines that are no running Linux: a root filesystem, macOS, Windows.

use landfall_facts::{Fact, Machine, Origin, Why};

use super::around::{localhost, native, of_environment, of_unix, there};
use super::{network, room};
use crate::world::{Blind, World};

/// Makes facts absent, by their names or those of their groups, for one reason.
fn without(machine: &mut Machine, names: &[&str], why: &str) {
    machine.each_mut(&mut |name, fact| {
        let group = name.split('.').next().unwrap_or_default();
        if names.contains(&name) || names.contains(&group) {
            // Any fact can be absent.
            let _ = fact.put(Fact::Absent(Origin::Nature(why.to_owned())));
        }
    });
}

/// Where Go writes, which is nothing that an image or Windows would tell.
const OF_WRITING: [&str; 9] = [
    "surroundings.build_mount",
    "surroundings.build_space",
    "surroundings.build_files",
    "surroundings.build_writable",
    "surroundings.cache_mount",
    "surroundings.cache_writable",
    "surroundings.module_cache_mount",
    "surroundings.module_cache_space",
    "surroundings.module_cache_writable",
];
/// What is a matter of the host of a container.
const OF_HOST: [&str; 22] = [
    "kernel",
    "limits",
    "sysctl",
    "network.loopback",
    "network.loopback6",
    "network.ports",
    "network.silent_name_server",
    "network.may_ping",
    "surroundings.user_known",
    "surroundings.local_time_dangles",
    "surroundings.promise_left",
    "surroundings.umask",
    "surroundings.emulators_not_there",
    "surroundings.emulators_not_kept",
    "surroundings.emulators_off",
    "surroundings.emulators_without_rights",
    "surroundings.emulators_until_restart",
    "surroundings.repository_refused",
    "surroundings.stray_module",
    "surroundings.refused",
    "surroundings.selinux_denials",
    "surroundings.apparmor_denials",
];
/// What is not asked of it either.
const NOT_OF_ROOT: [&str; 10] = [
    "surroundings.home_of_another",
    "surroundings.socket_path_left",
    "surroundings.clock_behind",
    "surroundings.clock_source",
    "surroundings.capabilities",
    "surroundings.container",
    "surroundings.first_process",
    "surroundings.developer_tools",
    "surroundings.translated",
    "surroundings.long_paths",
];
/// What only Linux has.
const OF_LINUX: [&str; 26] = [
    "sysctl",
    "network",
    "limits.address_space",
    "limits.group_memory",
    "limits.group_processes",
    "limits.group_processors",
    "limits.data",
    "limits.processor_time",
    "limits.core_size",
    "limits.stack",
    "surroundings.umask",
    "surroundings.promise_left",
    "surroundings.user_known",
    "surroundings.emulators_not_there",
    "surroundings.emulators_not_kept",
    "surroundings.emulators_off",
    "surroundings.emulators_without_rights",
    "surroundings.emulators_until_restart",
    "surroundings.refused",
    "surroundings.selinux_denials",
    "surroundings.apparmor_denials",
    "surroundings.capabilities",
    "surroundings.container",
    "surroundings.first_process",
    "surroundings.clock_source",
    "settings.ld_preload",
];
/// What only Unix has.
const OF_UNIX: [&str; 11] = [
    "limits.open_files",
    "limits.open_files_soft",
    "limits.processes",
    "limits.file_size",
    "surroundings.local_time_dangles",
    "surroundings.repository_refused",
    "surroundings.stray_module",
    "surroundings.home_of_another",
    "surroundings.socket_path_left",
    "surroundings.clock_behind",
    "settings.home",
];

/// Leaves out of a Linux machine what only others have.
pub(super) fn not_of_linux(machine: &mut Machine) {
    let names =
        ["surroundings.developer_tools", "surroundings.translated", "surroundings.long_paths"];
    without(machine, &names, "Linux has no such thing");
}

/// Fills in what a root filesystem leaves to whoever runs programs in it: the kernel with its limits, and
/// what a container runtime mounts.
pub(super) fn of_host(world: &dyn World, machine: &mut Machine) {
    without(machine, &OF_HOST, "that is a matter of its host");
    without(machine, &OF_WRITING, "that is a matter of its host");
    without(machine, &NOT_OF_ROOT, "that is not asked of a root filesystem");
    let around = &mut machine.surroundings;
    around.null_device = native("a container runtime makes /dev");
    around.own_executable = native("a container runtime mounts /proc");
    around.localhost = Fact::Known(
        "127.0.0.1".to_owned(),
        Origin::Nature("a container runtime writes /etc/hosts".to_owned()),
    );
    around.build_directory = machine.temporary_files.clone();
    machine.settings.home =
        Fact::Known("there".to_owned(), Origin::Nature("a container runtime sets HOME".to_owned()));
    machine.network.name_servers = network::of("the container runtime");
    of_environment(world, machine);
}

/// Fills in what surrounds a process on macOS, where the shell and `mount` tell of it.
pub(super) fn of_macos(world: &dyn World, machine: &mut Machine) {
    const WHY: &str = "macOS has no such thing";
    without(machine, &OF_LINUX, WHY);
    without(machine, &["surroundings.long_paths"], WHY);
    of_system(machine, WHY);
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
    let around = &mut machine.surroundings;
    // The limit of processes binds root too.
    around.is_root = Fact::Known(false, Origin::Nature("macOS binds root too".to_owned()));
    around.null_device = there(world, "/dev/null");
    around.own_executable = native("a program asks the kernel for its own path");
    around.localhost = localhost(world);
    around.developer_tools = printed(world, &["xcode-select", "-p"], |text| {
        Some(text.trim().to_owned()).filter(|dir| dir.starts_with('/'))
    });
    let translated = ["sysctl", "-n", "sysctl.proc_translated"];
    around.translated = printed(world, &translated, |text| Some(text.trim() == "1"));
    of_unix(world, machine);
    of_environment(world, machine);
    room::fill(world, None, machine);
}

/// What a command says; `Absent` where it fails, which is how it says that there is none.
fn printed<T>(world: &dyn World, command: &[&str], read: impl Fn(&str) -> Option<T>) -> Fact<T> {
    let shown = command.join(" ");
    match world.run(command) {
        Ok(text) => match read(&text) {
            Some(value) => Fact::Known(value, Origin::Command(shown)),
            None => Fact::Unknown(Why::new(format!("`{shown}` says nothing that landfall knows"))),
        },
        Err(Blind::NotThere) => {
            Fact::Unknown(Why::new(format!("`{shown}` is not there to be run")))
        }
        Err(Blind::Cannot(_)) => Fact::Absent(Origin::Command(shown)),
    }
}

/// Fills in what surrounds a process on Windows, which has none of the limits of Unix.
pub(super) fn of_windows(world: &dyn World, machine: &mut Machine) {
    const WHY: &str = "Windows has no such thing";
    without(machine, &OF_LINUX, WHY);
    without(machine, &OF_UNIX, WHY);
    without(machine, &OF_WRITING, WHY);
    without(machine, &["surroundings.developer_tools", "surroundings.translated"], WHY);
    of_system(machine, WHY);
    let around = &mut machine.surroundings;
    around.null_device = native("NUL is always there");
    around.own_executable = native("a program asks Windows for its own path");
    let said = ["GOTMPDIR", "TMP", "TEMP"].into_iter().find_map(|name| {
        let dir = world.env(name).filter(|dir| !dir.is_empty())?;
        Some(Fact::Known(dir, Origin::Setting { name: name.to_owned(), by: "the environment" }))
    });
    around.build_directory = said.unwrap_or_else(|| native("the directory of Windows"));
    around.localhost = Fact::Known(
        "127.0.0.1".to_owned(),
        Origin::Nature("Windows knows localhost by itself".to_owned()),
    );
    const LONG_PATHS: [&str; 5] = [
        "reg",
        "query",
        r"HKLM\SYSTEM\CurrentControlSet\Control\FileSystem",
        "/v",
        "LongPathsEnabled",
    ];
    around.long_paths = printed(world, &LONG_PATHS, |text| {
        text.contains("REG_DWORD").then(|| text.trim_end().ends_with("0x1"))
    });
    of_environment(world, machine);
    // Windows has its own.
    let around = &mut machine.surroundings;
    around.time_zone_said =
        Fact::Absent(Origin::Nature("Windows is asked for the zone".to_owned()));
    around.time_zone_file = around.time_zone_said.clone();
}

/// Fills in what such a system keeps elsewhere than in files.
fn of_system(machine: &mut Machine, why: &str) {
    let network = &mut machine.network;
    network.name_servers = network::of(network::OF_SYSTEM);
    network.services = native(why);
    network.media_types = native(why);
}
