//! Go releases: the systems they run on, their ports, and what their packages take from C.

use landfall_facts::{
    Arch, CpuLevel, GoVersion, KernelVersion, MacosVersion, Origin, Os, WindowsVersion,
};

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

/// What some minor release of Go was the first to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoDoes {
    /// A build fails where it would have to write go.mod or go.sum.
    KeepGoMod,
    /// `go install` takes a package at a version.
    InstallAtVersion,
    /// `go get` installs nothing.
    InstallNothingInGet,
    /// A program reads GOMEMLIMIT.
    ReadMemoryLimit,
    /// The Go command fetches the release that a go.mod asks for.
    FetchToolchains,
    /// A program reads how many processors its control group may use.
    ReadProcessorQuota,
}

/// Whether a minor release does something already.
pub fn go_does(what: GoDoes, minor: u32) -> bool {
    let change = match what {
        GoDoes::KeepGoMod => "keeps-go-mod",
        GoDoes::InstallAtVersion => "installs-at-version",
        GoDoes::InstallNothingInGet => "get-installs-nothing",
        GoDoes::ReadMemoryLimit => "reads-memory-limit",
        GoDoes::FetchToolchains => "fetches-toolchains",
        GoDoes::ReadProcessorQuota => "reads-processor-quota",
    };
    let row = rows("go-changes.csv").find(|row| row.get("change") == change);
    let since = row.and_then(|row| crate::godebug::minor(row.get("since")));
    since.is_some_and(|since| since <= minor)
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

/// Whether Go itself is tested on a port before a release, and no release comes without it.
pub fn is_first_class(os: Os, arch: Arch) -> bool {
    rows("ports.csv")
        .find(|row| row.get("os") == os.name() && row.get("arch") == arch.name())
        .is_some_and(|row| row.get("first_class") == "yes")
}

/// The ports of a minor release, with whether cgo works on each. Those that are marked broken are
/// left out, as `go tool dist list` leaves them out.
pub fn ports(minor: u32) -> Vec<(Os, Arch, bool)> {
    let number = |text: &str| text.strip_prefix("1.").and_then(|minor| minor.parse::<u32>().ok());
    rows("ports.csv")
        .filter(|row| {
            let at = |column| number(row.get(column));
            at("first_go").is_some_and(|first| first <= minor)
                && at("last_go").is_none_or(|last| minor <= last)
                && at("broken_from").is_none_or(|broken| minor < broken)
        })
        .filter_map(|row| {
            let platform = (row.get("os").parse().ok()?, row.get("arch").parse().ok()?);
            Some((platform.0, platform.1, row.get("cgo") == "yes"))
        })
        .collect()
}

/// What is known of an architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Architecture {
    /// How many bits an `int` has.
    pub int_bits: u32,
    /// How Debian's names for it begin: `x86_64` of `x86_64-linux-gnu`.
    pub multiarch: Option<&'static str>,
    /// What QEMU calls the emulator of its programs: `aarch64` of `qemu-aarch64`.
    pub emulator: Option<&'static str>,
}

/// What the table knows of an architecture.
pub fn architecture(arch: Arch) -> Option<Architecture> {
    let row = rows("architectures.csv").find(|row| row.get("arch") == arch.name())?;
    let name = |column| Some(row.get(column)).filter(|name| !name.is_empty());
    Some(Architecture {
        int_bits: row.get("int_bits").parse().ok()?,
        multiarch: name("multiarch"),
        emulator: name("emulator"),
    })
}

/// The C compiler that the Go command looks for on a system where CC is not set.
pub fn default_cc(os: Os) -> Option<(&'static str, Origin)> {
    let of = |name: &str| rows("default-cc.csv").find(|row| row.get("os") == name);
    let row = of(os.name()).or_else(|| of("*"))?;
    Some((row.get("cc"), row.origin()))
}

