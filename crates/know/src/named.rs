//! Which machine a name or a platform means.

use std::fmt;

use landfall_facts::{Arch, CpuLevel, Fact, Libc, Machine, Origin, Os, Target, Why};

use crate::cpu::{flags_of, levels_of};
use crate::distros::{Distro, distros, emulated, loaders, no_cpu};
use crate::table::rows;

/// A name that no row has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchTarget {
    /// What was asked for.
    pub target: String,
    /// What to write instead.
    pub hint: String,
}

impl fmt::Display for NoSuchTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not find target {:?}: {}", self.target, self.hint)
    }
}

impl std::error::Error for NoSuchTarget {}

/// The machine that a target by name or platform means; `None` for a target that has to be
/// looked at (an image, a root filesystem, a recording, here).
pub fn resolve(target: &Target) -> Result<Option<Machine>, NoSuchTarget> {
    if let Target::Named { cpu: Some(cpu), .. } | Target::Platform { cpu: Some(cpu), .. } = target
        && flags_of(cpu).is_none()
    {
        let levels: Vec<_> = levels_of(&cpu.setting).collect();
        let hint = format!("there are {} {}", cpu.setting, levels.join(", "));
        return Err(NoSuchTarget { target: target.to_string(), hint });
    }
    match target {
        Target::Named { name, release, arch: arch_of, cpu } => {
            let no_such = |hint| NoSuchTarget { target: target.to_string(), hint };
            let (distro, of_namespace) = find(name, release.as_deref()).map_err(no_such)?;
            let (arch, cpu) = match of_namespace {
                Some((arch, level)) if arch_of.is_none() => (Some(arch), level.or(cpu.clone())),
                Some((arch, _)) if *arch_of != Some(arch) => {
                    return Err(no_such(format!("{name} is for {arch}")));
                }
                Some(_) | None => (*arch_of, cpu.clone()),
            };
            if let Some(arch) = &arch {
                let arches = distro.arches();
                if !arches.is_empty() && !arches.contains(arch) {
                    let arches: Vec<_> = arches.iter().map(|arch| arch.name()).collect();
                    let hint =
                        format!("{} is published for {}", distro.target(), arches.join(", "));
                    return Err(NoSuchTarget { target: target.to_string(), hint });
                }
            }
            Ok(Some(distro.machine(&target.to_string(), arch, cpu.as_ref())))
        }
        Target::Platform { os, arch, cpu } => {
            Ok(Some(platform(&target.to_string(), *os, *arch, cpu.as_ref())))
        }
        Target::Rootfs(_) | Target::Image(_) | Target::Recorded(_) | Target::Here => Ok(None),
    }
}

/// The row that the name of a machine means.
pub(crate) fn distro_of(machine: &str) -> Option<Distro> {
    match machine.parse().ok()? {
        Target::Named { name, release, .. } => Some(find(&name, release.as_deref()).ok()?.0),
        Target::Platform { .. }
        | Target::Rootfs(_)
        | Target::Image(_)
        | Target::Recorded(_)
        | Target::Here => None,
    }
}

/// An architecture, and a level of it, that is said beside a name.
type Said = Option<(Arch, Option<CpuLevel>)>;

/// The row that a name means, and the architecture that its namespace stands for.
fn find(name: &str, release: Option<&str>) -> Result<(Distro, Said), String> {
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let Some((namespace, short)) = name.rsplit_once('/') else {
        return Ok((of_name(name, release)?, None));
    };
    if let Some(distro) = distros().find(|distro| is_image(distro, name, release)) {
        return Ok((distro, None));
    }
    if let Some(row) = rows("namespaces.csv").find(|row| row.get("namespace") == namespace) {
        return Ok((of_name(short, release)?, said(row.get("platform"))));
    }
    // gcr.io/distroless/static is a name, whatever the tag, and so is bci-base beside bci-micro.
    let mut beside = distros().filter(|distro| {
        let image = distro.field("image");
        image.rsplit_once('/').is_some_and(|(there, _)| there == namespace)
    });
    let Some(first) = beside.next() else {
        return Err(format!(
            "nobody here knows what {namespace} puts into its images; save it and write \
             \"image:FILE\", or name the distribution that it is made from"
        ));
    };
    let is_meant = |distro: &Distro| distro.release() == short || distro.aliases().contains(&short);
    match std::iter::once(first).chain(beside).find(is_meant) {
        Some(distro) => Ok((distro, None)),
        None => Ok((of_name(short, release)?, None)),
    }
}

