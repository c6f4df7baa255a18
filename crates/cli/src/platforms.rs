//! The ports that source is looked at for, each without cgo and with it.

use landfall_facts::{Arch, Os};
use landfall_formats::gosrc::{Known, Platform};

use crate::module;

/// Ports, and what is set for all of them.
pub(crate) struct Ports<'a> {
    /// The ports, each with whether cgo is on.
    pub(crate) wanted: Vec<(Os, Arch, bool)>,
    /// What `-tags` sets.
    pub(crate) tags: &'a [String],
    /// The minor release of Go.
    pub(crate) release: u32,
}

impl Ports<'_> {
    /// Does something with what a build is for on each of the ports.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&[Platform<'_>]) -> T) -> T {
        let tags = self.wanted.iter().map(|(os, arch, _)| {
            let experiments = landfall_know::experiment_tags(self.release, *os, *arch);
            self.tags.iter().cloned().chain(experiments.unwrap_or_default()).collect()
        });
        let tags: Vec<Vec<String>> = tags.collect();
        let tags: Vec<Vec<&str>> =
            tags.iter().map(|tags| tags.iter().map(String::as_str).collect()).collect();
        let (systems, architectures) = landfall_know::platform_names();
        let known = Known {
            systems: &systems[0],
            unix_systems: &systems[1],
            architectures: &architectures,
        };
        let platform = |((os, arch, has_cgo), tags): (&(Os, Arch, bool), _)| Platform {
            system: os.name(),
            architecture: arch.name(),
            has_cgo: *has_cgo,
            compiler: "gc",
            release: self.release,
            tags,
            known,
        };
        let tags = tags.iter().map(Vec::as_slice);
        let platforms: Vec<Platform<'_>> = self.wanted.iter().zip(tags).map(platform).collect();
        work(&platforms)
    }
}

/// The ports that are asked for, or all of the release, each without cgo and, where it can be,
/// with it.
pub(crate) fn wanted(names: &[String], release: u32) -> Result<Vec<(Os, Arch, bool)>, String> {
    let ports = landfall_know::ports(release);
    let chosen = match names {
        [] => ports,
        names => {
            let of = |name: &String| {
                let (os, arch) = module::platform(name)?;
                let port = ports.iter().find(|port| (port.0, port.1) == (os, arch));
                port.copied().ok_or_else(|| {
                    format!("could not use {name:?}: Go 1.{release} has no such port")
                })
            };
            names.iter().map(of).collect::<Result<_, _>>()?
        }
    };
    let with_both = |(os, arch, cgo): (Os, Arch, bool)| {
        [false, true].into_iter().filter(move |with| cgo || !with).map(move |with| (os, arch, with))
    };
    Ok(chosen.into_iter().flat_map(with_both).collect())
}
