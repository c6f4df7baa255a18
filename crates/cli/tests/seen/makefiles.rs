//! Makefiles: run by make.

use crate::{MODULE, PROGRAM, Seen};

pub(crate) const SEEN: &[Seen] = &[
    Seen {
        rules: &["make_variable_not_exported", "export_lost_on_next_line"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Makefile",
                "GOFLAGS := -n\nweb:\n\texport GOOS=plan9\n\tgo env GOOS GOFLAGS; go build -o web .\n\t./web\n",
            ),
        ],
        script: "unset GOOS GOFLAGS; CGO_ENABLED=0 make web",
        words: &["it runs"],
    },
    Seen {
        rules: &["directory_lost_on_next_line"],
        files: &[
            ("cmd/web/main.go", "package main\n\nfunc main() {}\n"),
            MODULE,
            ("Makefile", "web:\n\tcd cmd/web\n\tgo build -o web .\n"),
        ],
        script: "make web",
        words: &["no Go files in"],
    },
    Seen {
        rules: &["make_reference_cut_short"],
        files: &[PROGRAM, MODULE, ("Makefile", "web:\n\tgo build -o web-$GOOS .\n")],
        script: "CGO_ENABLED=0 make web && ls",
        words: &["web-OOS"],
    },
    Seen {
        rules: &["make_passes_over_failed_build"],
        files: &[
            PROGRAM,
            MODULE,
            ("Makefile", "web:\n\t-go build -o web ./gone\n\techo shipped\n"),
        ],
        script: "LC_ALL=C make web",
        words: &["(ignored)", "shipped"],
    },
    Seen {
        rules: &["make_loses_failure_in_pipe"],
        files: &[PROGRAM, MODULE, ("Makefile", "web:\n\tgo build -o web ./gone | tee log\n")],
        script: "make web; echo status $?",
        words: &["status 0"],
    },
    Seen {
        rules: &["foreign_platform_for_own_programs"],
        files: &[PROGRAM, MODULE, ("Makefile", "export GOARCH := s390x\nweb:\n\tgo run .\n")],
        script: "CGO_ENABLED=0 make web",
        words: &["exec format error"],
    },
    Seen {
        rules: &["settings_written_for_good"],
        files: &[PROGRAM, MODULE, ("Makefile", "deps:\n\tgo env -w GOFLAGS=-mod=mod\n")],
        script: "export GOENV=$PWD/env; make deps && cat env",
        words: &["GOFLAGS=-mod=mod"],
    },
    Seen {
        rules: &["target_is_a_directory"],
        files: &[
            PROGRAM,
            MODULE,
            ("build/Dockerfile", "FROM scratch\n"),
            ("Makefile", "build:\n\tgo build -o web .\n"),
        ],
        script: "LC_ALL=C make build",
        words: &["'build' is up to date"],
    },
];