/// `linux/arm/v7` of a table.
fn said(platform: &str) -> Said {
    match platform.parse::<Target>() {
        Ok(Target::Platform { arch, cpu, .. }) => Some((arch, cpu)),
        _ => None,
    }
}

fn of_name(name: &str, release: Option<&str>) -> Result<Distro, String> {
    let name = meant(name);
    let of_name: Vec<Distro> = distros().filter(|distro| distro.name() == name).collect();
    if of_name.is_empty() {
        let near = nearest(name, distros().map(|distro| distro.name().to_owned()));
        return Err(match near {
            Some(near) => format!("did you mean {near:?}? `landfall targets` lists them all"),
            None => "`landfall targets` lists them all".into(),
        });
    }
    let releases = || of_name.iter().map(Distro::target).collect::<Vec<_>>().join(", ");
    let has = |wanted: &str| {
        let by_name = of_name.iter().find(|distro| distro.release() == wanted);
        by_name
            .or_else(|| of_name.iter().find(|distro| distro.aliases().contains(&wanted)))
            .cloned()
    };
    let Some(release) = release else {
        return match of_name.as_slice() {
            [only] => Ok(only.clone()),
            _ => ["latest", "stable", "rolling"]
                .into_iter()
                .find_map(has)
                .ok_or_else(|| format!("say which release: {}", releases())),
        };
    };
    // `12-slim` has the libraries of `12`; `3.20.3` is a snapshot of `3.20`, `12.7` one of `12`.
    // Where the table tells such releases apart, as it does the service packs of SLES, one that it
    // does not have could be anything.
    let shared = |wanted: &&str| {
        let apart = [format!("{wanted}."), format!("{wanted}-sp")];
        *wanted == plain_of(release)
            || !of_name.iter().any(|distro| {
                std::iter::once(distro.release())
                    .chain(distro.aliases())
                    .any(|one| apart.iter().any(|start| one.starts_with(start.as_str())))
            })
    };
    let plain = plain_of(release);
    let mut tries = vec![plain];
    while let Some((shorter, _)) = tries.last().and_then(|last| last.rsplit_once('.')) {
        tries.push(shorter);
    }
    tries
        .into_iter()
        .filter(shared)
        .find_map(has)
        .ok_or_else(|| format!("there are {}", releases()))
}

fn plain_of(release: &str) -> &str {
    release.strip_suffix("-slim").unwrap_or(release)
}

fn is_image(distro: &Distro, name: &str, release: Option<&str>) -> bool {
    if !name.contains('/') {
        return false;
    }
    let image = distro.field("image");
    let (repository, tag) =
        image.rsplit_once(':').map_or((image, None), |(image, tag)| (image, Some(tag)));
    if image.is_empty() || repository != name {
        return false;
    }
    match (tag, release) {
        (Some(tag), Some(release)) => tag == release,
        // Tags such as nonroot and debug of an image without a tag of its own are variants of it.
        (None, _) | (Some(_), None) => true,
    }
}

/// The name that the table has for a distribution which goes under others, `rocky` for `rockylinux`.
pub fn meant(name: &str) -> &str {
    let row = rows("names.csv").find(|row| row.get("name") == name);
    row.map_or(name, |row| row.get("means"))
}

