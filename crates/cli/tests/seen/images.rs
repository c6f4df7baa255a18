//! What images ship and start: programs put into a directory that stands for the image, and started there.

use crate::{MODULE, PROGRAM, Seen};

/// A program that asks the resolver of C where cgo is on.
const DIALS: (&str, &str) = (
    "main.go",
    "package main\n\nimport \"net\"\n\nfunc main() { net.LookupHost(\"localhost\"); println(\"it runs\") }\n",
);

pub(crate) const SEEN: &[Seen] = &[
    Seen {
        rules: &["loader_not_shipped"],
        files: &[
            DIALS,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26-bookworm AS build\nRUN CGO_ENABLED=1 go build -o /web .\nFROM scratch\n\
                 COPY --from=build /web /\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        script: "mkdir image && CGO_ENABLED=1 go build -o image/web . && ./image/web && enter image /web",
        words: &["it runs", "No such file or directory"],
    },
    Seen {
        rules: &["cgo_left_on"],
        files: &[
            DIALS,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26 AS build\nRUN go build -o /web .\nFROM scratch\n\
                 COPY --from=build /web /\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        script: "mkdir image && go build -o image/web . && ./image/web && enter image /web",
        words: &["it runs", "No such file or directory"],
    },
    Seen {
        rules: &["pie_without_loader"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26 AS build\nRUN CGO_ENABLED=0 go build -buildmode=pie -o /web .\n\
                 FROM scratch\nCOPY --from=build /web /\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        script: "mkdir image && CGO_ENABLED=0 go build -buildmode=pie -o image/web . && ./image/web && \
                 enter image /web",
        words: &["it runs", "No such file or directory"],
    },
    Seen {
        rules: &["shell_not_shipped", "run_without_shell"],
        files: &[(
            "Dockerfile",
            "FROM scratch\nCOPY web /\nRUN mkdir /data\nENTRYPOINT /web --port=80\n",
        )],
        script: "mkdir image && touch image/web && enter image /bin/sh -c '/web --port=80'",
        words: &["/bin/sh", "No such file or directory"],
    },
    Seen {
        rules: &["health_check_cannot_run"],
        files: &[(
            "Dockerfile",
            "FROM scratch\nCOPY web /\nHEALTHCHECK CMD [\"curl\", \"-f\", \"http://localhost/\"]\nENTRYPOINT [\"/web\"]\n",
        )],
        script: "mkdir image && touch image/web && enter image curl -f http://localhost/",
        words: &["curl", "No such file or directory"],
    },
    Seen {
        rules: &["started_file_not_shipped"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26 AS build\nRUN CGO_ENABLED=0 go build -o /out/web .\nFROM scratch\n\
                 COPY --from=build /out/web /\nENTRYPOINT [\"web\"]\n",
            ),
        ],
        script: "mkdir image && CGO_ENABLED=0 go build -o image/web . && enter image /web && \
                 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin enter image web",
        words: &["it runs", "web", "No such file or directory"],
    },
    Seen {
        rules: &["shell_words_in_exec_form"],
        files: &[
            ARGUMENTS,
            MODULE,
            (
                "Dockerfile",
                "FROM alpine:3.22\nCOPY web /\nENTRYPOINT [\"/web\", \"--port=$PORT\"]\n",
            ),
        ],
        script: "go build -o web . && PORT=80 ./web '--port=$PORT'",
        words: &["[--port=$PORT]"],
    },
    Seen {
        rules: &["signals_end_at_shell"],
        files: &[
            (
                "main.go",
                "package main\n\nimport (\n\t\"os\"\n\t\"os/signal\"\n\t\"syscall\"\n\t\"time\"\n)\n\n\
                 func main() {\n\tcame := make(chan os.Signal, 1)\n\tsignal.Notify(came, syscall.SIGTERM)\n\
                 \tprintln(\"ready\")\n\tselect {\n\tcase <-came:\n\t\tprintln(\"SIGTERM came\")\n\
                 \tcase <-time.After(700 * time.Millisecond):\n\t\tprintln(\"nothing came\")\n\t}\n}\n",
            ),
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26 AS build\nRUN CGO_ENABLED=0 go build -o /web .\nFROM debian:12\n\
                 COPY --from=build /web /\nENTRYPOINT /web\n",
            ),
        ],
        // The words as a list first, then those for a shell.
        script: "go build -o web . && { ./web & sleep 0.3; kill $!; wait $!; \
                 dash -c ./web & sleep 0.3; kill $!; wait $!; sleep 0.8; }",
        words: &["SIGTERM came", "nothing came"],
    },
    Seen {
        rules: &["command_after_shell_entrypoint"],
        files: &[
            ARGUMENTS,
            MODULE,
            ("Dockerfile", "FROM alpine:3.22\nCOPY web /\nENTRYPOINT /web\nCMD [\"--port=80\"]\n"),
        ],
        script: "go build -o web . && sh -c ./web --port=80",
        words: &["[]"],
    },
    Seen {
        rules: &["time_zone_set_without_database"],
        files: &[
            (
                "main.go",
                "package main\n\nimport (\n\t\"os\"\n\t\"time\"\n)\n\nfunc main() {\n\
                 \tname, offset := time.Now().Zone()\n\tprintln(os.Getenv(\"TZ\"), \"is\", name, offset)\n}\n",
            ),
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26-alpine AS build\nRUN CGO_ENABLED=0 go build -trimpath -o /web .\n\
                 FROM alpine:3.22\nENV TZ=Asia/Tokyo\nCOPY --from=build /web /\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        script: "mkdir image && CGO_ENABLED=0 go build -trimpath -o image/web . && \
                 TZ=Asia/Tokyo enter image /web",
        words: &["Asia/Tokyo is UTC 0"],
    },
    Seen {
        rules: &["built_elsewhere_than_copied"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /out/web .\n\
                 FROM debian:12\nCOPY --from=build /go/bin/web /web\n",
            ),
        ],
        script: "mkdir -p stage/go/bin && go build -o stage/out/web . && cp stage/go/bin/web web",
        words: &["No such file or directory"],
    },
    Seen {
        rules: &["build_settings_in_shipped_stage"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26 AS build\nRUN go build -o /web .\n\
                 FROM gcr.io/distroless/base-debian13\nENV CGO_ENABLED=0\nCOPY --from=build /web /\n",
            ),
        ],
        script: "go build -o web . && export CGO_ENABLED=0 && ./web && go version -m web",
        words: &["it runs", "CGO_ENABLED=1"],
    },
    Seen {
        rules: &["fetched_program_not_executable"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM alpine:3.22\nADD https://example.com/v1/web /\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        script: "go build -o web . && chmod 600 web && ./web",
        words: &["ermission denied"],
    },
    Seen {
        rules: &["memory_limit_not_understood"],
        files: &[
            PROGRAM,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26-alpine AS build\nRUN CGO_ENABLED=0 go build -o /web .\n\
                 FROM alpine:3.22\nENV GOMEMLIMIT=512M\nCOPY --from=build /web /\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        script: "go build -o web . && GOMEMLIMIT=512M ./web",
        words: &["fatal error: malformed GOMEMLIMIT"],
    },
    Seen {
        rules: &["resolver_chosen_without_cgo"],
        files: &[
            DIALS,
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26-alpine AS build\nRUN CGO_ENABLED=0 go build -o /web .\nFROM alpine:3.22\n\
                 ENV GODEBUG=netdns=cgo+1\nCOPY --from=build /web /\nENTRYPOINT [\"/web\"]\n",
            ),
        ],
        script: "CGO_ENABLED=0 go build -o web . && GODEBUG=netdns=cgo+1 ./web",
        words: &["netdns=cgo as the binary was compiled without support for the cgo resolver"],
    },
    Seen {
        rules: &["service_check_cannot_run"],
        files: &[
            ("Dockerfile", "FROM scratch\nCOPY web /\nENTRYPOINT [\"/web\"]\n"),
            (
                "compose.yaml",
                "services:\n  web:\n    build: .\n    healthcheck:\n      test: curl -f http://localhost/\n",
            ),
        ],
        script: "mkdir image && touch image/web && enter image /bin/sh -c 'curl -f http://localhost/'",
        words: &["/bin/sh", "No such file or directory"],
    },
    Seen {
        rules: &["memory_limit_not_told_to_go"],
        files: &[
            (
                "main.go",
                "package main\n\nimport \"runtime/debug\"\n\nfunc main() { println(debug.SetMemoryLimit(-1)) }\n",
            ),
            MODULE,
            (
                "Dockerfile",
                "FROM golang:1.26-alpine AS build\nRUN CGO_ENABLED=0 go build -o /web .\nFROM alpine:3.22\n\
                 COPY --from=build /web /\nENTRYPOINT [\"/web\"]\n",
            ),
            ("compose.yaml", "services:\n  web:\n    build: .\n    mem_limit: 512m\n"),
        ],
        script: "go build -o web . && (unset GOMEMLIMIT; ./web)",
        words: &["9223372036854775807"],
    },
];

/// A program that prints what it was given.
const ARGUMENTS: (&str, &str) = (
    "main.go",
    "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() { fmt.Println(os.Args[1:]) }\n",
);
