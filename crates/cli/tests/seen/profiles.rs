//! Seccomp profiles: a program started under a filter that answers as the profile does.

use crate::{MODULE, PROGRAM, REFUSE, Seen};

const WITH_C: (&str, &str) = (
    "main.go",
    "package main\n\n// int three(void) { return 3; }\nimport \"C\"\n\nimport \"runtime\"\n\nfunc main() {\n\
     \tdone := make(chan C.int)\n\tgo func() { runtime.LockOSThread(); done <- C.three() }()\n\
     \tprintln(<-done)\n}\n",
);

pub(crate) const SEEN: &[Seen] = &[
    Seen {
        rules: &["calls_of_go_refused_by_profile"],
        files: &[
            PROGRAM,
            MODULE,
            REFUSE,
            (
                "seccomp.json",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [\n\
                 {\"names\": [\"rt_sigaction\"], \"action\": \"SCMP_ACT_ERRNO\"}]}\n",
            ),
        ],
        script: "gcc -o refuse filter/refuse.c && CGO_ENABLED=0 go build -o web . && ./refuse rt_sigaction eperm ./web",
        words: &["fatal error: sigaction failed"],
    },
    Seen {
        rules: &["clone3_refused_with_wrong_error"],
        files: &[
            WITH_C,
            MODULE,
            REFUSE,
            (
                "seccomp.json",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [\n\
                 {\"names\": [\"clone3\"], \"action\": \"SCMP_ACT_ERRNO\"}]}\n",
            ),
        ],
        script: "gcc -o refuse filter/refuse.c && CGO_ENABLED=1 go build -o web . && ./refuse clone3 eperm ./web",
        words: &["pthread_create failed: Operation not permitted"],
    },
    Seen {
        rules: &["profile_allows_what_needs_rights"],
        files: &[
            REFUSE,
            (
                "seccomp.json",
                "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [\n\
                 {\"names\": [\"unshare\"], \"action\": \"SCMP_ACT_ALLOW\"}]}\n",
            ),
        ],
        // As Docker's own profile answers, and then as this one.
        script: "gcc -o refuse filter/refuse.c; new='unshare --map-root-user --mount'; \
                 ./refuse unshare eperm $new true; $new sh -c 'mount -t tmpfs none /tmp && echo mounted'",
        words: &["unshare failed: Operation not permitted", "mounted"],
    },
];