/// The name of a list that is closest to what was written, if one is close.
pub fn nearest(wanted: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for name in names {
        // The beginning of a name, or a part that nobody mistypes, is closer than any typo.
        if wanted.len() >= 4 && name.contains(wanted) {
            return Some(name);
        }
        let distance = strsim::levenshtein(wanted, &name);
        let limit = (wanted.len().max(name.len()) / 3).max(1);
        if distance <= limit && best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// A machine of which only the platform is said.
fn platform(name: &str, os: Os, arch: Arch, cpu: Option<&CpuLevel>) -> Machine {
    let word = || Origin::Word(name.to_owned());
    let mut machine = Machine::unknown(name, &Why::new(format!("{name} names a platform only")));
    machine.os = Fact::Known(os, word());
    machine.arches = Fact::Known(vec![arch], word());
    machine.emulated = emulated(name, Some(&os), machine.arches.known(), word());
    machine.cpu = match cpu {
        Some(cpu) => Fact::Known(cpu.clone(), word()),
        None => Fact::Unknown(no_cpu(name)),
    };
    if !matches!(os, Os::Linux | Os::Android) {
        machine.kernel = Fact::Absent(word());
    }
    // Every Android has its own C library and loader.
    if os == Os::Android {
        machine.libc = Fact::Known(Libc::Bionic, word());
        machine.interpreters = loaders(Libc::Bionic, machine.arches.known());
    }
    if os != Os::Darwin {
        machine.macos = Fact::Absent(word());
    }
    if os != Os::Windows {
        machine.windows = Fact::Absent(word());
    }
    machine
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(target: &str) -> Machine {
        resolve(&target.parse().unwrap()).unwrap().unwrap()
    }

    #[test]
    fn every_android_has_the_loader_of_android() {
        let machine = of("android/386");
        assert_eq!(machine.interpreters.known().unwrap()[0].path, "/system/bin/linker");
        assert_eq!(of("android/arm64").libc.known(), Some(&Libc::Bionic));
        assert!(of("linux/arm64").interpreters.known().is_none());
    }

    #[test]
    fn debian_11_has_the_glibc_of_its_row() {
        let machine = of("debian:11");
        assert_eq!(machine.glibc.known().unwrap().to_string(), "2.31");
        assert!(
            matches!(machine.glibc.origin(), Some(Origin::Row { table, .. }) if table == "distros.csv")
        );
    }

    #[test]
    fn a_release_is_found_by_code_name_snapshot_and_variant() {
        for target in
            ["debian:bullseye", "debian:11.9", "debian:11-slim", "docker.io/library/debian:11"]
        {
            assert_eq!(of(target).glibc.known().unwrap().to_string(), "2.31", "{target}");
        }
        assert_eq!(of("alpine:3.20.3").libc.known(), Some(&Libc::Musl));
        assert_eq!(
            of("gcr.io/distroless/static-debian12:nonroot").libc,
            Fact::Absent(of("distroless:static-debian12").libc.origin().unwrap().clone())
        );
    }

    #[test]
    fn a_service_pack_that_no_row_has_is_not_taken_for_another() {
        assert_eq!(of("sles:15.4").glibc.known().unwrap().to_string(), "2.31");
        assert!(resolve(&"sles:15.3".parse().unwrap()).is_err());
        assert!(resolve(&"registry.suse.com/bci/bci-base:15.3".parse().unwrap()).is_err());
        assert_eq!(of("rocky:9.4").glibc.known().unwrap().to_string(), "2.34");
    }

    #[test]
    fn a_namespace_says_an_architecture_or_whose_image_it_is() {
        assert_eq!(of("arm64v8/alpine:3.20").arches.known(), Some(&vec![Arch::Arm64]));
        let arm = of("docker.io/arm32v7/debian:12");
        assert_eq!(arm.arches.known(), Some(&vec![Arch::Arm]));
        assert_eq!(arm.cpu.known(), Some(&CpuLevel::new("GOARM", "7")));
        assert!(resolve(&"arm64v8/alpine:3.20/amd64".parse().unwrap()).is_err());
        let distroless = of("gcr.io/distroless/static:nonroot");
        assert!(matches!(distroless.libc, Fact::Absent(_)));
        let error = resolve(&"ghcr.io/acme/debian:12".parse().unwrap()).unwrap_err();
        assert!(error.hint.contains("image:FILE"), "{error}");
    }

    #[test]
    fn a_name_nobody_has_comes_back_with_the_nearest() {
        let error = resolve(&"debain:12".parse().unwrap()).unwrap_err();
        assert!(error.hint.contains("\"debian\""), "{error}");
        let error = resolve(&"debian:99".parse().unwrap()).unwrap_err();
        assert!(error.hint.contains("debian:12"), "{error}");
    }

    #[test]
    fn what_a_row_does_not_say_is_unknown_and_never_absent() {
        let machine = of("debian:8");
        assert!(matches!(machine.certificates, Fact::Unknown(_)));
        assert!(matches!(of("debian:12").certificates, Fact::Absent(_)));
    }

    #[test]
    fn there_are_seventy_machines_and_each_is_found_by_its_own_name() {
        let all: Vec<_> = distros().collect();
        assert!(all.len() >= 70, "{}", all.len());
        for distro in all {
            let found = of_name(distro.name(), Some(distro.release())).unwrap();
            assert_eq!((found.name(), found.release()), (distro.name(), distro.release()));
        }
    }
}
