//! What the kernel lets a process do: rights, filters, security modules, promises of memory.

use landfall_facts::{Fact, Machine, Origin, Why};

use super::around::{kibibytes, line, word};
use crate::world::{Blind, World};

/// The rights that programs of Go ask for most, by their bit (capabilities(7)).
const CAPABILITIES: [(u32, &str); 3] =
    [(10, "net_bind_service"), (13, "net_raw"), (19, "sys_ptrace")];

/// Fills in what holds for a process, `self` or a number.
pub(super) fn fill(world: &dyn World, process: &str, machine: &mut Machine) {
    let status = format!("/proc/{process}/status");
    let around = &mut machine.surroundings;
    // 0 is none, 1 only lets read and write, 2 is a filter.
    around.has_seccomp_filter = line(world, &status, "Seccomp:", |value| Some(value.trim() != "0"));
    around.no_new_privileges =
        line(world, &status, "NoNewPrivs:", |value| Some(value.trim() == "1"));
    around.capabilities = line(world, &status, "CapEff:", |value| {
        let bits = u64::from_str_radix(value.trim(), 16).ok()?;
        let has = CAPABILITIES.iter().filter(|(bit, _)| bits >> bit & 1 == 1);
        Some(has.map(|(_, name)| (*name).to_owned()).collect())
    });
    around.umask = line(world, &status, "Umask:", |value| Some(value.trim().to_owned()));
    around.selinux_enforcing =
        word(world, "/sys/fs/selinux/enforce", |text| Some(text.trim() == "1"));
    around.lockdown = word(world, "/sys/kernel/security/lockdown", |text| {
        Some(text.split_once('[')?.1.split_once(']')?.0.to_owned())
    });
    around.apparmor =
        word(world, "/sys/module/apparmor/parameters/enabled", |text| Some(text.trim() == "Y"));
    around.refused = match (process, world.refused()) {
        ("self", Ok(refused)) => {
            let origin = Origin::Nature("landfall tried it".to_owned());
            Fact::from_option(Some(refused).filter(|refused| !refused.is_empty()), origin)
        }
        ("self", Err(Blind::Cannot(why))) => Fact::Unknown(why),
        _ => Fact::Unknown(Why::new(format!("nobody tries it in the place of process {process}"))),
    };
    around.promise_left = promise_left(world);
    super::emulators::fill(world, around);
    (around.selinux_denials, around.apparmor_denials) = denials(world);
    machine.network.may_ping = may_ping(world, &status);
}

/// Whether a process is of root, and root is not only called so in a user namespace.
pub(super) fn root(world: &dyn World, process: &str) -> Fact<bool> {
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

/// Whether the group of a process may send pings without rights (icmp(7), `ping_group_range`).
fn may_ping(world: &dyn World, status: &str) -> Fact<bool> {
    const FILE: &str = "/proc/sys/net/ipv4/ping_group_range";
    let number = |text: &str| text.split_ascii_whitespace().nth(1)?.parse::<u64>().ok();
    let group = match line(world, status, "Gid:", number) {
        Fact::Known(group, _) => group,
        Fact::Absent(origin) => return Fact::Absent(origin),
        Fact::Unknown(why) => return Fact::Unknown(why),
    };
    word(world, FILE, |text| {
        let mut bounds = text.split_whitespace().map_while(|word| word.parse::<u64>().ok());
        Some((bounds.next()?..=bounds.next()?).contains(&group))
    })
}

/// What SELinux and AppArmor have refused, as far as their logs can be read: the last of it.
fn denials(world: &dyn World) -> (Fact<Vec<String>>, Fact<Vec<String>>) {
    const AUDIT: &str = "/var/log/audit/audit.log";
    const KERNEL: &str = "/var/log/kern.log";
    let of = |path: &str, read: fn(&str) -> Option<String>| match world.tail(path) {
        Ok(text) => {
            let mut told: Vec<String> = text.lines().filter_map(read).collect();
            told.sort_unstable();
            told.dedup();
            let origin = Origin::Path(world.shown(path));
            Fact::from_option(Some(told).filter(|told| !told.is_empty()), origin)
        }
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(path))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    };
    let apparmor = match of(AUDIT, apparmor_denial) {
        Fact::Absent(_) => of(KERNEL, apparmor_denial),
        told => told,
    };
    (of(AUDIT, selinux_denial), apparmor)
}

/// `avc:  denied  { execmod } for … comm="app" … tcontext=u:r:user_home_t:s0 tclass=file` as
/// `execmod file user_home_t app`.
fn selinux_denial(line: &str) -> Option<String> {
    let rest = line.split_once("avc:")?.1.trim_start().strip_prefix("denied")?;
    let what = rest.split_once('{')?.1.split_once('}')?.0.split_whitespace().next()?;
    let value = |key: &str| {
        let value = rest.split_whitespace().find_map(|word| word.strip_prefix(key))?;
        Some(value.trim_matches('"'))
    };
    let of = value("tcontext=")?.split(':').nth(2)?;
    let who = value("comm=").unwrap_or("?");
    Some(format!("{what} {} {of} {who}", value("tclass=")?))
}

/// `apparmor="DENIED" operation="open" profile="docker-default" … comm="app"` as
/// `open docker-default app`.
fn apparmor_denial(line: &str) -> Option<String> {
    let rest = line.split_once("apparmor=\"DENIED\"")?.1;
    let value = |key: &str| rest.split_once(key)?.1.split_once('"').map(|(value, _)| value);
    let who = value("comm=\"").unwrap_or("?");
    Some(format!("{} {} {who}", value("operation=\"")?, value("profile=\"")?))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_is_told_by_what_and_of_what_and_of_whom() {
        let line = "type=AVC msg=audit(1700000000.1:9): avc:  denied  { execute } for  pid=7 \
                    comm=\"app\" path=\"/home/x/app\" scontext=system_u:system_r:init_t:s0 \
                    tcontext=unconfined_u:object_r:user_home_t:s0 tclass=file permissive=0";
        assert_eq!(selinux_denial(line).unwrap(), "execute file user_home_t app");
        assert_eq!(selinux_denial("type=AVC msg=audit(1:1): avc:  granted  { load_policy }"), None);
        let line = "audit: type=1400 audit(1.2:3): apparmor=\"DENIED\" operation=\"exec\" \
                    class=\"file\" profile=\"snap.go.go\" name=\"/usr/bin/gcc\" pid=1 comm=\"go\"";
        assert_eq!(apparmor_denial(line).unwrap(), "exec snap.go.go go");
    }
}
