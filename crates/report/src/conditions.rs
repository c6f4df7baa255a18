//! Sets of ports in few words.

use std::collections::BTreeSet;

use landfall_facts::Port;

/// Some ports of a list, by their places: a system of which all ports are among them goes by its
/// name alone.
pub(crate) fn in_words(ports: &[Port], places: &[usize]) -> String {
    let mut parts = Vec::new();
    for (has_cgo, words) in [(false, "without cgo"), (true, "with cgo")] {
        let of = |port: &&Port| port.has_cgo == has_cgo;
        let all: Vec<&Port> = ports.iter().filter(of).collect();
        let here: Vec<&Port> = places.iter().map(|place| &ports[*place]).filter(of).collect();
        if here.is_empty() {
            continue;
        }
        if here.len() == all.len() {
            parts.push(format!("every port {words}"));
            continue;
        }
        let elsewhere: Vec<&Port> =
            all.iter().copied().filter(|port| !here.iter().any(|one| one == port)).collect();
        let (here, elsewhere) = (named(&here, &all), named(&elsewhere, &all));
        // What is left is told where that takes fewer words.
        match elsewhere.len() < here.len() {
            true => parts.push(format!("every port but {} {words}", elsewhere.join(" "))),
            false => parts.push(format!("{} {words}", here.join(" "))),
        }
    }
    if let [one, other] = parts.as_slice()
        && let (Some(one), Some(other)) =
            (one.strip_suffix(" without cgo"), other.strip_suffix(" with cgo"))
        && one == other
    {
        return format!("{one}, with cgo and without");
    }
    parts.join("; ")
}

/// The names of some ports; a system stands for all its ports.
fn named(ports: &[&Port], all: &[&Port]) -> Vec<String> {
    let mut names = Vec::new();
    let systems: BTreeSet<&str> = ports.iter().map(|port| port.os.as_str()).collect();
    for system in systems {
        let arches = |ports: &[&Port]| {
            let of = ports.iter().filter(|port| port.os == system);
            of.map(|port| port.arch.clone()).collect::<Vec<_>>()
        };
        let (here, all) = (arches(ports), arches(all));
        match here.len() == all.len() && all.len() > 1 {
            true => names.push(system.to_owned()),
            false => names.extend(here.iter().map(|arch| format!("{system}/{arch}"))),
        }
    }
    names
}
