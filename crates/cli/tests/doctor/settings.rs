//! Faults of what is said to Go.

use crate::{Fault, NONE};

pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        rule: "toolchain_not_understood",
        set: &[("GOTOOLCHAIN", "latest")],
        run: "go version",
        words: "invalid GOTOOLCHAIN \"latest\"",
        ..NONE
    },
    Fault {
        rule: "platform_not_known",
        set: &[("GOOS", "macos")],
        run: "go build -o /dev/null .",
        words: "unsupported GOOS/GOARCH pair macos/",
        ..NONE
    },
    Fault {
        rule: "platform_left_set",
        set: &[("GOOS", "windows")],
        run: "go run .",
        words: "exec format error",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "bin_set_for_another_platform",
        set: &[("GOBIN", "@/bin"), ("GOOS", "windows")],
        run: "go install .",
        words: "cannot install cross-compiled binaries when GOBIN is set",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cgo_setting_not_understood",
        set: &[("CGO_ENABLED", "true"), ("PATH", "@/go")],
        run: "echo CGO_ENABLED is $(go env CGO_ENABLED)",
        words: "CGO_ENABLED is 0",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_build_cache",
        unset: &["HOME", "XDG_CACHE_HOME", "GOCACHE"],
        run: "go build -o /dev/null .",
        words: "GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined",
        ..NONE
    },
    Fault {
        rule: "no_build_cache",
        set: &[("GOCACHE", "off")],
        run: "go build -o /dev/null .",
        words: "build cache is disabled by GOCACHE=off",
        ..NONE
    },
    Fault {
        rule: "no_build_cache",
        set: &[("GOCACHE", "cache")],
        run: "go build -o /dev/null .",
        words: "GOCACHE is not an absolute path",
        ..NONE
    },
    Fault {
        rule: "goflags_not_understood",
        set: &[("GOFLAGS", "-tags netgo")],
        run: "go build -o /dev/null .",
        words: "parsing $GOFLAGS: non-flag \"netgo\"",
        ..NONE
    },
    Fault {
        rule: "memory_limit_malformed",
        set: &[("GOMEMLIMIT", "512M")],
        run: "@/hello-program",
        words: "malformed GOMEMLIMIT",
        ..NONE
    },
    Fault {
        rule: "modules_off",
        set: &[("GO111MODULE", "off")],
        run: "go mod tidy",
        words: "modules disabled by GO111MODULE=off",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "proxy_off",
        set: &[("GOPROXY", "off"), ("GOFLAGS", "-mod=mod"), ("GOMODCACHE", "@/empty")],
        run: "m:go build .",
        words: "module lookup disabled by GOPROXY=off",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_module_cache",
        set: &[("GOCACHE", "@/cache"), ("GOFLAGS", "-mod=mod")],
        unset: &["HOME", "GOPATH", "GOMODCACHE"],
        run: "m:go build .",
        words: "module cache not found: neither GOMODCACHE nor GOPATH is set",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "relative_path_entry",
        set: &[("PATH", "tools:/usr/bin:/bin")],
        run: "mkdir -p tools && ln -sf /bin/true tools/mytool && @/hello-program start",
        words: "cannot run executable found relative to current directory",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "amd64_level_not_known",
        set: &[("GOAMD64", "v9"), ("GOARCH", "amd64")],
        run: "go build -o @/level . && go version -m @/level",
        words: "GOAMD64=v9",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "arm_version_not_known",
        set: &[("GOARM", "v9"), ("GOARCH", "arm")],
        run: "go build -o @/version . && go version -m @/version",
        words: "GOARM=v9",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "arm64_version_not_known",
        set: &[("GOARM64", "v7")],
        run: "go build -o /dev/null .",
        words: "invalid GOARM64",
        ..NONE
    },
    Fault {
        rule: "i386_instructions_not_known",
        set: &[("GO386", "387"), ("GOARCH", "386")],
        run: "go build -o /dev/null .",
        words: "unsupported setting GO386=387",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "mips_float_not_known",
        set: &[("GOMIPS", "fast")],
        run: "go build -o /dev/null .",
        words: "invalid GOMIPS",
        ..NONE
    },
    Fault {
        rule: "ppc64_level_not_known",
        set: &[("GOPPC64", "power7")],
        run: "go build -o /dev/null .",
        words: "invalid GOPPC64",
        ..NONE
    },
    Fault {
        rule: "riscv64_profile_not_known",
        set: &[("GORISCV64", "rv64gc")],
        run: "go build -o /dev/null .",
        words: "invalid GORISCV64",
        ..NONE
    },
    Fault {
        rule: "wasm_feature_not_known",
        set: &[("GOWASM", "simd")],
        run: "go build -o /dev/null .",
        words: "invalid GOWASM",
        ..NONE
    },
    Fault {
        rule: "fips_module_not_known",
        set: &[("GOFIPS140", "on")],
        run: "go build -o /dev/null .",
        words: "invalid GOFIPS140",
        ..NONE
    },
    Fault {
        rule: "collector_setting_not_understood",
        set: &[("GOGC", "50%")],
        run: "@/hello-program collector",
        words: "collects at 100",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "processors_setting_not_understood",
        set: &[("GOMAXPROCS", "0")],
        run: "@/hello-program processors",
        words: "uses all processors",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "traceback_hidden",
        set: &[("GOTRACEBACK", "full")],
        run: "@/hello-program panic 2>&1 | grep goroutine || echo no goroutine is shown",
        words: "no goroutine is shown",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "experiment_not_known",
        set: &[("GOEXPERIMENT", "nosuch")],
        run: "go build -o /dev/null .",
        words: "unknown GOEXPERIMENT",
        ..NONE
    },
    Fault {
        rule: "modules_setting_not_understood",
        set: &[("GO111MODULE", "yes")],
        run: "go build -o /dev/null .",
        words: "unknown environment setting GO111MODULE=yes",
        ..NONE
    },
    Fault {
        rule: "proxy_not_understood",
        set: &[("GOPROXY", "goproxy"), ("GOFLAGS", "-mod=mod"), ("GOMODCACHE", "@/empty")],
        run: "m:go build .",
        words: "invalid proxy URL missing scheme",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "workspace_not_there",
        set: &[("GOWORK", "/nowhere/go.work")],
        run: "go build -o /dev/null .",
        words: "open /nowhere/go.work: no such file or directory",
        ..NONE
    },
    Fault {
        rule: "workspace_left_set",
        set: &[("GOWORK", "@/other/go.work")],
        run: "go build -o /dev/null .",
        words: "not one of the workspace modules",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "gopath_not_absolute",
        set: &[("GOPATH", "go")],
        run: "go build -o /dev/null .",
        words: "GOPATH entry is relative",
        ..NONE
    },
    Fault {
        rule: "gopath_is_goroot",
        before: "export GOPATH=$(go env GOROOT)",
        run: "go build -o /dev/null .",
        words: "both GOPATH and GOROOT are the same directory",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "install_directory_not_absolute",
        set: &[("GOBIN", "bin")],
        run: "go install .",
        words: "GOBIN must be an absolute path",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "module_cache_not_absolute",
        set: &[("GOMODCACHE", "mod"), ("GOFLAGS", "-mod=mod")],
        run: "m:go build .",
        words: "GOMODCACHE entry is relative",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cache_program_not_there",
        set: &[("GOCACHEPROG", "/nowhere")],
        run: "go build -o /dev/null .",
        words: "error starting GOCACHEPROG program",
        ..NONE
    },
    Fault {
        rule: "vendoring_forced",
        set: &[("GOFLAGS", "-mod=vendor")],
        run: "go install example.com/nowhere@v1.0.0",
        words: "cannot query module due to -mod=vendor",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "nothing_is_built",
        set: &[("GOFLAGS", "-n")],
        run: "go build -o @/printed . 2>/dev/null; ls @/printed",
        words: "No such file or directory",
        ..NONE
    },
    Fault {
        rule: "flag_value_not_understood",
        set: &[("GOFLAGS", "-p=0")],
        run: "go build -o /dev/null .",
        words: "-p must be a positive integer",
        ..NONE
    },
    Fault {
        rule: "flag_file_not_there",
        set: &[("GOFLAGS", "-overlay=/nowhere.json")],
        run: "go build -o /dev/null .",
        words: "open /nowhere.json: no such file or directory",
        ..NONE
    },
    Fault {
        rule: "flag_not_known",
        set: &[("GOFLAGS", "-nosuch")],
        run: "go build -o /dev/null .",
        words: "unknown flag -nosuch",
        ..NONE
    },
    Fault {
        rule: "race_without_c",
        set: &[("GOFLAGS", "-race"), ("CGO_ENABLED", "0")],
        run: "go build -o /dev/null .",
        words: "-race requires cgo",
        ..NONE
    },
    Fault {
        rule: "memory_sanitizer_without_clang",
        set: &[("GOFLAGS", "-msan"), ("CGO_ENABLED", "1")],
        run: "c:go build -o /dev/null .",
        words: "unrecognized argument to '-fsanitize=' option: 'memory'",
        ..NONE
    },
    Fault {
        rule: "gccgo_not_there",
        set: &[("GOFLAGS", "-compiler=gccgo")],
        run: "go build -o /dev/null .",
        words: "gccgo",
        ..NONE
    },
    Fault {
        rule: "fips_setting_not_understood",
        set: &[("GODEBUG", "fips140=yes")],
        run: "go version",
        words: "unknown GODEBUG setting fips140=yes",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "traces_left_on",
        set: &[("GODEBUG", "gctrace=1")],
        run: "@/hello-program garbage",
        words: "gc 1 @",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "cpu_feature_not_known",
        set: &[("GODEBUG", "cpu.nosuch=off")],
        run: "@/hello-program",
        words: "unknown cpu feature",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "core_not_written",
        set: &[("GOTRACEBACK", "crash")],
        before: "ulimit -c 0",
        run: "cd @/nothing && @/hello-program panic; ls -A | grep core || echo no core is there",
        words: "no core is there",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "collector_off",
        set: &[("GOGC", "off")],
        before: "ulimit -v 2500000",
        run: "@/hello-program garbage",
        words: "out of memory",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "proxy_setting_ignored",
        set: &[("HTTPS_PROXY", "http://%zz")],
        run: "@/hello-program proxy",
        words: "proxy: <nil> <nil>",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "proxies_differ",
        set: &[("HTTPS_PROXY", "http://one.invalid"), ("https_proxy", "http://other.invalid")],
        run: "@/hello-program proxy",
        words: "proxy: http://one.invalid <nil>",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "preloaded_library_not_there",
        set: &[("LD_PRELOAD", "/nowhere.so")],
        run: "/bin/ls",
        words: "cannot be preloaded",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "no_home_directory",
        set: &[("GOCACHE", "@/cache"), ("GOPATH", "@/gopath")],
        unset: &["HOME"],
        run: "@/hello-program home",
        words: "$HOME is not defined",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "toolchain_not_at_hand",
        set: &[("GOTOOLCHAIN", "go1.99.0"), ("GOPROXY", "off"), ("GOMODCACHE", "@/empty")],
        run: "go version",
        words: "toolchain not available",
        ..NONE
    },
    Fault {
        rule: "goroot_final_ignored",
        set: &[("GOROOT_FINAL", "/final")],
        run: "go build -o @/final . && @/final root",
        words: "the root is another",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "settings_kept_by_go",
        set: &[("XDG_CONFIG_HOME", "@/config")],
        run: "go env GOFLAGS",
        words: "-trimpath",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "installed_tools_not_on_path",
        set: &[("GOPATH", "@/anothers")],
        run: "mytool",
        words: "mytool: not found",
        code: 0,
        ..NONE
    },
    Fault {
        rule: "set_in_shell_files",
        set: &[("HOME", "@/anothers")],
        run: "sh -lc \"go env GOFLAGS\"",
        words: "-mod=vendor",
        code: 0,
        ..NONE
    },
];
