//! Units: a program started in what they give it.

use crate::{MODULE, PROGRAM, REFUSE, Seen};

/// A program that keeps what it opens.
const OPENS: (&str, &str) = (
    "main.go",
    "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() {\n\tfor range make([]int, 30) {\n\
     \t\tif _, err := os.Open(\"go.mod\"); err != nil {\n\t\t\tfmt.Println(err)\n\t\t\treturn\n\t\t}\n\t}\n}\n",
);

/// A program that asks for the network's interfaces, and listens where it is told.
const LISTENS: (&str, &str) = (
    "main.go",
    "package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n)\n\nfunc main() {\n\t_, err := net.Interfaces()\n\
     \tfmt.Println(err)\n\t_, err = net.Listen(\"unix\", \"gone/web.sock\")\n\tfmt.Println(err)\n}\n",
);

/// A program that tells its words and what it takes for GOGC.
const TELLS: (&str, &str) = (
    "main.go",
    "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"runtime/debug\"\n)\n\nfunc main() {\n\
     \tfmt.Println(os.Args[1:], debug.SetGCPercent(-1))\n}\n",
);

/// A program that writes code and wants to run it, as compilers at run time do.
const WRITES_CODE: (&str, &str) = (
    "main.go",
    "package main\n\nimport (\n\t\"fmt\"\n\t\"syscall\"\n)\n\nfunc main() {\n\
     \tcode, err := syscall.Mmap(-1, 0, 4096, 3, syscall.MAP_ANON|syscall.MAP_PRIVATE)\n\tfmt.Println(err)\n\
     \tfmt.Println(syscall.Mprotect(code, 5))\n}\n",
);

pub(crate) const SEEN: &[Seen] = &[
    Seen {
        rules: &["too_few_open_files_for_service"],
        files: &[
            OPENS,
            MODULE,
            ("web.service", "[Service]\nExecStart=/usr/bin/web\nLimitNOFILE=16\n"),
        ],
        script: "CGO_ENABLED=0 go build -o web . && ulimit -n 16 && ./web",
        words: &["too many open files"],
    },
    Seen {
        rules: &["too_little_address_space_for_service"],
        files: &[
            PROGRAM,
            MODULE,
            ("web.service", "[Service]\nExecStart=/usr/bin/web\nLimitAS=256M\n"),
        ],
        script: "CGO_ENABLED=0 go build -o web . && ulimit -v 262144 && ./web",
        words: &["failed to reserve page summary memory"],
    },
    Seen {
        rules: &["calls_of_go_refused_to_service"],
        files: &[
            PROGRAM,
            MODULE,
            REFUSE,
            ("web.service", "[Service]\nExecStart=/usr/bin/web\nSystemCallFilter=~@signal\n"),
        ],
        script: "gcc -o refuse filter/refuse.c && CGO_ENABLED=0 go build -o web . && ./refuse sigaltstack kill ./web; true",
        words: &["Bad system call"],
    },
    Seen {
        rules: &["network_interfaces_refused_to_service", "runtime_directory_not_made"],
        files: &[
            LISTENS,
            MODULE,
            REFUSE,
            (
                "web.service",
                "[Service]\nUser=web\nExecStart=/usr/bin/web --socket /run/web/web.sock\n\
                 RestrictAddressFamilies=AF_INET AF_UNIX\n",
            ),
        ],
        script: "gcc -o refuse filter/refuse.c && CGO_ENABLED=0 go build -o web . && ./refuse netlink family ./web",
        words: &[
            "route ip+net: netlinkrib: address family not supported by protocol",
            "no such file or directory",
        ],
    },
    Seen {
        rules: &["written_code_refused_to_service"],
        files: &[
            WRITES_CODE,
            REFUSE,
            (
                "go.mod",
                "module example.com/web\n\ngo 1.21\n\nrequire github.com/tetratelabs/wazero v1.9.0\n",
            ),
            ("web.service", "[Service]\nExecStart=/usr/bin/web\nMemoryDenyWriteExecute=yes\n"),
        ],
        script: "gcc -o refuse filter/refuse.c && CGO_ENABLED=0 go build -o web main.go && ./web && ./refuse exec no ./web",
        words: &["<nil>\n<nil>\n<nil>\noperation not permitted"],
    },
    Seen {
        rules: &["go_run_in_service_without_home"],
        files: &[
            PROGRAM,
            MODULE,
            ("web.service", "[Service]\nExecStart=/usr/local/go/bin/go run .\n"),
        ],
        script: "env -i PATH=\"$PATH\" go run .",
        words: &["build cache is required, but could not be located", "GOCACHE is not defined"],
    },
    Seen {
        rules: &["shell_syntax_in_service", "setting_of_service_not_understood"],
        files: &[
            TELLS,
            MODULE,
            (
                "web.service",
                "[Service]\nExecStart=/usr/bin/web a >> /var/log/web\nEnvironment=GOGC=abc\n",
            ),
        ],
        script: "CGO_ENABLED=0 go build -o web . && GOGC=abc ./web a '>>' /var/log/web",
        words: &["[a >> /var/log/web]", "100"],
    },
    Seen {
        rules: &["memory_limit_of_service_malformed"],
        files: &[
            PROGRAM,
            MODULE,
            ("web.service", "[Service]\nExecStart=/usr/bin/web\nEnvironment=GOMEMLIMIT=512MB\n"),
        ],
        script: "CGO_ENABLED=0 go build -o web . && GOMEMLIMIT=512MB ./web",
        words: &["malformed GOMEMLIMIT"],
    },
];
