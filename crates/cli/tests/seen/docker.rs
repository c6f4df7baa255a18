//! Dockerfiles: what their lines come to.

use crate::{MODULE, PROGRAM, Seen};

pub(crate) const SEEN: &[Seen] = &[
    Seen {
        rules: &["builder_older_than_module"],
        files: &[
            PROGRAM,
            ("go.mod", "module example.com/web\n\ngo 1.99\n"),
            ("Dockerfile", "FROM golang:1.26\nCOPY . .\nRUN go build -o /web .\n"),
        ],
        script: "GOTOOLCHAIN=local go build -o web .",
        words: &["go.mod requires go >= 1.99", "GOTOOLCHAIN=local"],
    },
    Seen {
        rules: &["platform_argument_overridden", "shipped_for_another_architecture"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26 AS build\nARG TARGETARCH=amd64\nCOPY . .\n\
                 RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .\n\
                 FROM scratch\nCOPY --from=build /web /web\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        // This machine stands for the one that the image is for, and a third architecture for the other.
        script: "TARGETARCH=s390x; CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o web . && ./web",
        words: &["xec format error"],
    },
    Seen {
        rules: &["platform_argument_not_asked_for"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\nCOPY . .\n\
                 RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .\n",
            ),
        ],
        script: "unset TARGETARCH; CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o web . && ./web",
        words: &["it runs"],
    },
];
