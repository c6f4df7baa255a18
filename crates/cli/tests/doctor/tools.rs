//! Faults of the tools that build.

use crate::{Fault, NONE};

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        rule: "go_not_there",
        set: &[("PATH", "@/nothing")],
        run: "go version",
        words: "go: not found",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "goroot_not_there",
        set: &[("GOROOT", "/usr/lib/go-9.9")],
        run: "go build -o /dev/null .",
        words: "go: cannot find GOROOT directory",
        ..NONE
    },
    Fault {
        rule: "cgo_off_without_compiler",
        set: &[("PATH", "@/go")],
        unset: &["CGO_ENABLED", "CC"],
        run: "c:go build -o /dev/null .",
        words: "build constraints exclude all Go files",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "c_compiler_not_there",
        set: &[("PATH", "@/go"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "C compiler \"gcc\" not found",
        ..NONE
    },
    Fault {
        rule: "c_compiler_for_another_target",
        set: &[("GOARCH", "s390x"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "cc1: error: bad value 'z13' for '-march=' switch",
        ..NONE
    },
    Fault {
        rule: "c_headers_not_there",
        set: &[("CGO_ENABLED", "1")],
        before: "mount -t tmpfs none /usr/include",
        run: "c:go build -o /dev/null .",
        words: "fatal error: std",
        ..NONE
    },
    Fault {
        rule: "c_assembler_not_there",
        set: &[("PATH", "@/go:@/gcc"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "'as'",
        ..NONE
    },
    Fault {
        rule: "c_linker_not_there",
        set: &[("PATH", "@/go:@/gcc:@/as"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "cannot find 'ld'",
        ..NONE
    },
    Fault {
        rule: "pkg_config_not_there",
        set: &[("PATH", "@/go:@/gcc:@/as:@/ld"), ("CGO_ENABLED", "1")],
        run: "p:go build -o /dev/null .",
        words: "exec: \"pkg-config\": executable file not found",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "c_compiler_not_there",
        set: &[("CC", "nosuchcc")],
        run: "c:go build -o /dev/null .",
        words: "C compiler \"nosuchcc\" not found",
        ..NONE
    },
    Fault {
        rule: "c_not_built",
        set: &[("CGO_CFLAGS", "-nosuch")],
        run: "c:go build -a -o /dev/null .",
        words: "unrecognized command-line option '-nosuch'",
        ..NONE
    },
    Fault {
        rule: "c_not_built",
        set: &[("CGO_LDFLAGS", "-lnosuch")],
        run: "c:go build -o /dev/null .",
        words: "cannot find -lnosuch",
        ..NONE
    },
    Fault {
        rule: "c_not_built",
        set: &[("CC", "@/broken/gcc"), ("CGO_ENABLED", "1")],
        run: "c:go build -a -o /dev/null .",
        words: "gcc: this is no compiler",
        ..NONE
    },
    Fault {
        rule: "c_not_built",
        set: &[(
            "GOFLAGS",
            "-ldflags=-linkmode=external '-ldflags=-linkmode=external -extldflags=-nosuch'",
        )],
        run: "c:go build -o @/linked .",
        words: "-nosuch",
        ..NONE
    },
    Fault {
        rule: "go_for_another_architecture",
        set: &[("PATH", "@/go386/bin:/usr/bin:/bin")],
        run: "echo it builds for $(GOROOT=@/go386 go env GOARCH)",
        words: "it builds for 386",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "several_gos",
        set: &[("PATH", "@/go:@/other/bin:/usr/bin:/bin")],
        run: "echo $(ls @/other/bin/go)",
        words: "other/bin/go",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "c_not_optimized",
        set: &[("CGO_CFLAGS", "-DTOLD"), ("CGO_ENABLED", "1")],
        run: "c:echo cgo compiles by $(go env CGO_CFLAGS) alone",
        words: "cgo compiles by -DTOLD alone",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cplusplus_compiler_not_there",
        set: &[("CXX", "nosuch"), ("CGO_ENABLED", "1")],
        run: "x:go build -o /dev/null .",
        words: "exec: \"nosuch\": executable file not found",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "c_compiler_incomplete",
        set: &[("GCC_EXEC_PREFIX", "/nowhere/"), ("CGO_ENABLED", "1")],
        run: "c:go build -a -o /dev/null .",
        words: "cannot execute 'cc1'",
        ..NONE
    },
    Fault {
        rule: "c_threads_refused",
        set: &[("CGO_ENABLED", "1")],
        before: "@/refused 435",
        run: "c:go run .",
        words: "pthread_create failed: Operation not permitted",
        ..NONE
    },
    Fault {
        rule: "pkg_config_looks_nowhere",
        set: &[("PKG_CONFIG_LIBDIR", "/nowhere")],
        run: "pkg-config --cflags own",
        words: "not found",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "pkg_config_root_not_there",
        set: &[("PKG_CONFIG_SYSROOT_DIR", "/nowhere"), ("PKG_CONFIG_PATH", "@/pc")],
        run: "pkg-config --cflags own",
        words: "-I/nowhere/usr/include/own",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "git_not_there",
        set: &[
            ("PATH", "@/go"),
            ("GOPROXY", "direct"),
            ("GOMODCACHE", "@/empty"),
            ("GONOSUMDB", "*"),
        ],
        run: "go list -m example.com/x.git@v1.0.0",
        words: "missing Git command",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "commits_not_written_down",
        set: &[("PATH", "@/go"), ("GOFLAGS", "-buildvcs=true")],
        run: "r:go build -o @/committed .",
        words: "exec: \"git\": executable file not found",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "go_tools_not_there",
        before: "mount -t tmpfs none $(go env GOROOT)/pkg/tool",
        run: "go build -o /dev/null .",
        words: "no such tool \"compile\"",
        ..NONE
    },
    Fault {
        rule: "standard_library_not_there",
        before: "mount -t tmpfs none $(go env GOROOT)/src",
        run: "go build -o /dev/null .",
        words: "is not in std",
        ..NONE
    },
    Fault {
        rule: "go_unpacked_over_another",
        set: &[("PATH", "@/mixed/bin:/usr/bin:/bin")],
        run: "go build -o /dev/null .",
        words: "redeclared in this block",
        ..NONE
    },
    Fault {
        rule: "no_c_compiler_for_platform",
        set: &[("GOARCH", "mips64")],
        run: "c:go build -o /dev/null .",
        words: "build constraints exclude all Go files",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "c_not_built_for_platform",
        set: &[
            ("PATH", "@/broken-cross:@/go:/usr/bin:/bin"),
            ("GOARCH", "mips64"),
            ("CC", "mips64-linux-gnuabi64-gcc"),
            ("CGO_ENABLED", "1"),
        ],
        run: "c:go build -o /dev/null .",
        words: "this is no compiler",
        ..NONE
    },
];
