//! The user-mode emulators for programs of other architectures: the same ones on every machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apt::Apt;
use crate::cache;

/// A package with statically linked emulators.
struct Source {
    suite: &'static str,
    package: &'static str,
    suffix: &'static str,
}

/// The emulators for most architectures; under newer ones 32-bit Arm loaders crash while they complain.
const USUAL: Source = Source { suite: "bookworm", package: "qemu-user-static", suffix: "-static" };

/// Older emulators lack the vector instructions that LoongArch's C library is built for.
const LOONGARCH: Source = Source { suite: "trixie", package: "qemu-user", suffix: "" };

/// Fetches the emulators that are not in the cache yet.
pub fn fetch() -> Result<(), String> {
    let arch = cache::output_of(Command::new("dpkg").arg("--print-architecture"))?;
    for source in [USUAL, LOONGARCH] {
        let folder = source.folder()?;
        if folder.exists() {
            continue;
        }
        let scratch = cache::scratch_for(&folder)?;
        let archive = Apt::of(source.suite, arch.trim())?.download(source.package, "", &scratch)?;
        cache::output_of(Command::new("dpkg-deb").arg("-x").arg(&archive).arg(&scratch))?;
        fs::remove_file(&archive)
            .map_err(|e| format!("could not remove {}: {e}", archive.display()))?;
        cache::keep(&scratch, &folder)?;
    }
    Ok(())
}

/// The emulator that this machine needs for programs of `arch`; `None` where it needs none.
pub fn of(arch: &str, root: &Path) -> Result<Option<PathBuf>, String> {
    let name = match (arch, std::env::consts::ARCH) {
        ("amd64", "x86_64") | ("arm64", "aarch64") => return Ok(None),
        ("i386", "x86_64") if kernel_takes(root, "/lib/ld-linux.so.2") => return Ok(None),
        ("amd64", _) => "qemu-x86_64",
        ("arm64", _) => "qemu-aarch64",
        ("armhf" | "armel", _) => "qemu-arm",
        ("i386", _) => "qemu-i386",
        ("ppc64el", _) => "qemu-ppc64le",
        ("s390x", _) => "qemu-s390x",
        ("riscv64", _) => "qemu-riscv64",
        ("mips64el", _) => "qemu-mips64el",
        ("mipsel", _) => "qemu-mipsel",
        ("loong64", _) => "qemu-loongarch64",
        (other, _) => return Err(format!("could not find an emulator for {other}")),
    };
    let source = if arch == "loong64" { LOONGARCH } else { USUAL };
    let file = source.folder()?.join("usr/bin").join(format!("{name}{}", source.suffix));
    if !file.exists() {
        return Err(format!("could not find the emulator {name}; run cargo xtask roots"));
    }
    Ok(Some(file))
}

impl Source {
    fn folder(&self) -> Result<PathBuf, String> {
        Ok(cache::folder("emulators")?.join(self.suite))
    }
}

/// Whether this machine's own kernel starts the loader of `root`.
fn kernel_takes(root: &Path, loader: &str) -> bool {
    let mut command = Command::new("chroot");
    let output = command.arg(root).args([loader, "--version"]).env("LC_ALL", "C").output();
    // Old loaders do not know --version and complain; that they do is answer enough.
    output.is_ok_and(|output| !output.stderr.starts_with(b"chroot: "))
}
