//! What is done to programs before they are shipped: built for a variant, packed, stripped, signed.

use crate::{MODULE, PROGRAM, Seen};

pub(crate) const SEEN: &[Seen] = &[
    Seen {
        rules: &["arm_variant_not_passed_on"],
        files: &[
            PROGRAM,
            MODULE,
            ("build.sh", "docker buildx build --platform linux/arm/v6 .\n"),
            (
                "Dockerfile",
                "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\nARG TARGETARCH\nCOPY . .\n\
                 RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .\n\
                 FROM scratch\nCOPY --from=build /web /web\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        // What is written into the program, without building all of the standard library for it.
        script: "CGO_ENABLED=0 GOOS=linux GOARCH=arm go build -n -o web .",
        words: &["GOARM=7"],
    },
    Seen {
        rules: &["emulator_not_set_up"],
        files: &[
            PROGRAM,
            MODULE,
            (
                ".github/workflows/ci.yml",
                "jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v5\n      \
                 - run: docker build --platform linux/s390x .\n",
            ),
            ("Dockerfile", "FROM alpine:3.22\nRUN apk add --no-cache tzdata\nCOPY web /\n"),
        ],
        // A program for that platform stands for the shell of its image.
        script: "CGO_ENABLED=0 GOOS=linux GOARCH=s390x go build -o sh . && ./sh",
        words: &["xec format error"],
    },
    Seen {
        rules: &["changed_after_signing"],
        files: &[
            PROGRAM,
            MODULE,
            ("build.sh", "set -e\ngo build -o web .\nsha256sum web > web.sha256\nstrip web\n"),
        ],
        script: "sh build.sh && ./web && sha256sum -c web.sha256",
        words: &["it runs", "web: FAILED", "computed checksum did NOT match"],
    },
];
