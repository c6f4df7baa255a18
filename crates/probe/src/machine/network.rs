//! How a process finds others: names, addresses and ports.

use landfall_facts::{Fact, Machine, Origin, Why};

use super::files::first;
use super::names::listed;
use crate::world::{Blind, Kind, World};

/// Where `mime` looks for media types (`mime/type_unix.go`).
const MEDIA_TYPES: [&str; 7] = [
    "/usr/local/share/mime/globs2",
    "/usr/share/mime/globs2",
    "/etc/mime.types",
    "/etc/apache2/mime.types",
    "/etc/apache/mime.types",
    "/etc/httpd/conf/mime.types",
    "/etc/httpd/mime.types",
];

/// What stands for the servers of a system that keeps them elsewhere.
pub(super) const OF_SYSTEM: &str = "the system";

/// Name servers that are nobody's business but theirs who see to them.
pub(super) fn of(whose: &str) -> Fact<Vec<String>> {
    Fact::Known(vec![whose.to_owned()], Origin::Nature(format!("{whose} names them")))
}

/// Fills in what files tell, of any machine.
pub(super) fn of_files(world: &dyn World, machine: &mut Machine) {
    let network = &mut machine.network;
    network.services = first(world, &["/etc/services"], Kind::File);
    network.media_types = first(world, &MEDIA_TYPES, Kind::File);
    network.name_servers = name_servers(world);
    network.host_lookups = host_lookups(world);
}

/// Fills in what a running Linux tells of the network of a process.
pub(super) fn of_process(world: &dyn World, process: &str, machine: &mut Machine) {
    let network = &mut machine.network;
    let of_process = |file: &str| format!("/proc/{process}/net/{file}");
    network.loopback = has(world, &of_process("fib_trie"), "|-- 127.0.0.1\n");
    network.loopback6 = has(world, &of_process("if_inet6"), "00000000000000000000000000000001 ");
    network.ports = ports(world);
    network.silent_name_server = silent(world, &network.name_servers, &of_process);
}

/// Whether a file of /proc has a text; one that is not there has nothing.
fn has(world: &dyn World, path: &str, text: &str) -> Fact<bool> {
    match world.text(path) {
        Ok(all) => Fact::Known(all.contains(text), Origin::Path(world.shown(path))),
        // A kernel without that protocol, or where another file tells of it.
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(path))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// How many ports a connection may begin at.
fn ports(world: &dyn World) -> Fact<u64> {
    const FILE: &str = "/proc/sys/net/ipv4/ip_local_port_range";
    match world.text(FILE) {
        Ok(text) => {
            let mut bounds = text.split_whitespace().filter_map(|word| word.parse::<u64>().ok());
            match (bounds.next(), bounds.next()) {
                (Some(least), Some(most)) if least <= most => {
                    Fact::Known(most - least + 1, Origin::Path(world.shown(FILE)))
                }
                _ => Fact::Unknown(Why::new(format!("{FILE} holds no two numbers"))),
            }
        }
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(FILE))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// The name servers of resolv.conf, as Go reads it (`net/dnsconfig_unix.go`).
fn name_servers(world: &dyn World) -> Fact<Vec<String>> {
    const FILE: &str = "/etc/resolv.conf";
    let text = match world.text(FILE) {
        Ok(text) => text,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(world.shown(FILE))),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let of_line = |line: &str| {
        let mut words = line.split([' ', '\t', '\r']).filter(|word| !word.is_empty());
        (words.next()? == "nameserver").then(|| words.next().map(str::to_owned))?
    };
    let servers: Vec<String> = text.lines().filter_map(of_line).take(3).collect();
    let origin = Origin::Path(world.shown(FILE));
    Fact::from_option(Some(servers).filter(|servers| !servers.is_empty()), origin)
}

/// A name server on this machine where nothing listens, if none of them is elsewhere.
fn silent(
    world: &dyn World,
    servers: &Fact<Vec<String>>,
    of_process: &dyn Fn(&str) -> String,
) -> Fact<String> {
    let (servers, origin) = match servers {
        Fact::Known(servers, origin) => (servers, origin),
        Fact::Absent(origin) => return Fact::Absent(origin.clone()),
        Fact::Unknown(why) => return Fact::Unknown(why.clone()),
    };
    let local: Vec<[u8; 4]> = servers
        .iter()
        .filter_map(|server| server.parse::<std::net::Ipv4Addr>().ok())
        .filter(std::net::Ipv4Addr::is_loopback)
        .map(|address| address.octets())
        .collect();
    if local.len() < servers.len() {
        return Fact::Absent(origin.clone());
    }
    let path = of_process("udp");
    let text = match world.text(&path) {
        Ok(text) => text,
        Err(Blind::NotThere) => return Fact::Unknown(Why::new(format!("{path} is not there"))),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    // What listens at every address of IPv6 is asked by IPv4 too; Go's own servers do.
    let of_both = match world.text(&of_process("udp6")) {
        Ok(text) => text,
        Err(Blind::NotThere) => String::new(),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let everywhere = format!(" {:032}:0035 ", 0);
    // Docker answers at another port of the same address and bends port 53 there.
    let listens = |[a, b, c, d]: &[u8; 4]| {
        let address = format!("{d:02X}{c:02X}{b:02X}{a:02X}");
        let mapped = format!(" 0000000000000000FFFF0000{address}:");
        text.contains(&format!(" {address}:"))
            || text.contains(" 00000000:0035 ")
            || of_both.contains(&everywhere)
            || of_both.contains(&mapped)
    };
    match servers.first().filter(|_| !local.iter().any(listens)) {
        Some(server) => Fact::Known(server.clone(), origin.clone()),
        None => Fact::Absent(Origin::Path(world.shown(&path))),
    }
}

/// Where host names are looked up, in order.
fn host_lookups(world: &dyn World) -> Fact<Vec<String>> {
    const FILE: &str = "/etc/nsswitch.conf";
    match world.text(FILE) {
        Ok(text) => match listed(&text, "hosts") {
            Some((line, names)) => {
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                let names = names.into_iter().map(str::to_owned).collect();
                Fact::Known(names, Origin::Line { path: world.shown(FILE), line })
            }
            None => Fact::Absent(Origin::Path(world.shown(FILE))),
        },
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(FILE))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}
