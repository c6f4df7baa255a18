//! What a process of a running machine may have, and how the kernel is set.

use landfall_facts::{Fact, Gauge, Limits, Machine, Origin, Why};

use crate::world::{Blind, World, expected};

/// Fills in the limits of a process, `self` or a number, and what holds for all of them.
pub(crate) fn fill(world: &dyn World, process: &str, machine: &mut Machine) {
    resources(world, process, &mut machine.limits);
    groups(world, process, &mut machine.limits);
    machine.sysctl.each_mut(&mut |name, fact| {
        let Some((_, path)) = SYSCTLS.iter().find(|(known, _)| *known == name) else { return };
        let read = number(world, &format!("/proc/sys/{path}"));
        // A number fits.
        let _ = fact.put(read.map(landfall_facts::Plain::Number));
    });
}

/// Where each of [`landfall_facts::Sysctl`] stands below `/proc/sys`.
const SYSCTLS: [(&str, &str); 21] = [
    ("vm_max_map_count", "vm/max_map_count"),
    ("vm_overcommit_memory", "vm/overcommit_memory"),
    ("fs_file_max", "fs/file-max"),
    ("fs_nr_open", "fs/nr_open"),
    ("kernel_pid_max", "kernel/pid_max"),
    ("kernel_threads_max", "kernel/threads-max"),
    ("kernel_yama_ptrace_scope", "kernel/yama/ptrace_scope"),
    ("kernel_io_uring_disabled", "kernel/io_uring_disabled"),
    ("net_core_somaxconn", "net/core/somaxconn"),
    ("fs_inotify_max_user_watches", "fs/inotify/max_user_watches"),
    ("fs_inotify_max_user_instances", "fs/inotify/max_user_instances"),
    ("user_max_user_namespaces", "user/max_user_namespaces"),
    ("vm_overcommit_ratio", "vm/overcommit_ratio"),
    ("kernel_unprivileged_bpf_disabled", "kernel/unprivileged_bpf_disabled"),
    ("kernel_perf_event_paranoid", "kernel/perf_event_paranoid"),
    ("kernel_unprivileged_userns_clone", "kernel/unprivileged_userns_clone"),
    ("net_core_rmem_max", "net/core/rmem_max"),
    ("net_core_wmem_max", "net/core/wmem_max"),
    ("net_ipv4_tcp_max_syn_backlog", "net/ipv4/tcp_max_syn_backlog"),
    ("net_netfilter_nf_conntrack_max", "net/netfilter/nf_conntrack_max"),
    ("net_ipv4_ip_unprivileged_port_start", "net/ipv4/ip_unprivileged_port_start"),
];

