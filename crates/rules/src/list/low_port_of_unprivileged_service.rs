//! A service that listens on a low port without the right to.

use landfall_facts::Finding;
use landfall_know::FlagSays;

use crate::recipes::{Answers, Tree, UnitSeen};
use crate::rule::{Answer, rule};

rule! {
    /// A unit runs its program as a user who is not root, and tells it to listen on a port below 1024.
    ///
    /// ## Why it breaks
    /// `listen tcp :80: bind: permission denied`. The right is `CAP_NET_BIND_SERVICE`, which a unit gives
    /// with `AmbientCapabilities=` (systemd.exec(5)). Seen by users in superseriousbusiness/gotosocial#576
    /// and acme-dns/acme-dns#62. It is no break where `net.ipv4.ip_unprivileged_port_start` is lower, or
    /// where `setcap` gave the file the right; a program was run as a user here.
    ///
    /// ## How to mend it
    /// `AmbientCapabilities=CAP_NET_BIND_SERVICE`, or a socket unit that hands the port over.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/bin/web --listen :80
    /// -- finds --
    /// web.service:3: web may not listen on port 80: it runs as web and has no CAP_NET_BIND_SERVICE
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// AmbientCapabilities=CAP_NET_BIND_SERVICE
    /// ExecStart=/usr/bin/web --listen :80
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web --listen :80
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/bin/web --upstream 10.0.0.1:80 --listen :8080
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// -- web.service --
    /// [Service]
    /// User=web
    /// ExecStart=/usr/bin/web --listen $ADDRESS
    /// -- unsure --
    /// web.service: the value of $ADDRESS is put in where the unit starts
    /// ```
    low_port_of_unprivileged_service: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    if !seen.has_own_user() || seen.recipes.units.iter().any(|unit| unit.name.ends_with(".socket"))
    {
        return Ok(None);
    }
    let rights = seen.all("AmbientCapabilities").any(|one| {
        let value = one.value.to_ascii_uppercase();
        value.contains("CAP_NET_BIND_SERVICE") || value.starts_with('~')
    });
    if rights {
        return Ok(None);
    }
    for given in seen.started().flat_map(|started| started.given(FlagSays::Address)) {
        let port = given.value()?.and_then(|value| value.rsplit(':').next()?.parse::<u16>().ok());
        let Some(port) = port.filter(|port| (1..1024).contains(port)) else { continue };
        let said = given.said;
        let user = seen.last("User").map_or("a user of its own", |one| &one.value);
        return Ok(Some(
            Finding::new(format!(
                "{} may not listen on port {port}: it runs as {user} and has no CAP_NET_BIND_SERVICE",
                seen.name()
            ))
            .has(said.written.clone(), &said.at)
            .mend("AmbientCapabilities=CAP_NET_BIND_SERVICE"),
        ));
    }
    Ok(None)
}
