//! What the name of a file says of where it is built.

use super::Platform;

/// Whether the Go command passes over a file with this name, wherever it is built.
pub fn is_ignored(name: &str) -> bool {
    name.starts_with(['_', '.'])
}

/// Whether the endings of a name fit: `x_GOOS.go`, `x_GOARCH.go`, `x_GOOS_GOARCH.go`, and each
/// with `_test` behind it.
///
/// Written in `go/build` under `goodOSArchFile`.
pub fn fits(name: &str, platform: &Platform<'_>) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    // `linux.go` is for all: what comes before the first underscore is no ending.
    let Some((_, endings)) = stem.split_once('_') else { return true };
    let mut endings = endings.rsplit('_').peekable();
    endings.next_if_eq(&"test");
    let known = &platform.known;
    let Some(last) = endings.next() else { return true };
    if known.architectures.contains(&last) {
        let system = endings.next().filter(|ending| known.systems.contains(ending));
        return platform.has(last) && system.is_none_or(|system| platform.has(system));
    }
    !known.systems.contains(&last) || platform.has(last)
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::*;

    const IOS: Platform<'_> = Platform {
        system: "ios",
        architecture: "arm64",
        has_cgo: false,
        compiler: "gc",
        release: 26,
        tags: &["race"],
        known: Known {
            systems: &["darwin", "ios", "linux", "zos"],
            unix_systems: &["darwin", "ios", "linux"],
            architectures: &["amd64", "arm64"],
        },
    };

    #[test]
    fn a_name_counts_from_its_first_underscore_to_its_first_period() {
        for fit in ["linux.go", "a_darwin_test.go", "a_ios_arm64.go", "a_unix.go", "a.b_linux.go"] {
            assert!(fits(fit, &IOS), "{fit}");
        }
        for unfit in
            ["_linux.go", "a_linux.b.go", "a_linux_arm64_test.go", "a_x_amd64.s", "a_zos.go"]
        {
            assert!(!fits(unfit, &IOS), "{unfit}");
        }
        assert!(fits("a_linux_x.go", &IOS) && fits("a_linux_test_test.go", &IOS));
    }

    #[test]
    fn a_tag_may_stand_for_others() {
        for set in ["ios", "darwin", "unix", "arm64", "gc", "go1.1", "go1.26", "race"] {
            assert!(IOS.has(set), "{set}");
        }
        for unset in
            ["linux", "cgo", "go1", "go1.27", "go1.0", "go1.01", "go1.+1", "gccgo", "ignore"]
        {
            assert!(!IOS.has(unset), "{unset}");
        }
    }

    #[test]
    fn a_newer_system_is_an_ending_only_where_it_is_known() {
        let known = Known { systems: &["ios"], ..IOS.known };
        assert!(fits("a_zos.go", &Platform { known, ..IOS }));
    }
}
