//! The seccomp profiles that container runtimes bring along, byte for byte as they ship them.

use std::fmt;

use landfall_facts::Origin;

use crate::packed::PROFILES;
use crate::table::{Row, rows};

/// A seccomp profile that a runtime brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownProfile {
    /// Whose it is, for example `docker`.
    pub name: &'static str,
    /// The first release that has it.
    pub first: &'static str,
    /// The last release that is known to have it.
    pub last: &'static str,
    /// Whether the release that was asked for is known to have it. Else it is the one before.
    pub is_exact: bool,
    /// The name of its file.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The hash of its text.
    pub sha256: &'static str,
    /// Under which licence it is.
    pub licence: &'static str,
    /// The row that says so.
    pub origin: Origin,
}

/// A profile that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchProfile {
    /// What was asked for.
    pub asked: String,
    /// What is known: a name with its oldest and newest release.
    pub known: Vec<String>,
}

impl fmt::Display for NoSuchProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.known.join(", ");
        write!(f, "there is no seccomp profile {:?}; known are {known}, or give a file", self.asked)
    }
}

impl std::error::Error for NoSuchProfile {}

/// The profile of a runtime. Of a release such as `28` or `28.1` the last one that begins so is meant; without
/// one, the newest. Of a release between two that are known, the one before is lent.
pub fn seccomp_profile(name: &str, version: Option<&str>) -> Result<KnownProfile, NoSuchProfile> {
    let asked = || match version {
        Some(version) => format!("{name}@{version}"),
        None => name.to_owned(),
    };
    let unknown = || NoSuchProfile { asked: asked(), known: known() };
    let meant = match version {
        Some(text) => release(text).ok_or_else(unknown)?,
        None => [u32::MAX; 3],
    };
    let first = |profile: &KnownProfile| release(profile.first).unwrap_or_default();
    let mut found = seccomp_profiles()
        .filter(|profile| profile.name == name && first(profile) <= meant)
        .max_by_key(first)
        .ok_or_else(unknown)?;
    // `28` is no release after 28.5.2 that could have another profile.
    let last = release(found.last).unwrap_or_default();
    let is_within = |depth: usize| {
        meant[..depth] == last[..depth] && meant[depth..].iter().all(|n| *n == u32::MAX)
    };
    found.is_exact = meant <= last || (0..3).any(is_within);
    Ok(found)
}

/// All profiles that are known.
pub fn seccomp_profiles() -> impl Iterator<Item = KnownProfile> {
    rows("seccomp-profiles.csv").filter_map(profile)
}

fn profile(row: &'static Row) -> Option<KnownProfile> {
    let file = PROFILES.file(row.get("file"))?;
    Some(KnownProfile {
        name: row.get("name"),
        first: row.get("first"),
        last: row.get("last"),
        is_exact: true,
        file: file.name,
        text: file.text(),
        sha256: row.get("sha256"),
        licence: row.get("licence"),
        origin: row.origin(),
    })
}

/// The three numbers of `28.1.1` or `v28.1`; those that are not said are as high as can be.
fn release(text: &str) -> Option<[u32; 3]> {
    let mut numbers = [u32::MAX; 3];
    let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
    for (number, part) in numbers.iter_mut().zip(parts.by_ref()) {
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// `docker 20.10.0 to 29.7.2`
fn known() -> Vec<String> {
    let mut names: Vec<&str> = seccomp_profiles().map(|profile| profile.name).collect();
    names.dedup();
    let range = |name: &&str| {
        let mut of_name: Vec<_> =
            seccomp_profiles().filter(|profile| profile.name == *name).collect();
        of_name.sort_by_key(|profile| release(profile.first));
        let (oldest, newest) = (of_name.first()?, of_name.last()?);
        Some(format!("{name} {} to {}", oldest.first, newest.last))
    };
    names.iter().filter_map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, version: Option<&str>) -> (&'static str, bool) {
        let found = seccomp_profile(name, version).unwrap();
        (found.file, found.is_exact)
    }

    #[test]
    fn a_release_has_the_profile_of_its_row() {
        assert_eq!(file("docker", Some("20.10.9")), ("docker-20.10.4.json", true));
        assert_eq!(file("docker", Some("v27.5.1")), ("docker-25.0.3.json", true));
        assert_eq!(file("docker", Some("24.0.1")), ("docker-23.0.0.json", true));
        assert_eq!(file("podman", Some("5.4.2")), ("podman-5.2.0.json", true));
        assert_eq!(file("containerd", Some("1.7.24")), ("containerd-1.7.13.json", true));
    }

    #[test]
    fn a_short_release_is_the_last_that_begins_so() {
        assert_eq!(file("docker", Some("28")), ("docker-28.2.0.json", true));
        assert_eq!(file("docker", Some("28.1")), ("docker-25.0.3.json", true));
        assert_eq!(file("docker", Some("29")), ("docker-29.4.3.json", true));
        assert_eq!(file("docker", None), ("docker-29.4.3.json", true));
    }

    #[test]
    fn a_release_that_is_not_known_has_that_before_it_and_it_is_said() {
        assert_eq!(file("docker", Some("29.4.2")), ("docker-28.2.0.json", false));
        assert_eq!(file("docker", Some("31.0.0")), ("docker-29.4.3.json", false));
        assert_eq!(file("podman", Some("5.6")), ("podman-5.2.0.json", false));
    }

    #[test]
    fn what_is_not_known_is_answered_with_what_is() {
        let error = seccomp_profile("docker", Some("19.03.1")).unwrap_err();
        assert!(error.to_string().contains("docker@19.03.1"), "{error}");
        assert!(error.to_string().contains("docker 20.10.0 to 29.7.2"), "{error}");
        assert!(seccomp_profile("lxc", None).is_err());
        assert!(seccomp_profile("docker", Some("1.2.3.4")).is_err());
        assert!(seccomp_profile("docker", Some("latest")).is_err());
    }

    #[test]
    fn every_row_has_a_file_and_every_file_a_row() {
        assert_eq!(seccomp_profiles().count(), rows("seccomp-profiles.csv").count());
        for file in PROFILES.files() {
            let name = file.name;
            assert!(seccomp_profiles().any(|profile| profile.file == name), "{name}");
            assert!(file.text().contains("\"defaultAction\""), "{name}");
        }
    }
}
