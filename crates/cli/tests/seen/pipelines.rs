//! Workflows and configurations of GoReleaser: what their steps come to.

use crate::{PROGRAM, Seen};

const WORKFLOW: &str = ".github/workflows/ci.yml";

pub(crate) const SEEN: &[Seen] = &[
    Seen {
        rules: &["setup_go_older_than_module"],
        files: &[
            PROGRAM,
            ("go.mod", "module example.com/web\n\ngo 1.99\n"),
            (
                WORKFLOW,
                "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      \
                 - uses: actions/setup-go@v6\n        with:\n          go-version: '1.26'\n      \
                 - run: go build .\n",
            ),
        ],
        script: "GOTOOLCHAIN=local go build .",
        words: &["go.mod requires go >= 1.99", "GOTOOLCHAIN=local"],
    },
    Seen {
        rules: &["step_without_pipefail"],
        files: &[
            PROGRAM,
            ("go.mod", "module example.com/web\n\ngo 1.21\n"),
            (
                "main_test.go",
                "package main\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) { t.Fatal(\"it fails\") }\n",
            ),
            (
                WORKFLOW,
                "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      \
                 - run: go test . | tee test.log\n",
            ),
        ],
        script: "echo 'go test . | tee test.log' > step.sh\nbash -e step.sh && echo the job is green",
        words: &["it fails", "FAIL", "the job is green"],
    },
    Seen {
        rules: &["exported_for_a_later_step"],
        files: &[(
            WORKFLOW,
            "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      \
             - run: export CGO_ENABLED=0\n      - run: go build .\n",
        )],
        script: "bash -ec 'export CGO_ENABLED=0'; bash -ec 'echo CGO_ENABLED is ${CGO_ENABLED:-not set}'",
        words: &["CGO_ENABLED is not set"],
    },
    Seen {
        rules: &["environment_file_for_same_step"],
        files: &[(
            WORKFLOW,
            "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      \
             - run: |\n          echo CGO_ENABLED=0 >> $GITHUB_ENV\n          go build .\n",
        )],
        script: "export GITHUB_ENV=handed\nbash -ec 'echo CGO_ENABLED=0 >> $GITHUB_ENV\n\
                 echo CGO_ENABLED is ${CGO_ENABLED:-not set}'\ncat handed",
        words: &["CGO_ENABLED is not set", "CGO_ENABLED=0"],
    },
    Seen {
        rules: &["named_for_another_architecture"],
        files: &[
            PROGRAM,
            ("go.mod", "module example.com/web\n\ngo 1.21\n"),
            (
                WORKFLOW,
                "jobs:\n  a:\n    runs-on: macos-latest\n    steps:\n      - uses: actions/checkout@v5\n      \
                 - run: go build -o web-darwin-amd64 .\n",
            ),
        ],
        // What the Go command of such a runner takes for itself is said here.
        script: "CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o web-darwin-amd64 .\ngo version -m web-darwin-amd64",
        words: &["GOARCH=arm64"],
    },
    Seen {
        rules: &["release_without_compilers"],
        files: &[
            (
                "main.go",
                "package main\n\n// int one(void) { return 1; }\nimport \"C\"\n\nfunc main() { println(C.one()) }\n",
            ),
            ("go.mod", "module example.com/web\n\ngo 1.21\n"),
            (
                ".goreleaser.yaml",
                "version: 2\nbuilds:\n  - env: [CGO_ENABLED=1]\n    goos: [linux]\n    goarch: [amd64, s390x]\n",
            ),
        ],
        script: "for arch in amd64 s390x; do CGO_ENABLED=1 GOARCH=$arch go build -o web-$arch . || echo $arch failed; done",
        words: &["runtime/cgo", "error", "failed"],
    },
    Seen {
        rules: &["race_detector_shipped"],
        files: &[
            PROGRAM,
            ("go.mod", "module example.com/web\n\ngo 1.21\n"),
            (
                ".goreleaser.yaml",
                "version: 2\nbuilds:\n  - env: [CGO_ENABLED=1]\n    goos: [linux]\n    goarch: [amd64]\n    flags: [-race]\n",
            ),
        ],
        // What would be run: the race detector's standard library takes long to build.
        script: "CGO_ENABLED=1 go build -race -n -o web .",
        words: &["-race"],
    },
    Seen {
        rules: &["nothing_checked_out"],
        files: &[(
            WORKFLOW,
            "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: go build .\n",
        )],
        script: "go build .",
        words: &["go.mod file not found"],
    },
];
