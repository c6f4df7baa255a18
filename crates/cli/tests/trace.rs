//! `landfall trace`, held against strace and against programs that know how often they call.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

type Calls = BTreeMap<String, u64>;

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

/// A place for files of one test.
fn place(test: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("trace")
        .join(format!("{test}-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// The program that makes calls in ways that are hard to follow.
fn calls() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let file = place("built").join("calls");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traced/calls.c");
        let status =
            Command::new("gcc").args(["-O1", "-pthread", "-o"]).arg(&file).arg(source).status();
        assert!(status.expect("could not start gcc").success());
        file
    })
}

/// The program of Go that asks from many threads.
fn asks() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| built_by_go(""))
}

/// The same for an architecture; without one for this.
fn built_by_go(arch: &str) -> PathBuf {
    let file = place("built").join(format!("asks{arch}"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/asks");
    let mut go = Command::new("go");
    go.args(["build", "-o"]).arg(&file).arg(".").env("CGO_ENABLED", "0").current_dir(source);
    if !arch.is_empty() {
        go.env("GOARCH", arch);
    }
    assert!(go.status().expect("could not start go").success());
    file
}

/// Who can count here. Both, where the kernel lets us; that it is right to refuse is tested by itself.
fn tracers() -> &'static [&'static str] {
    static MAY: OnceLock<bool> = OnceLock::new();
    let may = MAY.get_or_init(|| {
        let tried = landfall("may", "ebpf", &["true"], Stdio::null());
        let said = String::from_utf8_lossy(&tried.stderr);
        let is_refused = said.contains("it takes root") || said.contains("(os error 1)");
        assert!(tried.status.success() || is_refused, "only the kernel may refuse: {said}");
        tried.status.success()
    });
    if *may { &["ptrace", "ebpf"] } else { &["ptrace"] }
}

/// The command, which is to be started, that traces another and adds it to the file of a test.
fn tracing(file: &Path, by: &str, command: &[&str]) -> Command {
    let mut landfall = Command::new(LANDFALL);
    landfall.args(["trace", "--by", by, "-o"]).arg(file).arg("--").args(command);
    landfall
}

fn landfall(test: &str, by: &str, command: &[&str], stdin: Stdio) -> Output {
    let file = place(test).join(format!("{by}.json"));
    tracing(&file, by, command).stdin(stdin).output().unwrap()
}

/// What a file says of its last run.
fn last_run(file: &Path) -> Value {
    let text = fs::read_to_string(file).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    all["runs"].as_array().unwrap().last().unwrap().clone()
}

fn numbers(calls: &Value) -> Calls {
    let calls = calls.as_object().unwrap();
    calls.iter().map(|(name, count)| (name.clone(), count.as_u64().unwrap())).collect()
}

/// The calls of a command, all of which must be counted, and its exit code must be passed on.
fn counted(test: &str, by: &str, command: &[&str], code: i32) -> Calls {
    let output = landfall(test, by, command, Stdio::null());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{by} {command:?}: {said}");
    let run = last_run(&place(test).join(format!("{by}.json")));
    assert_eq!(run["complete"], true, "{by}: {run}");
    assert_eq!(run["by"], by);
    numbers(&run["calls"])
}

/// The calls of a command as strace counts them, without the execve(2) that starts it.
fn by_strace(test: &str, command: &[&str]) -> Calls {
    let log = place(test).join("strace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "signal=none", "-o"]).arg(&log).args(command);
    strace.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = strace.output().expect("could not start strace");
    assert!(output.status.code().is_some());
    let (mut calls, mut gone) = (Calls::new(), BTreeSet::new());
    for line in fs::read_to_string(log).unwrap().lines() {
        let (thread, line) = line.split_once(' ').unwrap();
        let Some((name, _)) = line.trim_start().split_once('(') else { continue };
        // Of a thread whose others end meanwhile it may tell twice that it ends the process.
        if name == "exit_group" && !gone.insert(thread.to_owned()) {
            continue;
        }
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            *calls.entry(name.to_owned()).or_default() += 1;
        }
    }
    let starts = calls.get_mut("execve").unwrap();
    *starts -= 1;
    calls.retain(|_, count| *count > 0);
    calls
}

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

#[test]
fn a_pipeline_makes_the_calls_that_strace_sees() {
    let command =
        ["/bin/sh", "-c", "ls / | sort | { read a; echo $a; } ; (exit 3) ; echo $? | cat"];
    let theirs = by_strace("pipeline", &command);
    // How often a shell waits depends on who ends first, and so does whether a reader has to come again.
    let by_chance = ["wait4", "rt_sigreturn", "read"];
    for by in tracers() {
        let ours = counted("pipeline", by, &command, 0);
        for (name, count) in &theirs {
            if !by_chance.contains(&name.as_str()) {
                assert_eq!(ours.get(name), Some(count), "{by} {name}");
            }
        }
        let names = |calls: &Calls| -> BTreeSet<String> {
            calls.keys().filter(|name| !by_chance.contains(&name.as_str())).cloned().collect()
        };
        assert_eq!(names(&ours), names(&theirs), "{by}");
    }
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
    let theirs = sure(by_strace("go", &command));
    assert_eq!(theirs.get("getppid"), Some(&6400));
    for by in tracers() {
        assert_eq!(sure(counted("go", by, &command, 0)), theirs, "{by}");
    }
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

#[test]
fn what_a_program_reads_and_writes_is_left_alone() {
    for by in tracers() {
        let output = landfall("streams", by, &["/bin/sh", "-c", "cat; echo bad >&2; exit 7"], {
            let (reader, mut writer) = std::io::pipe().unwrap();
            std::io::Write::write_all(&mut writer, b"in\n").unwrap();
            reader.into()
        });
        assert_eq!(String::from_utf8_lossy(&output.stdout), "in\n", "{by}");
        assert_eq!(output.status.code(), Some(7), "{by}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with("bad\n") && said.contains("it ended with code 7"), "{by}: {said}");
    }
}

#[test]
fn the_signal_that_ended_a_program_is_told_as_a_shell_tells_it() {
    for by in tracers() {
        let output = landfall("killed", by, &["/bin/sh", "-c", "kill -9 $$"], Stdio::null());
        assert_eq!(output.status.code(), Some(137), "{by}");
        let run = last_run(&place("killed").join(format!("{by}.json")));
        assert_eq!(run["signal"], 9, "{by}");
    }
}

#[test]
fn of_a_command_only_the_name_is_written() {
    for by in tracers() {
        let output =
            landfall("secret", by, &["/bin/sh", "-c", ": --password=hunter2"], Stdio::null());
        assert!(output.status.success());
        let text = fs::read_to_string(place("secret").join(format!("{by}.json"))).unwrap();
        assert!(text.contains("\"program\": \"sh\"") && !text.contains("hunter2"), "{text}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"));
    }
}

/// A program that has started, with the number that it tells.
fn started(command: &mut Command) -> (Child, u32) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let Ok(number) = line.trim().parse() else {
        let mut said = String::new();
        child.stderr.unwrap().read_to_string(&mut said).unwrap();
        panic!("it told {line:?}: {said}");
    };
    (child, number)
}

fn send(signal: &str, process: u32) {
    let status = Command::new("kill").args([signal, &process.to_string()]).status();
    assert!(status.expect("could not start kill").success());
}

fn lives(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // One that has ended and that nobody has waited for does not live.
    stat.rsplit_once(')').is_some_and(|(_, after)| !after.trim_start().starts_with('Z'))
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "{what} does not come");
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_signal_reaches_the_program_and_its_answer_is_passed_on() {
    for by in tracers() {
        let file = place("signal").join(format!("{by}.json"));
        let mut command = tracing(&file, by, &[calls().to_str().unwrap(), "told"]);
        let (mut child, _) = started(&mut command);
        send("-TERM", child.id());
        assert_eq!(child.wait().unwrap().code(), Some(41), "{by}");
        assert_eq!(last_run(&file)["exit_code"], 41, "{by}");
    }
}

#[test]
fn a_program_ends_with_landfall_by_ptrace_and_outlives_it_by_ebpf() {
    for by in tracers() {
        let file = place("orphaned").join(format!("{by}.json"));
        let mut command = tracing(&file, by, &[calls().to_str().unwrap(), "told"]);
        let (mut child, program) = started(&mut command);
        child.kill().unwrap();
        child.wait().unwrap();
        if *by == "ptrace" {
            until("its end", || !lives(program));
        } else {
            sleep(Duration::from_millis(300));
            assert!(lives(program));
            send("-KILL", program);
        }
        assert!(!file.exists(), "a run that nobody saw to its end is not written");
    }
}

#[test]
fn a_process_that_runs_is_followed_and_let_go() {
    for by in tracers() {
        let (mut child, process) = started(Command::new(calls()).arg("told"));
        let file = place("attached").join(format!("{by}.json"));
        let output = Command::new(LANDFALL)
            .args(["trace", "--by", by, "--pid", &process.to_string(), "--seconds", "1", "-o"])
            .arg(&file)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{by}: {said}");
        let run = last_run(&file);
        assert_eq!(run["program"], "calls");
        // A hundred in a second, when nobody else wants the processor.
        assert!((10..=100).contains(&run["calls"]["getppid"].as_u64().unwrap()), "{by}: {run}");
        // It goes on, and nobody traces it.
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        assert!(status.contains("TracerPid:\t0\n"), "{by}: {status}");
        send("-TERM", process);
        assert_eq!(child.wait().unwrap().code(), Some(41), "{by}");
    }
}

#[test]
fn children_that_a_process_has_already_are_followed_too() {
    let script = format!("{} told & echo $!; wait", calls().display());
    for by in tracers() {
        let mut shell = Command::new("/bin/sh");
        let (mut child, process) = started(shell.args(["-c", &script]));
        let file = place("family").join(format!("{by}.json"));
        let mut landfall = Command::new(LANDFALL)
            .args(["trace", "--by", by, "--pid", &child.id().to_string(), "-o"])
            .arg(&file)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(700));
        // That is enough.
        send("-INT", landfall.id());
        assert_eq!(landfall.wait().unwrap().code(), Some(0), "{by}");
        let asked = last_run(&file)["calls"]["getppid"].as_u64();
        assert!(asked.is_some_and(|asked| asked > 3), "{by}: {asked:?}");
        send("-TERM", process);
        child.wait().unwrap();
    }
}