/// The number that a file holds; `Absent` where there is no such file.
fn number(world: &dyn World, path: &str) -> Fact<u64> {
    let origin = Origin::Path(world.shown(path));
    match world.text(path) {
        Ok(text) => match text.trim().parse() {
            Ok(number) => Fact::Known(number, origin),
            Err(_) => Fact::Unknown(Why::new(format!("{} holds no number", world.shown(path)))),
        },
        Err(Blind::NotThere) => Fact::Absent(origin),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// The limits of `/proc/PID/limits` (proc_pid_limits(5)).
fn resources(world: &dyn World, process: &str, limits: &mut Limits) {
    let path = format!("/proc/{process}/limits");
    let text = match expected(world, &path) {
        Ok(text) => text,
        Err(why) => {
            *limits = Limits::unknown(&why);
            return;
        }
    };
    let read = |name: &str, column: usize| {
        let found = text.lines().enumerate().find_map(|(number, line)| {
            let values = line.strip_prefix(name)?;
            // A longer name goes on in letters.
            let value = values.strip_prefix(' ')?.split_ascii_whitespace().nth(column)?;
            Some((number + 1, value))
        });
        let Some((line, value)) = found else {
            return Fact::Unknown(Why::new(format!("{} says no {name}", world.shown(&path))));
        };
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let origin = Origin::Line { path: world.shown(&path), line };
        match value {
            "unlimited" => Fact::Absent(origin),
            value => match value.parse() {
                Ok(number) => Fact::Known(number, origin),
                Err(_) => Fact::Unknown(Why::new(format!("{name} is {value:?}"))),
            },
        }
    };
    const SOFT: usize = 0;
    const HARD: usize = 1;
    limits.open_files = read("Max open files", HARD);
    limits.open_files_soft = read("Max open files", SOFT);
    limits.processes = read("Max processes", SOFT);
    limits.address_space = read("Max address space", SOFT);
    limits.stack = read("Max stack size", SOFT);
    limits.file_size = read("Max file size", SOFT);
    limits.data = read("Max data size", SOFT);
    limits.processor_time = read("Max cpu time", SOFT);
    limits.core_size = read("Max core file size", SOFT);
}

/// Where control groups are mounted.
const GROUPS: &str = "/sys/fs/cgroup";
/// Version 1 writes this or a little less where there is no limit.
const NO_LIMIT: u64 = 1 << 62;

/// The limits of the control groups that a process is in (cgroups(7)).
fn groups(world: &dyn World, process: &str, limits: &mut Limits) {
    let path = format!("/proc/{process}/cgroup");
    let text = match expected(world, &path) {
        Ok(text) => text,
        Err(why) => {
            for limit in [
                &mut limits.group_memory,
                &mut limits.group_processes,
                &mut limits.group_processors,
            ] {
                *limit = Fact::Unknown(why.clone());
            }
            return;
        }
    };
    let group = |controller: &str| group(&text, controller);
    let smallest = |controller: &str, names: [&str; 2], read: &dyn Fn(&str, &str) -> Fact<u64>| {
        let Some((root, at, is_first)) = group(controller) else {
            return Fact::Absent(Origin::Path(world.shown(&path)));
        };
        let name = if is_first { names[0] } else { names[1] };
        let mut least = Fact::Absent(Origin::Path(world.shown(&root)));
        let dirs = match visible(world, &root, &at) {
            Ok(dirs) => dirs,
            Err(why) => return Fact::Unknown(why),
        };
        for dir in dirs {
            match (read(&dir, name), &least) {
                (Fact::Unknown(why), _) => return Fact::Unknown(why),
                (Fact::Absent(_), _) => {}
                (Fact::Known(one, _), Fact::Known(other, _)) if one >= *other => {}
                (known, _) => least = known,
            }
        }
        least
    };
    let plain = |dir: &str, name: &str| limit(world, &format!("{dir}/{name}"));
    limits.group_memory = smallest("memory", ["memory.limit_in_bytes", "memory.max"], &plain);
    limits.group_processes = smallest("pids", ["pids.max", "pids.max"], &plain);
    let share = |dir: &str, name: &str| processors(world, dir, name);
    limits.group_processors = smallest("cpu", ["cpu.cfs_quota_us", "cpu.max"], &share);
}

/// Where a controller's groups are mounted, which of them a process is in, and whether that is version
/// 1: a controller by its name, or all that version 2 has.
fn group(text: &str, controller: &str) -> Option<(String, String, bool)> {
    let mut lines = text.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        Some((parts.next()?, parts.next()?))
    });
    let of = |names: &str| names.split(',').any(|name| name == controller);
    let own = lines.clone().find(|(names, _)| of(names));
    match own {
        Some((names, at)) => Some((format!("{GROUPS}/{names}"), at.to_owned(), true)),
        None => lines
            .find(|(names, _)| names.is_empty())
            .map(|(_, at)| (GROUPS.to_owned(), at.to_owned(), false)),
    }
}

/// What the control groups that a process is in, and those above them, have used of what they may
/// have: those that have a limit.
pub(crate) fn used(world: &dyn World, process: &str) -> Vec<Gauge> {
    let unseen = |what: &str, why: Why| Gauge {
        name: format!("{what} of control groups"),
        is_in_bytes: false,
        has: Fact::Unknown(why),
        may: Vec::new(),
        note: None,
    };
    let text = match world.text(&format!("/proc/{process}/cgroup")) {
        Ok(text) => text,
        // A kernel without control groups.
        Err(Blind::NotThere) => return Vec::new(),
        Err(Blind::Cannot(why)) => return vec![unseen("memory", why)],
    };
    let mut gauges = Vec::new();
    for (controller, what, is_in_bytes, files) in [
        (
            "memory",
            "memory",
            true,
            [["memory.usage_in_bytes", "memory.limit_in_bytes"], ["memory.current", "memory.max"]],
        ),
        ("pids", "threads", false, [["pids.current", "pids.max"], ["pids.current", "pids.max"]]),
    ] {
        let Some((root, at, is_first)) = group(&text, controller) else { continue };
        let [has, may] = files[usize::from(!is_first)];
        let dirs = match visible(world, &root, &at) {
            Ok(dirs) => dirs,
            Err(why) => {
                gauges.push(unseen(what, why));
                continue;
            }
        };
        for dir in dirs {
            let limit = limit(world, &format!("{dir}/{may}"));
            if let Fact::Absent(_) = limit {
                continue;
            }
            let below = dir.strip_prefix(root.as_str()).filter(|rest| !rest.is_empty());
            gauges.push(Gauge {
                name: format!("{what} of {}", below.unwrap_or("/")),
                is_in_bytes,
                has: number(world, &format!("{dir}/{has}")),
                may: vec![(may, limit)],
                note: None,
            });
        }
    }
    gauges.extend(throttled(world, &text));
    gauges
}