/// The row that says that programs of a port are linked with a C linker always; without cgo the Go
/// command refuses to link them, or takes a C compiler of another system (up to Go 1.21).
pub fn links_externally(os: Os, arch: Arch) -> Option<Origin> {
    rows("external-linking.csv")
        .find(|row| row.get("os") == os.name() && row.get("arch") == arch.name())
        .map(|row| row.origin())
}

/// Every name that Go takes for a GOOS, those of them that are Unix, and every name that it takes
/// for a GOARCH.
pub fn platform_names() -> ([Vec<&'static str>; 2], Vec<&'static str>) {
    let of =
        |kind: &'static str| rows("platform-names.csv").filter(move |row| row.get("kind") == kind);
    let name = |row: &'static crate::Row| row.get("name");
    let unix = of("os").filter(|row| row.get("unix") == "yes").map(name).collect();
    ([of("os").map(name).collect(), unix], of("arch").map(name).collect())
}

/// The build tags that a minor release sets by itself for a platform: of the experiments that are
/// on by default or by `experiments` (GOEXPERIMENT), and of a level of the architecture, the
/// default one if none is said. `None` for a release that the table does not have.
pub fn tool_tags(
    minor: u32,
    (os, arch): (Os, Arch),
    level: Option<&str>,
    experiments: &str,
) -> Option<Vec<String>> {
    let release = format!("1.{minor}");
    let mut of_release =
        rows("go-experiments.csv").filter(|row| row.get("go") == release).peekable();
    of_release.peek()?;
    let fits = |row: &&crate::Row| {
        (row.get("arches").is_empty() || row.words("arches").any(|one| one == arch.name()))
            && !row.words("not_os").any(|one| one == os.name())
    };
    let mut on: Vec<&str> = of_release.filter(fits).map(|row| row.get("experiment")).collect();
    // Written in src/internal/buildcfg under ParseGOEXPERIMENT.
    for word in experiments.split(',').filter(|word| !word.is_empty()) {
        match word.strip_prefix("no") {
            Some("ne") => on.clear(),
            Some(off) => on.retain(|one| *one != off),
            None if on.contains(&word) => {}
            None => on.push(word),
        }
    }
    let of_level = level_tags(minor, arch, level).into_iter().flatten();
    Some(on.into_iter().map(|one| format!("goexperiment.{one}")).chain(of_level).collect())
}

/// The setting that says which level of an architecture is built for, `GOAMD64` for amd64.
pub fn level_setting(arch: Arch) -> Option<&'static str> {
    let row = rows("go-cpu.csv").find(|row| row.words("arch").any(|one| one == arch.name()))?;
    Some(row.get("setting"))
}

/// The level of an architecture that a release builds for on a machine of another one, if none is said.
pub fn default_level(minor: u32, arch: Arch) -> Option<(CpuLevel, Origin)> {
    let is_meant = |row: &&crate::Row| {
        row.words("arches").any(|one| one == arch.name()) && is_default(row, minor)
    };
    let row = rows("go-level-tags.csv").find(is_meant)?;
    Some((CpuLevel::new(level_setting(arch)?, row.get("level")), row.origin()))
}

/// Whether a release builds for a level if none is said.
fn is_default(row: &crate::Row, minor: u32) -> bool {
    let default = row.get("default");
    let since = default.strip_prefix("1.").and_then(|since| since.parse::<u32>().ok());
    default == "yes" || since.is_some_and(|since| minor >= since)
}

/// The build tags of a level of an architecture.
fn level_tags(minor: u32, arch: Arch, level: Option<&str>) -> Option<Vec<String>> {
    // GOARM=7,hardfloat: what follows the comma sets no tag.
    let level = level.map(|level| level.split(',').next().unwrap_or_default());
    let is_there = |row: &&crate::Row| {
        let since = row.get("since_go").strip_prefix("1.").and_then(|minor| minor.parse().ok());
        row.words("arches").any(|one| one == arch.name())
            && since.is_some_and(|since| minor >= since)
    };
    let is_meant = |row: &&crate::Row| match level {
        // An architecture without levels sets its tags whatever is said.
        Some(level) => [level, ""].contains(&row.get("level")),
        None => is_default(row, minor),
    };
    let mut of_arch = rows("go-level-tags.csv").filter(is_there);
    let row = of_arch.find(is_meant)?;
    Some(row.words("tags").map(|tag| format!("{}.{tag}", arch.name())).collect())
}

