//! How often each call is made: as strace counts it, and as programs know it of themselves.

use super::*;

#[test]
fn a_program_that_does_the_same_each_time_is_counted_as_strace_counts_it() {
    let (calls, home) = (calls().to_str().unwrap(), env!("CARGO_MANIFEST_DIR"));
    let commands: [&[&str]; 5] = [
        &["/bin/ls", "-l", home],
        &["true"],
        &["/bin/sh", "-c", "cd / && umask 022 && exec /bin/cat /etc/passwd"],
        &[calls, "vforks", "5"],
        &[calls, "foreign", "0"],
    ];
    for command in commands {
        let theirs = by_strace("same", command);
        for by in tracers() {
            assert_eq!(counted("same", by, command, 0), theirs, "{by} {command:?}");
        }
    }
}

/// Holds what is counted against what strace counts. A fork is made again where a signal comes in between, and strace
/// may tell twice of an end: so of what differs, both are done again.
fn is_as_strace(test: &str, command: &[&str], meant: impl Fn(Calls) -> Calls) {
    const TRIES: usize = 3;
    for by in tracers() {
        let mut differ = Vec::new();
        let is_alike = (0..TRIES).any(|_| {
            let theirs = meant(by_strace(test, command));
            let ours = meant(counted(test, by, command, 0));
            let is_alike = ours == theirs;
            differ.push((ours, theirs));
            is_alike
        });
        assert!(is_alike, "{by}: counted, and by strace: {differ:#?}");
    }
}

#[test]
fn a_pipeline_makes_the_calls_that_strace_sees() {
    let command =
        ["/bin/sh", "-c", "ls / | sort | { read a; echo $a; } ; (exit 3) ; echo $? | cat"];
    // How often a shell waits depends on who ends first, and so does whether a reader has to come again.
    let by_chance = ["wait4", "rt_sigreturn", "read"];
    is_as_strace("pipeline", &command, |mut calls| {
        calls.retain(|name, _| !by_chance.contains(&name.as_str()));
        calls
    });
}

/// Calls of a program of Go but those that its scheduler makes by need.
fn sure(calls: Calls) -> Calls {
    let by_need = [
        "clone",
        "clone3",
        "epoll_create1",
        "epoll_ctl",
        "epoll_pwait",
        "epoll_wait",
        "eventfd2",
        "exit",
        "futex",
        "futex_time64",
        "getpid",
        "gettid",
        "madvise",
        "mmap",
        "mmap2",
        "munmap",
        "nanosleep",
        "prctl",
        "restart_syscall",
        "rt_sigprocmask",
        "rt_sigreturn",
        "sched_yield",
        "set_thread_area",
        "sigaltstack",
        "sigreturn",
        "tgkill",
        "timer_create",
    ];
    calls.into_iter().filter(|(name, _)| !by_need.contains(&name.as_str())).collect()
}

#[test]
fn a_program_of_go_makes_the_calls_that_strace_sees() {
    let command = [asks().to_str().unwrap(), "64", "100"];
    is_as_strace("go", &command, sure);
    assert_eq!(by_strace("go", &command).get("getppid"), Some(&6400));
}

/// How often a program asked for its parent, and its exit code.
fn asked(by: &str, arguments: &[&str], code: i32) -> u64 {
    let command: Vec<&str> = [calls().to_str().unwrap()].iter().chain(arguments).copied().collect();
    counted(arguments[0], by, &command, code)["getppid"]
}

#[test]
fn every_call_of_thousands_of_threads_is_counted() {
    for by in tracers() {
        assert_eq!(asked(by, &["threads", "3000", "7"], 0), 21_000, "{by}");
    }
}

#[test]
fn every_call_of_a_tree_of_processes_is_counted() {
    for by in tracers() {
        // 1023 processes, most of which outlive their parents.
        assert_eq!(asked(by, &["tree", "9", "10"], 0), 10_230, "{by}");
    }
}