/// How often a control group had to stand still, as its time was used up: of those that have a quota.
fn throttled(world: &dyn World, groups: &str) -> Vec<Gauge> {
    let Some((root, at, is_first)) = group(groups, "cpu") else { return Vec::new() };
    let name = if is_first { "cpu.cfs_quota_us" } else { "cpu.max" };
    // That the groups cannot be seen is told of their memory.
    let dirs = visible(world, &root, &at).unwrap_or_default();
    let of_group = |dir: &String| {
        let quota = *processors(world, dir, name).known()?;
        let path = format!("{dir}/cpu.stat");
        let has = match expected(world, &path) {
            Ok(text) => {
                let number = text.lines().find_map(|line| line.strip_prefix("nr_throttled "));
                Fact::from_option(
                    number.and_then(|number| number.trim().parse().ok()),
                    Origin::Path(world.shown(&path)),
                )
            }
            Err(why) => Fact::Unknown(why),
        };
        let below = dir.strip_prefix(root.as_str()).filter(|rest| !rest.is_empty());
        Some(Gauge {
            name: format!("standstills of {}", below.unwrap_or("/")),
            is_in_bytes: false,
            has,
            may: Vec::new(),
            note: Some(format!("{name} gives {}.{} processors", quota / 1000, quota % 1000 / 100)),
        })
    };
    dirs.iter().filter_map(of_group).collect()
}

/// The directories of a group and of all above it that can be seen from here. A container sees its own
/// group as the root, by whatever name the kernel knows it.
fn visible(world: &dyn World, root: &str, at: &str) -> Result<Vec<String>, Why> {
    let all = up(root, at);
    let is_group = |dir: &String| match world.kind(&format!("{dir}/cgroup.procs")) {
        Ok(_) => Ok(true),
        Err(Blind::NotThere) => Ok(false),
        Err(Blind::Cannot(why)) => Err(why),
    };
    if !at.contains("..") && all.first().map(is_group).transpose()? == Some(true) {
        return Ok(all);
    }
    match is_group(&root.to_owned())? {
        true if !at.contains("..") => Ok(vec![root.to_owned()]),
        _ => Err(Why::new(format!("the control group {at} cannot be seen below {root}"))),
    }
}

/// A group's directory and all above it, up to the root.
fn up(root: &str, at: &str) -> Vec<String> {
    let mut at = at.trim_end_matches('/');
    let mut all = Vec::new();
    loop {
        all.push(format!("{root}{at}"));
        match at.rsplit_once('/') {
            Some((above, _)) => at = above,
            None => return all,
        }
    }
}

/// The limit that a file of a group holds: none where it says `max`, or is not there.
fn limit(world: &dyn World, path: &str) -> Fact<u64> {
    let origin = Origin::Path(world.shown(path));
    match world.text(path).as_deref().map(str::trim) {
        Ok("max" | "-1") | Err(Blind::NotThere) => Fact::Absent(origin),
        Ok(text) => match text.parse() {
            Ok(NO_LIMIT..) => Fact::Absent(origin),
            Ok(number) => Fact::Known(number, origin),
            Err(_) => Fact::Unknown(Why::new(format!("{} holds no limit", world.shown(path)))),
        },
        Err(Blind::Cannot(why)) => Fact::Unknown(why.clone()),
    }
}

/// How much processor time a group has, in thousandths of a processor.
fn processors(world: &dyn World, dir: &str, name: &str) -> Fact<u64> {
    let path = format!("{dir}/{name}");
    let (quota, period) = match name {
        "cpu.max" => match world.text(&path) {
            Ok(text) => {
                let mut words = text.split_ascii_whitespace();
                let quota = match words.next().map(str::parse) {
                    Some(Ok(quota)) => Fact::Known(quota, Origin::Path(world.shown(&path))),
                    _ => Fact::Absent(Origin::Path(world.shown(&path))),
                };
                (quota, words.next().and_then(|period| period.parse().ok()))
            }
            Err(Blind::NotThere) => return Fact::Absent(Origin::Path(world.shown(&path))),
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        },
        _ => {
            let period = number(world, &format!("{dir}/cpu.cfs_period_us"));
            (limit(world, &path), period.known().copied())
        }
    };
    match period {
        Some(period @ 1..) => quota.map(|quota| quota.saturating_mul(1000) / period),
        _ => match quota {
            Fact::Known(..) => {
                Fact::Unknown(Why::new(format!("{} has no period", world.shown(&path))))
            }
            none => none,
        },
    }
}
