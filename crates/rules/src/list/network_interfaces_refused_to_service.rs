//! A service that may not ask for the network's interfaces.

use landfall_facts::{Edit, Finding};

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit's `RestrictAddressFamilies` leaves out `AF_NETLINK`, by which Go asks for the interfaces.
    ///
    /// ## Why it breaks
    /// `net.Interfaces`, `net.InterfaceAddrs` and what is built on them (multicast, discovery, choosing an
    /// own address) fail with `route ip+net: netlinkrib: address family not supported by protocol`.
    /// Listening and dialling are not touched. Seen by users of other programs in NLnetLabs/unbound#350 and
    /// n0-computer/iroh#3265; run here with a filter that answers as systemd's does.
    ///
    /// ## How to mend it
    /// `RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
    /// -- finds --
    /// web.service:3: net.Interfaces would fail in web: RestrictAddressFamilies leaves out AF_NETLINK
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// RestrictAddressFamilies=~AF_PACKET
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// RestrictAddressFamilies=AF_INET %i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    network_interfaces_refused_to_service: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let mut allowed: Vec<&str> = Vec::new();
    let mut first = None;
    for setting in seen.all("RestrictAddressFamilies") {
        // What is refused, and `none`, are another thing.
        if setting.value.starts_with('~') || setting.value == "none" {
            return Ok(None);
        }
        first = first.or(Some(setting));
        for said in &setting.words {
            let word = said.text.look()?;
            allowed.extend(word.map(|word| word.value().as_str()));
        }
    }
    let Some(setting) = first else { return Ok(None) };
    if allowed.contains(&"AF_NETLINK") {
        return Ok(None);
    }
    let name = seen.name();
    Ok(Some(
        Finding::new(format!(
            "net.Interfaces would fail in {name}: RestrictAddressFamilies leaves out AF_NETLINK"
        ))
        .has(format!("RestrictAddressFamilies={}", setting.value), &setting.at)
        .mend(format!("RestrictAddressFamilies={} AF_NETLINK", setting.value))
        .perhaps_fixed_by("let it ask", Edit::behind(&setting.value_at, " AF_NETLINK")),
    ))
}