#[test]
fn a_fork_bomb_is_counted_to_its_end() {
    for by in tracers() {
        let command = [calls().to_str().unwrap(), "bomb", "300"];
        let output = landfall("bomb", by, &command, Stdio::null());
        assert!(output.status.success(), "{by}: {output:?}");
        let born: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap();
        let run = last_run(&place("bomb").join(format!("{by}.json")));
        // How many there are depends on who else wants the processor.
        assert!(born > 3, "{by}: {born}");
        assert_eq!(run["calls"]["getppid"], born, "{by}: {run}");
        assert_eq!(run["complete"], true, "{by}");
    }
}

#[test]
fn one_that_outlives_the_program_is_waited_for() {
    for by in tracers() {
        assert_eq!(asked(by, &["orphan", "5"], 5), 5, "{by}");
    }
}

#[test]
fn a_child_that_shares_memory_is_followed_into_its_program() {
    for by in tracers() {
        assert_eq!(asked(by, &["vforks", "40"], 0), 40, "{by}");
    }
}

#[test]
fn a_thread_that_becomes_another_program_is_followed() {
    for by in tracers() {
        assert_eq!(asked(by, &["exec"], 0), 5, "{by}");
    }
}

#[test]
fn a_program_may_stop_and_go_on() {
    for by in tracers() {
        assert_eq!(asked(by, &["stopped"], 9), 4, "{by}");
    }
}

#[test]
fn calls_that_a_filter_of_the_program_refuses_are_counted() {
    for by in tracers() {
        for way in ["prctl", "seccomp"] {
            let command = [calls().to_str().unwrap(), "filter", way];
            let output = landfall(way, by, &command, Stdio::null());
            assert!(output.status.success(), "{by} {way}: {output:?}");
            let told: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap();
            let run = last_run(&place(way).join(format!("{by}.json")));
            let seen = run["calls"]["getppid"].as_u64().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(said.contains("--by ptrace sees it"), *by == "ebpf", "{said}");
            // A thread that gets a filter from another one may lose a call that it made before too.
            let lost = u64::from(*by == "ebpf" && way == "seccomp" && seen == told - 1);
            assert_eq!(seen, told - lost, "{by} {way}");
        }
    }
}

#[test]
fn calls_that_a_filter_around_landfall_refuses_are_counted() {
    let calls = calls().to_str().unwrap();
    for by in tracers() {
        let file = place("below").join(format!("{by}.json"));
        let output = Command::new(calls)
            .args(["below", LANDFALL, "trace", "--by", by, "-o"])
            .arg(&file)
            .args(["--", calls, "tree", "1", "7"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{by}: {said}");
        assert_eq!(last_run(&file)["calls"]["getppid"], 21, "{by}: {said}");
    }
}

#[test]
fn a_call_of_32_bits_is_not_taken_for_another_of_64() {
    for by in tracers() {
        let ours = counted("foreign", by, &[calls().to_str().unwrap(), "foreign", "9"], 0);
        // 64 is getppid for 386, and semget for amd64.
        assert_eq!(ours.get("semget"), None, "{by}");
        let run = last_run(&place("foreign").join(format!("{by}.json")));
        let expected = if cfg!(target_arch = "x86_64") { 9 } else { 0 };
        let seen = run["foreign_calls"]["getppid"].as_u64().unwrap_or_default();
        assert_eq!(seen, expected, "{by}: {run}");
    }
}

/// The program of Go for 32 bits, which the kernel of amd64 runs too; that of arm64 may not.
#[cfg(target_arch = "x86_64")]
#[test]
fn a_program_of_32_bits_makes_the_calls_that_strace_sees() {
    let command =
        [built_by_go("386").to_str().unwrap().to_owned(), "8".to_owned(), "50".to_owned()];
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    let theirs = sure(by_strace("go386", &command));
    assert_eq!(theirs.get("getppid"), Some(&400));
    for by in tracers() {
        assert_eq!(counted("go386", by, &command, 0), Calls::new(), "{by}: none is of amd64");
        let run = last_run(&place("go386").join(format!("{by}.json")));
        assert_eq!(sure(numbers(&run["foreign_calls"])), theirs, "{by}");
    }
}
