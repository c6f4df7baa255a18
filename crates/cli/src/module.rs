//! The module that a command is asked about, and the platforms that it is built for.

use std::path::Path;

use landfall_facts::{Arch, CpuLevel, Os, Standard, Target, Why};
use landfall_formats::gosrc::{Known, Platform};
use landfall_probe::Real;
use landfall_probe::roots::Roots;
use landfall_probe::survey::{Set, Survey};

use crate::output::say;

/// The module that a directory is of: by its go.mod, or that of a directory above.
pub(crate) fn find(dir: &Path) -> Result<Roots, String> {
    let shown = dir.display().to_string();
    Roots::new(&Real, &shown).map_err(|why| format!("could not look at {shown}: {why}"))
}

/// The minor release of Go that builds a module: the one at hand, or a newer one that go.mod asks
/// for, which the Go command would fetch.
pub(crate) fn release(roots: &Roots) -> u32 {
    let asked = roots.module.go.as_ref().and_then(|said| {
        let minor = said.text.strip_prefix("1.")?;
        let end = minor.find(|c: char| !c.is_ascii_digit()).unwrap_or(minor.len());
        minor[..end].parse().ok()
    });
    let at_hand = roots.release(&Real).unwrap_or_else(landfall_know::newest_go);
    at_hand.max(asked.unwrap_or(0))
}

/// A platform, and the level of its architecture if one is said.
pub(crate) type Asked = (Os, Arch, Option<CpuLevel>);

/// A platform that is written as `linux/arm64`.
pub(crate) fn platform(text: &str) -> Result<Asked, String> {
    match text.parse::<Target>() {
        Ok(Target::Platform { os, arch, cpu }) => Ok((os, arch, cpu)),
        Ok(_) => Err(format!("could not use {text:?}: write a platform, as in linux/arm64")),
        Err(error) => Err(error.to_string()),
    }
}

/// The platform that this landfall is made for.
pub(crate) fn own() -> Result<Asked, String> {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let no_name = || format!("could not tell what to build for: Go has no name for {os}/{arch}");
    let (Some(os), Some(arch)) = landfall_probe::machine::own_platform() else {
        return Err(no_name());
    };
    Ok((os, arch, None))
}

/// What is built for.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) os: Os,
    pub(crate) arch: Arch,
    pub(crate) has_cgo: bool,
    pub(crate) tags: Vec<String>,
    /// Whether those are among the tags that the release sets by itself.
    knows_tool_tags: bool,
}

impl Plan {
    /// What is built by a release for a platform; `said` are the tags of `--tags`.
    ///
    /// As with the Go command, what is said here counts and not what GOFLAGS says.
    pub(crate) fn new(
        roots: &Roots,
        release: u32,
        (os, arch, level): Asked,
        has_cgo: bool,
        said: &[String],
    ) -> Self {
        let settings = &roots.settings;
        let level = level.map(|level| level.level).or_else(|| {
            let setting = landfall_know::level_setting(arch)?;
            settings.get(&Real, setting)
        });
        let tool_tags =
            landfall_know::tool_tags(release, (os, arch), level.as_deref(), &settings.experiments);
        let said = if said.is_empty() { &settings.tags } else { said };
        let all = said.iter().chain(&settings.sanitizers).chain(tool_tags.iter().flatten());
        Self {
            os,
            arch,
            has_cgo,
            tags: all.cloned().collect(),
            knows_tool_tags: tool_tags.is_some(),
        }
    }

    /// Why it is not sure which files are built, if it is not.
    pub(crate) fn doubt(&self, release: u32) -> Option<Why> {
        let why = format!("nobody here knows which build tags Go 1.{release} sets by itself");
        (!self.knows_tool_tags).then(|| Why::new(why))
    }
}

/// The standard library as tables tell it for some plans, if no Go is here to be looked at.
pub(crate) fn standard(roots: &Roots, release: u32, plans: &[Plan]) -> Option<Standard> {
    if roots.goroot.is_some() {
        return None;
    }
    let platforms: Vec<landfall_know::Platform<'_>> = plans
        .iter()
        .map(|plan| landfall_know::Platform {
            os: plan.os,
            arch: plan.arch,
            has_cgo: plan.has_cgo,
            tags: &plan.tags,
        })
        .collect();
    let standard = landfall_know::standard(release, &platforms)?;
    say(&format!(
        "Go is not here: its standard library was taken from a table of Go 1.{release}, fields of \
         its types were not compared"
    ));
    Some(standard)
}

/// Lends the platforms of some plans, as source is read for them.
pub(crate) fn with_platforms<T>(
    release: u32,
    plans: &[Plan],
    look: impl FnOnce(&[Platform<'_>]) -> T,
) -> T {
    let (systems, architectures) = landfall_know::platform_names();
    let known =
        Known { systems: &systems[0], unix_systems: &systems[1], architectures: &architectures };
    let tags: Vec<Vec<&str>> =
        plans.iter().map(|plan| plan.tags.iter().map(String::as_str).collect()).collect();
    let platforms: Vec<Platform<'_>> = plans
        .iter()
        .zip(&tags)
        .map(|(plan, tags)| Platform {
            system: plan.os.name(),
            architecture: plan.arch.name(),
            has_cgo: plan.has_cgo,
            compiler: "gc",
            release,
            tags,
            known,
        })
        .collect();
    look(&platforms)
}

/// Tells a survey what the tables know of the plans that it was made for.
pub(crate) fn tell(survey: &mut Survey<'_>, plans: &[Plan]) {
    let set = |holds: &dyn Fn(&Plan) -> bool| {
        let bits = plans.iter().enumerate().filter(|(_, plan)| holds(plan));
        bits.fold(0, |set: Set, (bit, _)| set | 1 << bit)
    };
    survey.links_externally =
        set(&|plan| landfall_know::links_externally(plan.os, plan.arch).is_some());
    survey.narrow =
        set(&|plan| landfall_know::architecture(plan.arch).is_some_and(|it| it.int_bits == 32));
}
