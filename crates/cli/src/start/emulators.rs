//! What has to stand before a program so that it runs on this machine.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use landfall_facts::{Arch, Machine, Os};
use landfall_probe::machine::own_platform;
use landfall_probe::{Depth, Lacks};

use crate::files::{self, Named};
use crate::matrix::on_path;

/// What has to stand before a product so that it runs here, or why nothing does. The compiler is the one that built
/// it: its libraries are taken.
pub(super) fn runner(
    os: Os,
    arch: Arch,
    own: (Option<Os>, Option<Arch>),
    compiler: Option<&str>,
) -> Result<Vec<OsString>, String> {
    let (Some(own_os), Some(own_arch)) = own else { return Err(nothing(os, arch, "")) };
    if os == own_os && is_native(arch, own_arch) {
        return Ok(Vec::new());
    }
    let found = |names: &[String]| {
        let program = names.iter().find_map(|name| on_path(name));
        let lacks = format!(" ({} is not in PATH)", names.join(" or "));
        program.ok_or_else(|| nothing(os, arch, &lacks))
    };
    match (os, own_os) {
        (Os::Linux, Os::Linux) => {
            let name = emulator(arch).ok_or_else(|| nothing(os, arch, ""))?;
            // The kernel starts an emulator by itself.
            if handler(&name).is_some() && compiler.is_none() {
                return Ok(Vec::new());
            }
            let program = found(&[format!("qemu-{name}-static"), format!("qemu-{name}")])?;
            let mut words = vec![program.into_os_string()];
            if let Some(root) = compiler.and_then(|compiler| libraries(compiler, (os, arch))) {
                words.extend(["-L".into(), root.into()]);
            }
            Ok(words)
        }
        (Os::Windows, Os::Linux) if matches!(arch, Arch::Amd64 | Arch::I386) => {
            found(&["wine64".to_owned(), "wine".to_owned()]).map(|wine| vec![wine.into()])
        }
        (Os::Wasip1, _) => found(&["wasmtime".to_owned()]).map(|it| vec![it.into()]),
        _ => Err(nothing(os, arch, "")),
    }
}

/// The emulator that a program needs in a root filesystem of a machine, whose processor we are then: one that needs
/// nothing of that root filesystem itself. `None` where it needs none.
pub(super) fn inside((os, arch): (Os, Arch), machine: &Machine) -> Result<Option<PathBuf>, String> {
    let (Some(Os::Linux), Some(own)) = own_platform() else {
        return Err("not started: root filesystems are entered on Linux alone".to_owned());
    };
    let is_given = machine.arches.known().is_none_or(|given| given.contains(&arch));
    if !is_given || os != Os::Linux || machine.os.known().is_some_and(|given| *given != Os::Linux) {
        return Err(format!(
            "not started: {} is no machine for {}/{}",
            machine.name,
            os.name(),
            arch.name()
        ));
    }
    if is_native(arch, own) {
        return Ok(None);
    }
    let name = emulator(arch).ok_or_else(|| nothing(os, arch, ""))?;
    let names = [format!("qemu-{name}-static"), format!("qemu-{name}")];
    if let Some(program) = names.iter().filter_map(|name| on_path(name)).find(|it| is_static(it)) {
        return Ok(Some(program));
    }
    // With this flag the kernel keeps the emulator open, wherever it is needed (binfmt_misc).
    if handler(&name).is_some_and(|flags| flags.contains('F')) {
        return Ok(None);
    }
    Err(nothing(os, arch, &format!(" ({} is not in PATH, without libraries of its own)", names[0])))
}

/// An amd64 kernel may be set not to run 32-bit programs: the start tells.
fn is_native(arch: Arch, own: Arch) -> bool {
    arch == own || (own, arch) == (Arch::Amd64, Arch::I386)
}

fn nothing(os: Os, arch: Arch, lacks: &str) -> String {
    format!("not run: nothing here runs programs for {}/{}{lacks}", os.name(), arch.name())
}

/// What QEMU calls an architecture.
fn emulator(arch: Arch) -> Option<String> {
    landfall_know::architecture(arch)?.emulator.map(|name| name.to_string())
}

/// The flags of the kernel's handler for programs of an architecture, where there is one and it is on.
fn handler(name: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/sys/fs/binfmt_misc/qemu-{name}")).ok()?;
    let flags = text.lines().find_map(|line| line.strip_prefix("flags:")).unwrap_or_default();
    text.starts_with("enabled").then(|| flags.trim().to_owned())
}

/// Whether a program names no loader.
fn is_static(program: &Path) -> bool {
    let builds = files::one(program, Depth::Verdict(Lacks::default()), Named::Yes);
    let has_no_loader = |build: &landfall_facts::Build| {
        matches!(build.link.interpreter, landfall_facts::Fact::Absent(_))
    };
    builds.is_ok_and(|builds| !builds.is_empty() && builds.iter().all(has_no_loader))
}

/// Where Debian has the loader and the C library that a cross compiler links; what zig links against an older one
/// starts there as well.
fn libraries(compiler: &str, (os, arch): (Os, Arch)) -> Option<String> {
    let all = landfall_know::cross_compilers(os, arch);
    let named = [compiler].into_iter().chain(all.iter().map(|one| one.program));
    let mut roots =
        named.filter_map(|name| name.strip_suffix("-gcc")).map(|prefix| format!("/usr/{prefix}"));
    roots.find(|root| Path::new(root).join("lib").is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_here_needs_nothing_before_it() {
        let own = (Some(Os::Linux), Some(Arch::Amd64));
        assert_eq!(runner(Os::Linux, Arch::I386, own, None), Ok(Vec::new()));
        let why = runner(Os::Plan9, Arch::Amd64, own, None).unwrap_err();
        assert_eq!(why, "not run: nothing here runs programs for plan9/amd64");
    }
}
