//! The module that a command is asked about, and the platforms that it is built for.

use std::path::Path;

use landfall_facts::{Arch, Os, Target};
use landfall_probe::Real;
use landfall_probe::roots::Roots;

/// The module of a directory, which holds a go.mod or lies below one that does, and the way from
/// there to the directory.
pub(crate) fn find(dir: &Path) -> Result<(Roots, String), String> {
    let shown = dir.display().to_string();
    let could_not = |why: &dyn std::fmt::Display| format!("could not look at {shown}: {why}");
    if dir.join("go.mod").exists() {
        return Roots::new(&Real, &shown)
            .map(|roots| (roots, String::new()))
            .map_err(|why| could_not(&why));
    }
    let whole = dir.canonicalize().map_err(|error| could_not(&error))?;
    let Some(module) = whole.ancestors().find(|dir| dir.join("go.mod").is_file()) else {
        let why = "it is in no module: neither it nor a directory above holds a go.mod";
        return Err(could_not(&why));
    };
    let below = whole.strip_prefix(module).unwrap_or(Path::new(""));
    let below: Vec<String> =
        below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let roots = Roots::new(&Real, &module.display().to_string()).map_err(|why| could_not(&why))?;
    Ok((roots, below.join("/")))
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

/// A platform that is written as `linux/arm64`.
pub(crate) fn platform(text: &str) -> Result<(Os, Arch), String> {
    match text.parse::<Target>() {
        Ok(Target::Platform { os, arch, .. }) => Ok((os, arch)),
        Ok(_) => Err(format!("could not use {text:?}: write a platform, as in linux/arm64")),
        Err(error) => Err(error.to_string()),
    }
}

/// The platform that this landfall is made for.
pub(crate) fn own() -> Result<(Os, Arch), String> {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let no_name = || format!("could not tell what to build for: Go has no name for {os}/{arch}");
    let (Some(os), Some(arch)) = landfall_probe::machine::own_platform() else {
        return Err(no_name());
    };
    Ok((os, arch))
}
