//! When and where something was there: release by release and port by port, in as few rows as
//! tell it.

use std::collections::{BTreeMap, BTreeSet};

/// A GOOS and a GOARCH.
pub type Port = (String, String);

/// Where a thing is in each release that has it.
pub type Places = BTreeMap<u32, BTreeSet<Port>>;

/// A stretch of releases in which a thing stays where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The first release.
    pub first: u32,
    /// The last.
    pub last: u32,
    /// The ports, in the words of the tables.
    pub ports: String,
}

/// The periods of a thing. That a port comes or goes ends none.
pub fn periods(of: &Places, ports: &Places) -> Vec<Period> {
    /// First and last release, the ports that have the thing, and all that are decided.
    type Open = (u32, u32, BTreeSet<Port>, BTreeSet<Port>);
    let mut done = Vec::new();
    let mut open: Option<Open> = None;
    let close = |open: Option<Open>, done: &mut Vec<Period>| {
        if let Some((first, last, has, decided)) = open.filter(|(_, _, has, _)| !has.is_empty()) {
            done.push(Period { first, last, ports: words(&has, &decided) });
        }
    };
    for (release, all) in ports.iter().rev() {
        let has = of.get(release).cloned().unwrap_or_default();
        match &mut open {
            Some((first, _, had, decided))
                if all
                    .intersection(decided)
                    .all(|port| had.contains(port) == has.contains(port)) =>
            {
                *first = *release;
                had.extend(has);
                decided.extend(all.iter().cloned());
            }
            _ => {
                close(open.take(), &mut done);
                open = Some((*release, *release, has, all.clone()));
            }
        }
    }
    close(open, &mut done);
    done.reverse();
    done
}

/// A set of ports in words: `*` for all, `linux/*`, `linux/amd64+arm64`; what follows a `!` is
/// left out.
fn words(has: &BTreeSet<Port>, of: &BTreeSet<Port>) -> String {
    let lacks: BTreeSet<Port> = of.difference(has).cloned().collect();
    if lacks.is_empty() {
        return "*".to_owned();
    }
    let plain = listed(has, of, "").join(" ");
    let without = listed(&lacks, of, "!").join(" ");
    if plain.len() <= without.len() { plain } else { without }
}

fn listed(has: &BTreeSet<Port>, of: &BTreeSet<Port>, sign: &str) -> Vec<String> {
    let arches = |set: &BTreeSet<Port>| {
        let mut by_os: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (os, arch) in set {
            by_os.entry(os.clone()).or_default().push(arch.clone());
        }
        by_os
    };
    let all = arches(of);
    let word = |(os, some): (String, Vec<String>)| {
        let every = all.get(&os).map_or(&[][..], Vec::as_slice);
        if some == every {
            return format!("{sign}{os}/*");
        }
        let lacks: Vec<_> = every.iter().filter(|arch| !some.contains(arch)).cloned().collect();
        let plain = format!("{sign}{os}/{}", some.join("+"));
        let without = format!("{os}/* !{os}/{}", lacks.join("+"));
        if sign.is_empty() && without.len() < plain.len() { without } else { plain }
    };
    arches(has).into_iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ports: &[&str]) -> BTreeSet<Port> {
        let port = |text: &&str| {
            let (os, arch) = text.split_once('/').unwrap();
            (os.to_owned(), arch.to_owned())
        };
        ports.iter().map(port).collect()
    }

    #[test]
    fn a_new_port_ends_no_period() {
        let ports = Places::from([
            (21, set(&["linux/amd64", "windows/amd64"])),
            (22, set(&["linux/amd64", "linux/arm64", "windows/amd64"])),
        ]);
        let of =
            Places::from([(21, set(&["linux/amd64"])), (22, set(&["linux/amd64", "linux/arm64"]))]);
        let one = Period { first: 21, last: 22, ports: "linux/*".to_owned() };
        assert_eq!(periods(&of, &ports), [one]);
        assert_eq!(periods(&ports, &ports)[0].ports, "*");
    }

    #[test]
    fn a_thing_that_moves_has_two_periods() {
        let all = set(&["linux/386", "linux/amd64", "linux/arm64", "windows/amd64"]);
        let ports = Places::from([(21, all.clone()), (22, all.clone())]);
        let of = Places::from([
            (21, set(&["linux/386"])),
            (22, set(&["linux/amd64", "linux/arm64", "windows/amd64"])),
        ]);
        let words: Vec<_> = periods(&of, &ports).into_iter().map(|one| one.ports).collect();
        assert_eq!(words, ["linux/386", "!linux/386"]);
    }
}
