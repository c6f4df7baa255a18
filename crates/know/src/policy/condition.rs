//! Whether a rule of a profile is there on a machine, as Docker and Podman decide it.

use landfall_facts::{KernelVersion, ProfileRule, Why};

use super::Capabilities;

/// What conditions are held against.
pub(super) struct Place<'a> {
    /// As libseccomp names the architecture.
    pub(super) arch: &'static str,
    pub(super) kernel: Option<KernelVersion>,
    pub(super) capabilities: &'a Capabilities,
}

impl Place<'_> {
    /// Whether the rule is there: no condition of `excludes` may hold and each of `includes` has to. The reason
    /// where that hangs on something that is not known.
    pub(super) fn holds(&self, rule: &ProfileRule) -> Result<bool, Why> {
        let excludes = &rule.excludes;
        let mut against: Vec<Result<bool, Why>> =
            excludes.capabilities.iter().map(|name| self.has(name)).collect();
        against.extend(excludes.min_kernel.iter().map(|release| self.is_at_least(release)));
        against.push(Ok(excludes.arches.iter().any(|arch| arch == self.arch)));
        let includes = &rule.includes;
        let mut wanted: Vec<Result<bool, Why>> =
            includes.capabilities.iter().map(|name| self.has(name)).collect();
        wanted.extend(includes.min_kernel.iter().map(|release| self.is_at_least(release)));
        wanted.push(Ok(
            includes.arches.is_empty() || includes.arches.iter().any(|arch| arch == self.arch)
        ));
        if against.contains(&Ok(true)) || wanted.contains(&Ok(false)) {
            return Ok(false);
        }
        against.into_iter().chain(wanted).find_map(Result::err).map_or(Ok(true), Err)
    }

    fn has(&self, name: &str) -> Result<bool, Why> {
        match self.capabilities {
            Capabilities::Known(names) => Ok(names.contains(name)),
            Capabilities::Unknown(_) => Err(not_known(name)),
        }
    }

    fn is_at_least(&self, release: &str) -> Result<bool, Why> {
        let unknown = || not_known(&format!("minKernel {release}"));
        let least: KernelVersion = release.parse().map_err(|_| unknown())?;
        Ok(self.kernel.ok_or_else(unknown)? >= least)
    }
}

fn not_known(condition: &str) -> Why {
    Why::new(format!("whether {condition} holds there is not known"))
}
