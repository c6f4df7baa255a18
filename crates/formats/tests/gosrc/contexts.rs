//! The platforms for which the oracle asks; the same as in selection.go.

use landfall_formats::gosrc::{Known, Platform};

/// As of Go 1.21; later releases have the same.
const KNOWN: Known<'_> = Known {
    systems: &[
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "hurd",
        "illumos",
        "ios",
        "js",
        "linux",
        "nacl",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "wasip1",
        "windows",
        "zos",
    ],
    unix_systems: &[
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "hurd",
        "illumos",
        "ios",
        "linux",
        "netbsd",
        "openbsd",
        "solaris",
    ],
    architectures: &[
        "386",
        "amd64",
        "amd64p32",
        "arm",
        "armbe",
        "arm64",
        "arm64be",
        "loong64",
        "mips",
        "mipsle",
        "mips64",
        "mips64le",
        "mips64p32",
        "mips64p32le",
        "ppc",
        "ppc64",
        "ppc64le",
        "riscv",
        "riscv64",
        "s390",
        "s390x",
        "sparc",
        "sparc64",
        "wasm",
    ],
};

/// All of them, in order.
pub(crate) fn all() -> Vec<Platform<'static>> {
    let platform = |system, architecture, has_cgo, tags| Platform {
        system,
        architecture,
        has_cgo,
        compiler: "gc",
        release: 20,
        tags,
        known: KNOWN,
    };
    vec![
        platform("linux", "amd64", true, &[]),
        platform("linux", "arm", false, &["goexperiment.boringcrypto"]),
        platform("windows", "386", true, &[]),
        platform("darwin", "arm64", true, &["race", "netgo"]),
        platform("android", "arm64", true, &[]),
        platform("ios", "arm64", false, &[]),
        platform("illumos", "amd64", false, &[]),
        platform("plan9", "386", false, &["ignore", "purego"]),
        platform("js", "wasm", false, &[]),
        platform("aix", "ppc64", false, &["compiler_bootstrap"]),
    ]
}
