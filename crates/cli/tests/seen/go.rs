//! Lines for the Go command: what comes of its flags, its environment and its toolchain.

use crate::{MODULE, PROGRAM, Seen};

/// A program that is no Go.
const BROKEN: (&str, &str) = ("main.go", "package main\n\nfunc main() { nowhere() }\n");

/// A program with C in it.
const OF_C: (&str, &str) = (
    "main.go",
    "package main\n\n// #include <stdlib.h>\nimport \"C\"\n\nfunc main() { C.free(nil) }\n",
);

/// A program of which the standard library alone has C.
const OF_USER: (&str, &str) =
    ("main.go", "package main\n\nimport \"os/user\"\n\nfunc main() { user.Lookup(\"nobody\") }\n");

pub(crate) const SEEN: &[Seen] = &[
    Seen {
        rules: &["race_without_cgo"],
        files: &[PROGRAM, MODULE, ("build.sh", "CGO_ENABLED=0 go build -race -o web .\n")],
        script: "GOOS=linux . ./build.sh",
        words: &["-race requires cgo"],
    },
    Seen {
        rules: &["shared_library_without_cgo"],
        files: &[
            PROGRAM,
            MODULE,
            ("build.sh", "CGO_ENABLED=0 go build -buildmode=c-shared -o web.so .\n"),
        ],
        script: ". ./build.sh",
        words: &["-buildmode=c-shared requires external (cgo) linking, but cgo is not enabled"],
    },
    Seen {
        rules: &["external_link_without_cgo"],
        files: &[
            PROGRAM,
            MODULE,
            ("build.sh", "CGO_ENABLED=0 go build -ldflags '-linkmode external' -o web .\n"),
        ],
        script: ". ./build.sh",
        words: &["requires external (cgo) linking, but cgo is not enabled"],
    },
    Seen {
        rules: &["cgo_without_c_compiler"],
        files: &[
            OF_C,
            MODULE,
            ("Dockerfile", "FROM golang:1.26-alpine\nRUN CGO_ENABLED=1 go build -o /web .\n"),
        ],
        // A directory with Go alone stands for an image that has no compiler.
        script: "mkdir bin; ln -s \"$(go env GOROOT)/bin/go\" bin/go
                 CGO_ENABLED=1 PATH=$PWD/bin go build -o web .",
        words: &["C compiler \"gcc\" not found", "executable file not found in $PATH"],
    },
    Seen {
        rules: &["cross_compiler_not_installed"],
        files: &[
            OF_C,
            MODULE,
            (
                "Dockerfile",
                "FROM --platform=linux/amd64 golang:1.26\n\
                 RUN CGO_ENABLED=1 GOARCH=arm64 CC=aarch64-linux-gnu-gcc go build -o /web .\n",
            ),
        ],
        script: "mkdir bin; ln -s \"$(go env GOROOT)/bin/go\" bin/go
                 CGO_ENABLED=1 CC=aarch64-linux-gnu-gcc PATH=$PWD/bin go build -o web .",
        words: &["C compiler \"aarch64-linux-gnu-gcc\" not found"],
    },
    Seen {
        rules: &["c_compiler_without_c_library"],
        files: &[
            OF_C,
            MODULE,
            ("Dockerfile", "FROM golang:1.26-alpine\nRUN apk add gcc\nRUN go build -o /web .\n"),
        ],
        // gcc that looks at its own headers alone, as where the C library has none.
        script: "printf '#!/bin/sh\nexec gcc -nostdinc -isystem %s \"$@\"\n' \
                 \"$(gcc -print-file-name=include)\" > cc; chmod +x cc
                 CGO_ENABLED=1 CC=$PWD/cc go build -o web .",
        words: &["fatal error: ", ".h: No such file or directory"],
    },
    Seen {
        rules: &["cgo_for_another_architecture"],
        files: &[
            OF_C,
            MODULE,
            (
                "Dockerfile",
                "FROM --platform=linux/amd64 golang:1.26\n\
                 RUN CGO_ENABLED=1 GOARCH=arm64 go build -o /web .\n",
            ),
        ],
        script: "case $(uname -m) in aarch64) other=amd64;; *) other=arm64;; esac
                 CGO_ENABLED=1 GOARCH=$other go build runtime/cgo",
        words: &["runtime/cgo", "rror: "],
    },
    Seen {
        rules: &["driver_built_without_cgo"],
        files: &[
            (
                "main.go",
                "package main\n\nimport sqlite3 \"github.com/mattn/go-sqlite3\"\n\n\
                 func main() { println(sqlite3.Open()) }\n",
            ),
            (
                "go.mod",
                "module example.com/web\n\ngo 1.21\n\n\
                 require github.com/mattn/go-sqlite3 v1.14.22\n\n\
                 replace github.com/mattn/go-sqlite3 => ./sqlite\n",
            ),
            // The driver's two files, with nothing in them but what they say.
            ("sqlite/go.mod", "module github.com/mattn/go-sqlite3\n"),
            (
                "sqlite/sqlite3.go",
                "package sqlite3\n\nimport \"C\"\n\nfunc Open() string { return \"open\" }\n",
            ),
            (
                "sqlite/static_mock.go",
                "//go:build !cgo\n\npackage sqlite3\n\n\
                 func Open() string { return \"go-sqlite3 requires cgo to work. This is a stub\" }\n",
            ),
            ("Dockerfile", "FROM golang:1.26\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /web .\n"),
        ],
        script: "CGO_ENABLED=0 go build -o web . && ./web",
        words: &["requires cgo to work. This is a stub"],
    },
    Seen {
        rules: &["cgo_switch_misspelt"],
        files: &[
            PROGRAM,
            MODULE,
            ("Dockerfile", "FROM golang:1.26\nENV CGO_ENABLED=false\nRUN go build -o /web .\n"),
        ],
        script: "CGO_ENABLED=false go env CGO_ENABLED",
        words: &["1"],
    },
    Seen {
        rules: &["platform_pair_not_known"],
        files: &[PROGRAM, MODULE, ("build.sh", "GOOS=linux GOARCH=x86_64 go build -o web .\n")],
        script: ". ./build.sh",
        words: &["unsupported GOOS/GOARCH pair linux/x86_64"],
    },
    Seen {
        rules: &["linker_flag_outside_quotes"],
        files: &[PROGRAM, MODULE, ("build.sh", "go build -ldflags -s -w -o web .\n")],
        script: ". ./build.sh",
        words: &["flag provided but not defined: -w"],
    },
    Seen {
        rules: &["linker_flags_overwritten"],
        files: &[
            (
                "main.go",
                "package main\n\nvar version = \"of nobody\"\n\nfunc main() { println(version) }\n",
            ),
            MODULE,
            ("build.sh", "go build -ldflags='-X main.version=1' -ldflags=-s -o web .\n"),
        ],
        script: ". ./build.sh && ./web",
        words: &["of nobody"],
    },
    Seen {
        rules: &["build_tags_overwritten"],
        files: &[PROGRAM, MODULE, ("build.sh", "go build -tags netgo -tags osusergo -o web .\n")],
        script: ". ./build.sh && go version -m web",
        words: &["-tags=osusergo\n"],
    },
    Seen {
        rules: &["flag_behind_packages"],
        files: &[PROGRAM, MODULE, ("build.sh", "go build . -o web\n")],
        script: ". ./build.sh",
        words: &["malformed import path \"-o\": leading dash"],
    },
    Seen {
        rules: &["build_tags_outside_quotes"],
        files: &[PROGRAM, MODULE, ("build.sh", "go build -tags netgo osusergo ./...\n")],
        script: ". ./build.sh",
        words: &["package osusergo is not in std"],
    },
    Seen {
        rules: &["static_flag_not_passed_on"],
        files: &[
            OF_USER,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26\nRUN go build -ldflags '-extldflags \"-static\"' -o /web .\n",
            ),
        ],
        script: "CGO_ENABLED=1 go build -ldflags '-extldflags \"-static\"' -o web .; readelf -l web",
        words: &["program interpreter"],
    },
    Seen {
        rules: &["static_link_of_glibc"],
        files: &[
            OF_USER,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.21-bullseye\n\
                 RUN go build -ldflags '-linkmode external -extldflags -static' -o /web .\n",
            ),
        ],
        script: "CGO_ENABLED=1 go build -ldflags '-linkmode external -extldflags -static' -o web .",
        words: &["in statically linked applications requires at runtime the shared libraries"],
    },
    Seen {
        rules: &["cross_install_into_gobin"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM --platform=linux/amd64 golang:1.26\nENV GOBIN=/out GOARCH=s390x\nCOPY . .\n\
                 RUN go install .\n",
            ),
        ],
        script: "GOBIN=$PWD/out GOARCH=s390x go install .",
        words: &["cannot install cross-compiled binaries when GOBIN is set"],
    },
    Seen {
        rules: &["get_outside_a_module"],
        files: &[("Dockerfile", "FROM golang:1.26\nRUN go get example.com/x\n")],
        script: "go get example.com/x",
        words: &["'go get' is no longer supported outside a module"],
    },
    Seen {
        rules: &["install_without_version"],
        files: &[("Dockerfile", "FROM golang:1.26\nRUN go install example.com/x\n")],
        script: "go install example.com/x",
        words: &["'go install' requires a version when current directory is not in a module"],
    },
    Seen {
        rules: &["version_of_built_package"],
        files: &[("Dockerfile", "FROM golang:1.26\nRUN go build -o /x example.com/x@v1.0.0\n")],
        script: "go build -o x example.com/x@v1.0.0",
        words: &["can only use path@version syntax with 'go get' and 'go install'"],
    },
    Seen {
        rules: &["foreign_program_run"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM --platform=linux/amd64 golang:1.26\nENV CGO_ENABLED=0 GOARCH=s390x\n\
                 COPY . .\nRUN go run .\n",
            ),
        ],
        script: "CGO_ENABLED=0 GOARCH=s390x go run .",
        words: &["exec format error"],
    },
    Seen {
        rules: &["variable_lost_with_its_line"],
        files: &[(
            "Dockerfile",
            "FROM golang:1.26\nRUN export CGO_ENABLED=0\nRUN go build -o /web .\n",
        )],
        script: "sh -c 'export CGO_ENABLED=0'; sh -c 'echo \"CGO_ENABLED=[$CGO_ENABLED]\"'",
        words: &["CGO_ENABLED=[]"],
    },
    Seen {
        rules: &["directory_lost_with_its_line"],
        files: &[
            ("src/main.go", PROGRAM.1),
            ("src/go.mod", MODULE.1),
            ("Dockerfile", "FROM golang:1.26\nCOPY . .\nRUN cd src\nRUN go build -o /web .\n"),
        ],
        script: "sh -c 'cd src'; sh -c 'go build -o web .'",
        words: &["go.mod file not found in current directory or any parent directory"],
    },
    Seen {
        rules: &["variable_not_exported"],
        files: &[PROGRAM, MODULE, ("build.sh", "CGO_ENABLED=0\ngo build -o web .\n")],
        script: "CGO_ENABLED=0\ngo env CGO_ENABLED",
        words: &["1"],
    },
    Seen {
        rules: &["failure_lost_in_pipe"],
        files: &[BROKEN, MODULE, ("build.sh", "set -e\ngo build -o web . | tee log\n")],
        script: "set -e; go build -o web . 2>&1 | tee log; echo the status is $?",
        words: &["undefined: nowhere", "the status is 0"],
    },
    Seen {
        rules: &["failure_forgiven"],
        files: &[BROKEN, MODULE, ("build.sh", "go build -o web . || true\n")],
        script: ". ./build.sh; echo the status is $?",
        words: &["undefined: nowhere", "the status is 0"],
    },
    Seen {
        rules: &["failure_passed_over"],
        files: &[
            BROKEN,
            MODULE,
            ("Dockerfile", "FROM golang:1.26\nCOPY . .\nRUN go build -o /web .; ls\n"),
        ],
        script: "sh -c 'go build -o web .; ls'; echo the status is $?",
        words: &["undefined: nowhere", "the status is 0"],
    },
    Seen {
        rules: &["vendoring_forced_on_install"],
        files: &[(
            "Dockerfile",
            "FROM golang:1.26\nENV GOFLAGS=-mod=vendor\nRUN go install example.com/x@v1.0.0\n",
        )],
        script: "GOFLAGS=-mod=vendor go install example.com/x@v1.0.0",
        words: &["cannot query module due to -mod=vendor"],
    },
    Seen {
        rules: &["variable_nobody_reads"],
        files: &[
            PROGRAM,
            MODULE,
            ("Dockerfile", "FROM golang:1.26\nENV CGO_ENABLE=0\nRUN go build -o /web .\n"),
        ],
        script: "CGO_ENABLE=0 go env CGO_ENABLED",
        words: &["1"],
    },
    Seen {
        rules: &["environment_lost_by_sudo"],
        files: &[("build.sh", "export CGO_ENABLED=0\nsudo go build -o /usr/local/bin/web .\n")],
        // What sudo leaves of the environment.
        script: "export CGO_ENABLED=0; env -i PATH=\"$PATH\" HOME=\"$HOME\" go env CGO_ENABLED",
        words: &["1"],
    },
    Seen {
        rules: &["modules_fetched_without_git"],
        files: &[
            (
                "go.mod",
                "module example.com/web\n\ngo 1.21\n\nrequire github.com/pkg/errors v0.9.1\n",
            ),
            ("Dockerfile", "FROM golang:1.26-alpine\nENV GOPROXY=direct\nRUN go mod download\n"),
        ],
        script: "mkdir bin; ln -s \"$(go env GOROOT)/bin/go\" bin/go
                 GOPROXY=direct GOSUMDB=off GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod \
                 PATH=$PWD/bin go mod download",
        words: &["exec: \"git\": executable file not found in $PATH"],
    },
    Seen {
        rules: &["checksums_not_copied"],
        files: &[
            ("main.go", "package main\n\nimport _ \"github.com/pkg/errors\"\n\nfunc main() {}\n"),
            (
                "go.mod",
                "module example.com/web\n\ngo 1.21\n\nrequire github.com/pkg/errors v0.9.1\n",
            ),
            ("Dockerfile", "FROM golang:1.26\nCOPY go.mod main.go ./\nRUN go build -o /web .\n"),
        ],
        script: "GOMODCACHE=$PWD/mod go build -o web .",
        words: &["missing go.sum entry for module providing package github.com/pkg/errors"],
    },
    Seen {
        rules: &["go_env_file_not_read"],
        files: &[PROGRAM, MODULE, ("go.env", "GOFLAGS=-mod=nosuch\n")],
        script: "go build -o web . && ./web; GOENV=$PWD/go.env go build -o web .",
        words: &["it runs", "nosuch"],
    },
];
