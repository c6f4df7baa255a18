//! The ports that source is looked at for, each without cgo and with it.

use landfall_facts::{Standard, Why};
use landfall_formats::gosrc::Platform;
use landfall_probe::roots::Roots;
use landfall_probe::survey::Set;

use crate::module::{self, Asked, Plan};

/// Ports of a release of Go, and what source is read with for them.
pub(crate) struct Ports {
    /// What is built for.
    pub(crate) plans: Vec<Plan>,
    /// The standard library, if no Go is here to be looked at.
    pub(crate) standard: Option<Standard>,
    /// The minor release.
    pub(crate) release: u32,
    /// Why it is not sure which files are built, if it is not.
    pub(crate) doubt: Option<Why>,
}

impl Ports {
    /// The ports that are named, or all of the release, each without cgo and, where it can be, with
    /// it; `tags` are those of `--tags`.
    pub(crate) fn new(
        roots: &Roots,
        names: &[String],
        release: u32,
        tags: &[String],
    ) -> Result<Self, String> {
        let plan =
            |(asked, has_cgo): (Asked, bool)| Plan::new(roots, release, asked, has_cgo, tags);
        let wanted = wanted(names, release)?;
        // So many platforms are looked at in one go.
        if wanted.len() > Set::BITS as usize {
            return Err(format!("could not look at {} ports at a time; name fewer", names.len()));
        }
        let plans: Vec<Plan> = wanted.into_iter().map(plan).collect();
        let standard = module::standard(roots, release, &plans);
        let doubt = plans.iter().find_map(|plan| plan.doubt(release));
        Ok(Self { plans, standard, release, doubt })
    }

    /// Lends what a build is for on each of the ports.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&[Platform<'_>]) -> T) -> T {
        module::with_platforms(self.release, &self.plans, look)
    }
}

/// The ports that are asked for, or all of the release, each without cgo and, where it can be,
/// with it.
fn wanted(names: &[String], release: u32) -> Result<Vec<(Asked, bool)>, String> {
    let ports = landfall_know::ports(release);
    let chosen: Vec<(Asked, bool)> = match names {
        [] => ports.into_iter().map(|(os, arch, cgo)| ((os, arch, None), cgo)).collect(),
        names => {
            let of = |name: &String| {
                let asked = module::platform(name)?;
                let port = ports.iter().find(|port| (port.0, port.1) == (asked.0, asked.1));
                let no_port = || format!("could not use {name:?}: Go 1.{release} has no such port");
                port.map(|port| (asked, port.2)).ok_or_else(no_port)
            };
            names.iter().map(of).collect::<Result<_, String>>()?
        }
    };
    let with_both = |(asked, cgo): (Asked, bool)| {
        let all = [false, true].into_iter().filter(move |with| cgo || !with);
        all.map(move |with| (asked.clone(), with))
    };
    Ok(chosen.into_iter().flat_map(with_both).collect())
}
