//! C compilers for another platform than the one they stand on.

use landfall_facts::{Arch, Os};

use crate::libc::zig_cc;
use crate::table::rows;

/// A compiler of C for one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossCompiler {
    /// The program.
    pub program: &'static str,
    /// What `CC` has to say.
    pub command: String,
    /// The package of Debian that has it.
    pub package: Option<&'static str>,
}

/// The compilers of C for a platform, by their names, the usual one first.
pub fn cross_compilers(os: Os, arch: Arch) -> Vec<CrossCompiler> {
    let of_platform = rows("cross-compilers.csv")
        .filter(|row| row.get("os") == os.name() && row.get("arch") == arch.name());
    let mut all: Vec<CrossCompiler> = of_platform
        .map(|row| CrossCompiler {
            program: row.get("compiler"),
            command: row.get("compiler").to_owned(),
            package: Some(row.get("package")).filter(|package| !package.is_empty()),
        })
        .collect();
    if let Some(target) = zig_cc(os, arch) {
        let command = format!("zig cc -target {target}");
        all.push(CrossCompiler { program: "zig", command, package: None });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_has_its_compilers() {
        let of = |os, arch| {
            let all = cross_compilers(os, arch).into_iter();
            all.map(|one| one.command).collect::<Vec<_>>()
        };
        let arm64 = of(Os::Linux, Arch::Arm64);
        assert_eq!(arm64.first().unwrap(), "aarch64-linux-gnu-gcc");
        assert_eq!(arm64.last().unwrap(), "zig cc -target aarch64-linux-gnu");
        let windows = ["x86_64-w64-mingw32-gcc", "zig cc -target x86_64-windows-gnu"];
        assert_eq!(of(Os::Windows, Arch::Amd64), windows);
        assert!(of(Os::Plan9, Arch::Amd64).is_empty());
    }
}
