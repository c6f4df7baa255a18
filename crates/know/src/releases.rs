//! Go releases: the systems they run on, their ports, and what their packages take from C.

use landfall_facts::{Arch, GoVersion, KernelVersion, MacosVersion, Origin, Os, WindowsVersion};

use crate::table::rows;

/// What the Go project says of a minor release.
#[derive(Debug, Clone)]
pub struct GoRelease {
    /// The oldest Linux kernel, for the architecture asked for.
    pub kernel: Option<KernelVersion>,
    /// The oldest macOS, for the architecture asked for.
    pub macos: Option<MacosVersion>,
    /// The oldest Windows.
    pub windows: Option<WindowsVersion>,
    /// The row.
    pub origin: Origin,
}

/// The row of a release, read for one architecture; `None` for a release that we do not know.
pub fn go_release(version: &GoVersion, arch: Option<Arch>) -> Option<GoRelease> {
    let name = format!("1.{}", version.minor());
    let row = rows("go-releases.csv").find(|row| row.get("go") == name)?;
    let exception = row.words("linux_kernel_exceptions").find_map(|word| {
        let (of, kernel) = word.split_once('=')?;
        // The exception of arm is for ARMv5 only (the table's head says so).
        (Some(of) == arch.map(Arch::name) && of != "arm").then_some(kernel)
    });
    let macos = match (arch, row.get("macos_arm64")) {
        (Some(Arch::Arm64), arm64) if !arm64.is_empty() => arm64,
        _ => row.get("macos"),
    };
    Some(GoRelease {
        kernel: exception.unwrap_or(row.get("linux_kernel")).parse().ok(),
        macos: macos.parse().ok(),
        windows: row.get("windows").parse().ok(),
        origin: row.origin(),
    })
}

/// A port of Go.
#[derive(Debug, Clone)]
pub struct Port {
    /// Whether cgo works on it.
    pub cgo: bool,
    /// The row.
    pub origin: Origin,
}

/// The row of a port.
pub fn port(os: Os, arch: Arch) -> Option<Port> {
    let row = rows("ports.csv")
        .find(|row| row.get("os") == os.name() && row.get("arch") == arch.name())?;
    Some(Port { cgo: row.get("cgo") == "yes", origin: row.origin() })
}

/// The packages of the standard library that take a symbol from C, or the start file (`crt1.o`) of
/// an external link that does.
pub fn importer(symbol: &str) -> Option<(Vec<&'static str>, Origin)> {
    let row = rows("std-imports.csv").find(|row| row.get("symbol") == symbol)?;
    Some((row.words("package").collect(), row.origin()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_start_files_ask_for_no_package_does() {
        assert_eq!(importer("__libc_start_main").unwrap().0, ["crt1.o"]);
        assert_eq!(importer("pthread_create").unwrap().0, ["runtime/cgo"]);
    }

    #[test]
    fn an_architecture_can_want_a_newer_kernel() {
        let go = "go1.20".parse().unwrap();
        let plain = go_release(&go, Some(Arch::Amd64)).unwrap().kernel.unwrap();
        let mips = go_release(&go, Some(Arch::Mips64le)).unwrap().kernel.unwrap();
        assert!(plain < mips, "{plain} {mips}");
    }

    #[test]
    fn a_release_after_the_table_is_not_guessed() {
        assert!(go_release(&"go1.999".parse().unwrap(), None).is_none());
    }
}
