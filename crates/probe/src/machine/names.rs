//! Where the C library of a machine looks up users and host names, beyond what Go reads itself
//! (`/etc/nsswitch.conf`, nsswitch.conf(5)).

use landfall_facts::{Fact, Libc, Machine, Origin};

use crate::world::{Blind, World};

const FILE: &str = "/etc/nsswitch.conf";

/// Sources and what is there where they are at work: the socket of a daemon, a file of names. One
/// without any of its signs answers nothing; Red Hat lists `sss` where no sssd ever runs.
const SIGNS: [(&[&str], &[&str]); 10] = [
    (&["sss"], &["/var/lib/sss/pipes/nss"]),
    (&["ldap"], &["/run/nslcd/socket", "/var/run/nslcd/socket"]),
    (&["winbind", "wins"], &["/run/samba/winbindd/pipe", "/var/run/samba/winbindd/pipe"]),
    (&["nis", "nisplus"], &["/var/yp/binding"]),
    (&["db"], &["/var/lib/misc/passwd.db", "/var/db/passwd.db"]),
    (&["extrausers"], &["/var/lib/extrausers/passwd"]),
    // The guest environment of Google's machines keeps both in step.
    (&["oslogin", "cache_oslogin"], &["/etc/oslogin_passwd.cache"]),
    (
        &["mdns", "mdns4", "mdns6", "mdns_minimal", "mdns4_minimal", "mdns6_minimal"],
        &["/run/avahi-daemon/socket", "/var/run/avahi-daemon/socket"],
    ),
    (&["libvirt", "libvirt_guest"], &["/var/lib/libvirt/dnsmasq"]),
    // What systemd makes up for its own containers and services, or hands to the server that
    // resolv.conf names: nothing that a program would ask for by name.
    (&["systemd", "mymachines", "myhostname", "resolve", "compat", "files", "dns"], &[]),
];

/// Fills in the sources of users and host names that are at work besides files and DNS.
pub(super) fn fill(world: &dyn World, machine: &mut Machine) {
    (machine.user_sources, machine.host_sources) = match machine.libc.known() {
        Some(Libc::Glibc) => match world.text(FILE) {
            Ok(text) => (sources(world, &text, "passwd"), sources(world, &text, "hosts")),
            Err(Blind::NotThere) => (absent(world, FILE), absent(world, FILE)),
            Err(Blind::Cannot(why)) => (Fact::Unknown(why.clone()), Fact::Unknown(why)),
        },
        // No other C library of Linux reads that file.
        Some(_) => (absent(world, "/"), absent(world, "/")),
        None => match &machine.libc {
            Fact::Unknown(why) => (Fact::Unknown(why.clone()), Fact::Unknown(why.clone())),
            Fact::Known(..) | Fact::Absent(_) => (absent(world, "/"), absent(world, "/")),
        },
    };
}

fn absent<T>(world: &dyn World, path: &str) -> Fact<T> {
    Fact::Absent(Origin::Path(world.shown(path)))
}

/// The sources of a database that are at work.
fn sources(world: &dyn World, text: &str, database: &str) -> Fact<Vec<String>> {
    let Some((line, names)) = listed(text, database) else { return absent(world, FILE) };
    let mut found = Vec::new();
    for name in names {
        let is_at_work = match SIGNS.iter().find(|(sources, _)| sources.contains(&name)) {
            Some((_, signs)) => is_there(world, signs.iter().copied()),
            None => has_library(world, name),
        };
        match is_at_work {
            Ok(true) => found.push(name.to_owned()),
            Ok(false) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
            Err(Blind::NotThere) => {}
        }
    }
    let path = world.shown(FILE);
    let origin = Origin::Line { path, line: u32::try_from(line).unwrap_or(u32::MAX) };
    Fact::from_option(Some(found).filter(|found| !found.is_empty()), origin)
}

/// The line of a database, from 1, and the sources it lists; not what to do with their answers,
/// which stands in brackets.
pub(super) fn listed<'t>(text: &'t str, database: &str) -> Option<(usize, Vec<&'t str>)> {
    text.lines().enumerate().find_map(|(number, line)| {
        let line = line.split('#').next().unwrap_or_default();
        let (name, mut rest) = line.split_once(':')?;
        if name.trim() != database {
            return None;
        }
        let mut names = Vec::new();
        while let Some((before, after)) = rest.split_once('[') {
            names.extend(before.split_ascii_whitespace());
            rest = after.split_once(']').map_or("", |(_, after)| after);
        }
        names.extend(rest.split_ascii_whitespace());
        Some((number + 1, names))
    })
}

fn is_there<'p>(
    world: &dyn World,
    mut paths: impl Iterator<Item = &'p str>,
) -> Result<bool, Blind> {
    let mut blind = None;
    let found = paths.any(|path| match world.kind(path) {
        Ok(_) => true,
        Err(Blind::NotThere) => false,
        Err(cannot) => {
            blind.get_or_insert(cannot);
            false
        }
    });
    match blind {
        Some(blind) if !found => Err(blind),
        _ => Ok(found),
    }
}

/// Whether the library is there through which glibc would ask a source that nobody has described.
fn has_library(world: &dyn World, source: &str) -> Result<bool, Blind> {
    const DIRECTORIES: [&str; 4] = ["/lib", "/usr/lib", "/lib64", "/usr/lib64"];
    let library = format!("libnss_{source}.so.2");
    let mut places = Vec::new();
    for dir in DIRECTORIES {
        places.push(format!("{dir}/{library}"));
        let names = match world.list(dir) {
            Ok(names) => names,
            Err(Blind::NotThere) => continue,
            Err(cannot) => return Err(cannot),
        };
        let multiarch = names.iter().filter(|name| name.contains("-linux-gnu"));
        places.extend(multiarch.map(|name| format!("{dir}/{name}/{library}")));
    }
    is_there(world, places.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_with_an_answer_is_no_source() {
        let text = "# as shipped\npasswd:\tfiles sss # domain\n\
                    hosts: files mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] dns\n";
        assert_eq!(listed(text, "passwd"), Some((2, vec!["files", "sss"])));
        let hosts = vec!["files", "mdns4_minimal", "resolve", "dns"];
        assert_eq!(listed(text, "hosts"), Some((3, hosts)));
        assert_eq!(listed(text, "group"), None);
    }
}