/// The minor number of the newest Go release that the tables know.
pub fn newest_go() -> u32 {
    let minor = |row: &crate::Row| row.get("go").strip_prefix("1.")?.parse().ok();
    rows("go-releases.csv").filter_map(minor).max().unwrap_or(0)
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
    fn a_change_is_of_its_release_and_all_later_ones() {
        assert!(!go_does(GoDoes::FetchToolchains, 20) && go_does(GoDoes::FetchToolchains, 21));
        assert!(
            !go_does(GoDoes::ReadProcessorQuota, 24) && go_does(GoDoes::ReadProcessorQuota, 27)
        );
        assert!(go_does(GoDoes::KeepGoMod, 16) && go_does(GoDoes::InstallAtVersion, 16));
        assert!(go_does(GoDoes::InstallNothingInGet, 18) && go_does(GoDoes::ReadMemoryLimit, 19));
    }

    #[test]
    fn every_architecture_has_a_row_and_the_narrow_ones_are_four() {
        let narrow: Vec<&str> = Arch::ALL
            .iter()
            .filter(|arch| architecture(**arch).unwrap().int_bits == 32)
            .map(|arch| arch.name())
            .collect();
        assert_eq!(narrow.len(), 4, "{narrow:?}");
        assert_eq!(architecture(Arch::I386).unwrap().multiarch, Some("i386"));
        assert_eq!(architecture(Arch::Wasm).unwrap().multiarch, None);
    }

    #[test]
    fn apple_and_the_bsds_take_clang() {
        let cc = |os| default_cc(os).unwrap().0;
        assert_eq!([cc(Os::Darwin), cc(Os::Openbsd), cc(Os::Linux)], ["clang", "clang", "gcc"]);
    }

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
    fn a_release_sets_tags_for_its_experiments_and_the_level_of_the_architecture() {
        let tags = |minor, platform, level| tool_tags(minor, platform, level, "").unwrap();
        let arm = tags(21, (Os::Linux, Arch::Arm), None);
        assert_eq!(arm, ["goexperiment.coverageredesign", "arm.5", "arm.6", "arm.7"]);
        assert!(tags(22, (Os::Linux, Arch::Arm64), None).iter().all(|tag| tag != "arm64.v8.0"));
        assert!(tags(23, (Os::Linux, Arch::Arm64), None).iter().any(|tag| tag == "arm64.v8.0"));
        let v3 = tags(27, (Os::Linux, Arch::Amd64), Some("v3"));
        assert_eq!(v3[v3.len() - 3..], ["amd64.v1", "amd64.v2", "amd64.v3"]);
        assert!(tool_tags(999, (Os::Linux, Arch::Arm), None, "").is_none());
    }

    #[test]
    fn an_architecture_has_a_setting_for_its_levels() {
        assert_eq!(level_setting(Arch::Ppc64le), Some("GOPPC64"));
        assert_eq!(level_setting(Arch::Mips64), Some("GOMIPS64"));
        assert_eq!(level_setting(Arch::S390x), None);
    }

    #[test]
    fn goexperiment_turns_experiments_on_and_off() {
        let tags = |said| tool_tags(26, (Os::Linux, Arch::Loong64), None, said).unwrap();
        assert_eq!(tags("none,jsonv2"), ["goexperiment.jsonv2"]);
        let one_off = tags("nogreenteagc,dwarf5");
        assert_eq!(one_off.len(), tags("").len() - 1);
        assert!(one_off.iter().all(|tag| tag != "goexperiment.greenteagc"));
    }

    #[test]
    fn a_release_after_the_table_is_not_guessed() {
        assert!(go_release(&"go1.999".parse().unwrap(), None).is_none());
    }
}