/// Where control groups of version 2 are mounted, and may be made.
fn groups() -> Option<PathBuf> {
    let mounts = fs::read_to_string("/proc/mounts").unwrap();
    let mut all = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let place = PathBuf::from(words.next()?);
        (words.next()? == "cgroup2").then_some(place)
    });
    all.find(|place| {
        let own = place.join(format!("landfall-try-{}", std::process::id()));
        fs::create_dir(&own).and_then(|()| fs::remove_dir(own)).is_ok()
    })
}

#[test]
fn who_runs_in_a_control_group_is_followed() {
    let trace = |group: &Path, file: &Path| {
        let mut landfall = Command::new(LANDFALL);
        landfall.args(["trace", "--seconds", "1", "--cgroup"]).arg(group).arg("-o").arg(file);
        landfall.output().unwrap()
    };
    let file = place("group").join("group.json");
    let output = trace(&place("group"), &file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    if !tracers().contains(&"ebpf") {
        assert!(said.contains("could not let the kernel count by ebpf"), "{said}");
        return;
    }
    assert!(said.contains("it has to be one of version 2"), "{said}");
    // Where no group can be made, there is nobody to follow.
    let Some(groups) = groups() else { return };
    let group = groups.join(format!("landfall-test-{}", std::process::id()));
    fs::create_dir_all(group.join("below")).unwrap();
    let (mut outside, _) = started(Command::new(calls()).args(["told", "outside"]));
    let (mut inside, number) = started(Command::new(calls()).args(["told", "inside"]));
    fs::write(group.join("below/cgroup.procs"), number.to_string()).unwrap();
    let output = trace(&group, &file);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let asked = last_run(&file)["calls"]["getppid"].as_u64().unwrap();
    for child in [&mut outside, &mut inside] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    fs::remove_dir(group.join("below")).unwrap();
    fs::remove_dir(&group).unwrap();
    // A hundred in a second, and not those of the other one.
    assert!((10..=100).contains(&asked), "{asked}");
}

#[test]
fn runs_are_added_and_what_is_new_is_told() {
    let file = place("runs").join("runs.json");
    let run = |command: &[&str]| {
        let output = tracing(&file, "ptrace", command).output().unwrap();
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = run(&["true"]);
    assert!(said.contains("in 1 run; new in each: █"), "{said}");
    let said = run(&["/bin/sh", "-c", "umask 022"]);
    assert!(said.contains("+ umask") && said.contains("new in this one:"), "{said}");
    assert!(said.contains("not converged"), "{said}");
    run(&["true"]);
    run(&["true"]);
    let said = run(&["true"]);
    assert!(said.contains("converged, as far as runs can tell: the last 3 brought"), "{said}");
    assert!(said.contains("no proof"), "{said}");
    let text = fs::read_to_string(&file).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(all["runs"].as_array().unwrap().len(), 5);
}

#[test]
fn files_are_merged() {
    let dir = place("merge");
    let (first, second, both) = (dir.join("a"), dir.join("b"), dir.join("c"));
    for (file, command) in [(&first, "true"), (&second, "false")] {
        tracing(file, "ptrace", &[command]).output().unwrap();
    }
    let status = Command::new(LANDFALL)
        .args(["seccomp", "merge"])
        .args([&first, &second, &first])
        .arg("-o")
        .arg(&both)
        .status()
        .unwrap();
    assert!(status.success());
    let all: Value = serde_json::from_str(&fs::read_to_string(&both).unwrap()).unwrap();
    let mut programs: Vec<_> = all["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["program"].as_str().unwrap())
        .collect();
    programs.sort_unstable();
    assert_eq!(programs, ["false", "true"]);
}

#[test]
fn a_file_that_is_not_ours_is_refused_before_anything_starts() {
    let dir = place("foreign-file");
    let (file, touched) = (dir.join("notes.json"), dir.join("touched"));
    fs::write(&file, "{}").unwrap();
    let output = tracing(&file, "ptrace", &["touch", touched.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no file of `landfall trace`"));
    assert!(!touched.exists());
    assert_eq!(fs::read_to_string(&file).unwrap(), "{}");
}

#[test]
fn a_place_where_nothing_can_be_written_is_told_before_anything_starts() {
    let touched = place("nowhere").join("touched");
    let file = place("nowhere").join("no/such/directory/file.json");
    let output = tracing(&file, "ptrace", &["touch", touched.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no directory"));
    assert!(!touched.exists());
}

#[test]
fn what_cannot_be_started_is_told_with_its_reason() {
    for by in tracers() {
        for (command, why) in [
            ("/etc/passwd", "Permission denied"),
            ("/nowhere/at/all", "No such file"),
            ("no-such-program-anywhere", "it is not in PATH"),
        ] {
            let output = landfall("unstarted", by, &[command], Stdio::null());
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(3), "{by} {command}: {said}");
            assert!(said.contains(why), "{by} {command}: {said}");
        }
    }
}

/// A command that runs as a user without any rights, with what it runs where everybody may read it.
fn as_nobody(command: &Command) -> Command {
    let mut nobody = Command::new("setpriv");
    nobody.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all"]);
    nobody.arg(command.get_program()).args(command.get_args());
    nobody
}

#[test]
fn without_rights_ptrace_counts_and_ebpf_says_what_it_wants() {
    // The tests may run below a directory that is root's alone.
    let dir = std::env::temp_dir().join(format!("landfall-trace-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    let copy = dir.join("landfall");
    fs::copy(LANDFALL, &copy).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&copy);
        command.args(["trace"]).args(arguments);
        let is_root = fs::metadata("/proc/self").map(|it| std::os::unix::fs::MetadataExt::uid(&it));
        let mut command = if is_root.unwrap() == 0 { as_nobody(&command) } else { command };
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = run(&["--by", "ebpf", "--", "true"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("it takes root, or CAP_BPF and CAP_PERFMON"), "{said}");
    let (code, said) = run(&["--", "true"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("counted by ptrace, which is slower"), "{said}");
    assert!(said.contains("costs the program the rights that set-user-ID files give"), "{said}");
    let (code, said) = run(&["--by", "ptrace", "--pid", "1"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("could not trace process 1 by ptrace"), "{said}");
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn in_another_pid_namespace_a_program_is_counted_all_the_same() {
    let calls = calls().to_str().unwrap();
    for by in tracers() {
        // The program makes a namespace, whose first process waits for its children,
        let command = ["unshare", "-rpf", calls, "vforks", "35"];
        assert_eq!(counted("namespace", by, &command, 0)["getppid"], 35, "{by}");
        // or all of it is in one.
        let file = place("within").join(format!("{by}.json"));
        let within = |arguments: &[&str]| {
            let mut unshare = Command::new("unshare");
            // With a user namespace too there would be no right to load anything.
            if tracers().len() == 1 {
                unshare.arg("-r");
            }
            unshare.args(["-pf", "--mount-proc", LANDFALL, "trace", "--by", by, "-o"]).arg(&file);
            unshare.args(arguments).output().unwrap()
        };
        let output = within(&["--", calls, "tree", "2", "5"]);
        assert!(output.status.success(), "{by}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(last_run(&file)["calls"]["getppid"], 35, "{by}");
        if *by == "ebpf" {
            let output = within(&["--pid", "1"]);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(3), "{said}");
            assert!(said.contains("run landfall outside of this PID namespace"), "{said}");
        }
    }
}

#[test]
fn one_that_is_traced_already_is_told_with_who_traces_it() {
    let file = place("twice").join("file.json");
    let mut command = tracing(&file, "ptrace", &[calls().to_str().unwrap(), "told"]);
    let (mut child, program) = started(&mut command);
    let output = Command::new(LANDFALL)
        .args(["trace", "--by", "ptrace", "--pid", &program.to_string()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(&format!("process {} traces it already", child.id())), "{said}");
    send("-TERM", child.id());
    child.wait().unwrap();
}

#[test]
fn nobody_traces_below_a_tracer() {
    let output = Command::new("strace")
        .args(["-f", "-o", "/dev/null", LANDFALL, "trace", "--by", "ptrace", "--", "true"])
        .output()
        .expect("could not start strace");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("could not trace the program by ptrace: process "), "{said}");
    assert!(said.contains(" traces it already"), "{said}");
}
