//! `landfall run`, with programs that really make calls and a kernel that really refuses them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs::{self, File};
use std::io::{BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use landfall_facts::Arch;
use landfall_know::{seccomp_profile, syscall_number};

/// A program that makes calls by their numbers.
fn calls() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/calls/calls.c");
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("run");
        fs::create_dir_all(&dir).unwrap();
        let file = dir.join(format!("calls-{}", std::process::id()));
        let built = Command::new("gcc")
            .args(["-O1", "-static", "-pthread", "-o"])
            .args([&file, &source])
            .status()
            .unwrap();
        assert!(built.success());
        file
    })
}

/// A directory of a test's own, that holds a policy file.
fn desk(name: &str, policy: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("run").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("policy.toml"), policy).unwrap();
    dir
}

fn landfall(desk: &Path, options: &[&str], command: &[&str]) -> Command {
    let mut landfall = Command::new(env!("CARGO_BIN_EXE_landfall"));
    landfall.args(["run", "--profile", "policy.toml"]).args(options).arg("--");
    landfall.args(command).current_dir(desk);
    landfall
}

fn done(desk: &Path, options: &[&str], command: &[&str]) -> Output {
    landfall(desk, options, command).stdin(Stdio::null()).output().unwrap()
}

/// What `calls` did under a policy: its exit code, what it said, and what landfall said.
fn said(desk: &Path, command: &[&str]) -> (Option<i32>, String, String) {
    let words: Vec<&str> =
        [calls().to_str().unwrap()].into_iter().chain(command.iter().copied()).collect();
    let output = done(desk, &[], &words);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The number of a call, here.
fn number(name: &str) -> String {
    let here = match std::env::consts::ARCH {
        "x86" => Arch::I386,
        "x86_64" => Arch::Amd64,
        "aarch64" => Arch::Arm64,
        other => other.parse().unwrap(),
    };
    syscall_number(here, name).unwrap().to_string()
}

/// A program that makes the calls it is told to, below landfall. It ends with the test.
struct Asked {
    landfall: Child,
    answers: BufReader<ChildStdout>,
    process: u32,
}

impl Asked {
    fn new(desk: &Path, command: &[&str]) -> Self {
        let mut landfall = landfall(desk, &[], command);
        let pipes = landfall.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut landfall = pipes.stderr(File::create(desk.join("said")).unwrap()).spawn().unwrap();
        let mut answers = BufReader::new(landfall.stdout.take().unwrap());
        let ready = line(&mut answers);
        let process = ready.strip_prefix("ready ").unwrap_or_else(|| panic!("{ready:?}"));
        let process = process.trim().parse().unwrap();
        Self { landfall, answers, process }
    }

    /// By which number the call fails that has this one; 0 if it does not.
    fn result(&mut self, call: &str) -> i32 {
        self.ask(call);
        self.answer()
    }

    fn ask(&mut self, call: &str) {
        writeln!(self.landfall.stdin.as_mut().unwrap(), "{call}").unwrap();
    }

    fn answer(&mut self) -> i32 {
        line(&mut self.answers).trim().parse().unwrap()
    }

    /// Its exit code, once nothing more is asked.
    fn end(mut self) -> Option<i32> {
        drop(self.landfall.stdin.take());
        self.landfall.wait().unwrap().code()
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.landfall.kill();
        let _ = self.landfall.wait();
    }
}

fn line(reader: &mut impl std::io::BufRead) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line
}

fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), process.to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Waits until something is so, and fails if it never is.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        sleep(Duration::from_millis(5));
    }
}

const EPERM: i32 = 1;
const EACCES: i32 = 13;
const ENOSYS: i32 = 38;

#[test]
fn what_the_policy_refuses_fails_and_the_rest_is_made() {
    let desk = desk("refuses", "default = \"allow\"\n[refuse]\ngetppid = \"EACCES\"\n");
    let (code, told, said) = said(&desk, &["threads", &number("getppid"), "3"]);
    assert_eq!((code, told.as_str()), (Some(0), "13: 3\n"), "{said}");
    assert!(
        said.contains("landfall: refused with EACCES: getppid(0, 0, 0, 0, 0, 0) of /"),
        "{said}"
    );
    assert!(said.contains("getppid 3 times (refused with EACCES)"), "{said}");
}

#[test]
fn what_the_policy_ends_the_process_for_is_never_made() {
    let desk = desk("kills", "default = \"allow\"\nkill = [\"getppid\"]\n");
    let (code, told, said) = said(&desk, &["threads", &number("getppid"), "3", "4"]);
    assert_eq!((code, told.as_str()), (Some(137), ""), "{said}");
    assert!(said.contains("landfall: killed for: getppid("), "{said}");
}

#[test]
fn a_policy_that_refuses_everything_still_lets_its_program_be_started() {
    for (name, default) in [("nothing", "refuse"), ("nothing-at-all", "kill")] {
        let desk = desk(name, &format!("default = \"{default}\"\n"));
        let (code, told, said) = said(&desk, &["threads", &number("getppid"), "3"]);
        assert_eq!(told, "");
        assert!(code.unwrap() >= 128, "{code:?} {said}");
        assert!(!said.contains("could not") && said.contains("calls-"), "{said}");
        assert!(!said.contains("execve"), "{said}");
    }
}

#[test]
fn a_program_that_is_not_there_is_told_whatever_the_policy() {
    for (name, default) in [("absent", "kill"), ("absent-too", "allow")] {
        let desk = desk(name, &format!("default = \"{default}\"\n"));
        let error = |program: &str| {
            let output = done(&desk, &[], &[program]);
            assert_eq!(output.status.code(), Some(3));
            String::from_utf8(output.stderr).unwrap()
        };
        assert!(error("landfall-of-nowhere").contains("it is not in PATH"));
        assert!(error("./nowhere").contains("No such file"), "{}", error("./nowhere"));
        assert!(error("./policy.toml").contains("Permission denied"));
    }
}

#[test]
fn input_output_and_the_exit_code_are_those_of_the_program() {
    let desk = desk("passes", "default = \"allow\"\n");
    let mut program = Asked::new(&desk, &[calls().to_str().unwrap(), "answers"]);
    assert_eq!(program.result(&number("getppid")), 0);
    assert_eq!(program.end(), Some(7));
    let mut cat = landfall(&desk, &[], &["cat"]);
    let mut cat =
        cat.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    cat.stdin.take().unwrap().write_all(b"all of it\n\0").unwrap();
    let mut text = Vec::new();
    cat.stdout.take().unwrap().read_to_end(&mut text).unwrap();
    assert_eq!((text.as_slice(), cat.wait().unwrap().code()), (&b"all of it\n\0"[..], Some(0)));
}

#[test]
fn signals_are_passed_on() {
    let desk = desk("signals", "default = \"allow\"\n");
    let mut program = Asked::new(&desk, &[calls().to_str().unwrap(), "waits"]);
    for (name, heard) in [("USR1", "heard 10\n"), ("INT", "heard 02\n"), ("TERM", "heard 15\n")] {
        signal(program.landfall.id(), name);
        assert_eq!(line(&mut program.answers), heard);
    }
    assert_eq!(program.end(), Some(21));
}

#[test]
fn a_program_that_is_killed_ends_landfall_as_a_shell_would_say_it() {
    let desk = desk("killed", "default = \"allow\"\n");
    let program = Asked::new(&desk, &[calls().to_str().unwrap(), "waits"]);
    signal(program.process, "KILL");
    assert_eq!(program.end(), Some(137));
}

/// What asks when nobody is there to answer is refused, and so is what asked before.
#[test]
fn when_landfall_is_killed_the_program_dies_and_its_children_are_refused() {
    // What it answers with is no matter of landfall.
    let policy = "default = \"allow\"\nallow = [\"read\", \"write\"]\nrefuse = [\"getppid\"]\n";
    let desk = desk("orphaned", policy);
    // The shell is what landfall starts, and stays for the sake of the second command.
    let script = format!("echo $$ > shell; {} answers; true", calls().display());
    let mut program = Asked::new(&desk, &["/bin/sh", "-c", &script]);
    let getppid = number("getppid");
    assert_eq!(program.result(&getppid), EPERM);
    let shell = fs::read_to_string(desk.join("shell")).unwrap();
    // It hears no more of what is asked.
    signal(program.landfall.id(), "STOP");
    until("each thread of it stands still", || stands_still(program.landfall.id()));
    program.ask(&getppid);
    sleep(Duration::from_millis(50));
    signal(program.landfall.id(), "KILL");
    assert_eq!(program.answer(), ENOSYS);
    assert_eq!(program.result(&number("sched_yield")), ENOSYS);
    until("the shell lives on", || !is_alive(shell.trim()));
}

fn stands_still(process: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    threads
        .map(|thread| thread.unwrap().path().join("stat"))
        .all(|stat| fs::read_to_string(stat).unwrap().rsplit(") ").next().unwrap().starts_with('T'))
}

fn is_alive(process: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // A zombie is dead.
    stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['Z', 'X']))
}

#[test]
fn what_outlives_the_program_is_watched_to_its_end() {
    let desk = desk("leaves", "default = \"allow\"\nrefuse = [\"getppid\"]\n");
    let file = desk.join("late");
    let start = Instant::now();
    let (code, _, told) = said(&desk, &["leaves", &number("getppid"), file.to_str().unwrap()]);
    assert_eq!(code, Some(5), "{told}");
    assert!(start.elapsed() > Duration::from_millis(350));
    assert_eq!(fs::read_to_string(file).unwrap(), "1\n");
}

#[test]
fn five_hundred_processes_at_once_are_all_answered() {
    let desk = desk("forks", "default = \"allow\"\nrefuse = [\"getppid\"]\n");
    let (code, told, said) = said(&desk, &["processes", &number("getppid"), "20", "500"]);
    assert_eq!((code, told.as_str()), (Some(0), "1: 500\n"), "{said}");
    assert!(said.contains("getppid 10000 times"), "{said}");
}

/// Twice 200,000: each gets the answer that is its own, and landfall counted each once.
#[test]
fn no_decision_is_lost_at_the_speed_of_the_kernel() {
    let policy = "default = \"allow\"\nallow = [\"getppid\"]\nadjustable = [\"getppid\"]\n[refuse]\nsched_yield = \"EXDEV\"\n";
    let desk = desk("many", policy);
    for (call, answer) in [("getppid", "0"), ("sched_yield", "18")] {
        let start = Instant::now();
        let (code, told, said) = said(&desk, &["threads", &number(call), "50000", "4"]);
        let rate = 200_000.0 / start.elapsed().as_secs_f64();
        println!("{call}: {rate:.0} a second");
        assert_eq!((code, told), (Some(0), format!("{answer}: 200000\n")), "{said}");
        assert!(said.contains(&format!("{call} 200000 times")), "{said}");
    }
}

/// Puts a file in the place of another, as editors do.
fn replace(desk: &Path, text: &str) {
    fs::write(desk.join("next"), text).unwrap();
    fs::rename(desk.join("next"), desk.join("policy.toml")).unwrap();
}

#[test]
fn an_edit_counts_for_the_next_call() {
    let allows = "default = \"allow\"\n";
    let refuses = "default = \"allow\"\n[refuse]\ngetppid = \"EACCES\"\n";
    let desk = desk("edits", refuses);
    let getppid = number("getppid");
    let mut program = Asked::new(&desk, &[calls().to_str().unwrap(), "answers"]);
    assert_eq!(program.result(&getppid), EACCES);
    for _ in 0..50 {
        replace(&desk, allows);
        assert_eq!(program.result(&getppid), 0);
        fs::write(desk.join("policy.toml"), refuses).unwrap();
        assert_eq!(program.result(&getppid), EACCES);
        // As long as it was, at the same moment.
        fs::write(desk.join("policy.toml"), refuses.replace("EACCES", "ENOENT")).unwrap();
        assert_eq!(program.result(&getppid), 2);
    }
    assert_eq!(program.end(), Some(7));
    let said = fs::read_to_string(desk.join("said")).unwrap();
    assert!(said.contains("landfall: policy.toml was read again: getppid\n"), "{said}");
}

#[test]
fn a_file_that_is_half_written_wrong_or_gone_changes_nothing() {
    let policy = "default = \"allow\"\n[refuse]\ngetppid = \"EACCES\"\n";
    let desk = desk("broken", policy);
    let path = desk.join("policy.toml");
    let getppid = number("getppid");
    let mut program = Asked::new(&desk, &[calls().to_str().unwrap(), "answers"]);
    assert_eq!(program.result(&getppid), EACCES);
    // Each byte of a new file is written after a call was asked about; each beginning of it is refused, for want
    // of sense or because it is not closed yet.
    let next = "default = \"allow\"\n[refuse]\ngetppid = \"ENOSYS\"\n";
    let mut file = File::create(&path).unwrap();
    for byte in next.bytes() {
        assert_eq!(program.result(&getppid), EACCES);
        file.write_all(&[byte]).unwrap();
    }
    assert_eq!(program.result(&getppid), EACCES);
    drop(file);
    assert_eq!(program.result(&getppid), ENOSYS);
    for cut in [
        "",
        "default = \"all",
        "[refuse]\ngetppid = \"EACCES\"\n",
        "default = \"allow\"\nrefus = []\n",
    ] {
        fs::write(&path, cut).unwrap();
        assert_eq!(program.result(&getppid), ENOSYS, "{cut:?}");
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(program.result(&getppid), ENOSYS);
    replace(&desk, policy);
    assert_eq!(program.result(&getppid), EACCES);
    assert_eq!(program.end(), Some(7));
    let said = fs::read_to_string(desk.join("said")).unwrap();
    for why in ["it is being written", "it has no default", "did you mean \"refuse\"", "it is gone"]
    {
        let told = said.matches(&format!("could not follow policy.toml: {why}")).count();
        assert!(told >= 1 || said.contains(why), "{why}: {said}");
    }
}

#[test]
fn what_the_kernel_allows_stays_so_and_that_is_said() {
    let desk = desk(
        "fixed",
        "default = \"allow\"\nallow = [\"getppid\", \"sched_yield\"]\nadjustable = [\"sched_yield\"]\n",
    );
    let mut program = Asked::new(&desk, &[calls().to_str().unwrap(), "answers"]);
    assert_eq!(program.result(&number("getppid")), 0);
    replace(&desk, "default = \"allow\"\nrefuse = [\"getppid\", \"sched_yield\"]\n");
    assert_eq!(program.result(&number("sched_yield")), EPERM);
    assert_eq!(program.result(&number("getppid")), 0);
    assert_eq!(program.end(), Some(7));
    let said = fs::read_to_string(desk.join("said")).unwrap();
    assert!(said.contains("decides until the program ends: getppid;"), "{said}");
}

#[test]
fn what_is_learned_is_all_that_the_program_needs() {
    let desk =
        desk("learns", "# mine\ndefault = \"kill\" # strict\nallow = [\n  \"read\", # first\n]\n");
    let command =
        [calls().to_str().unwrap(), "threads", &number("getppid"), "3", "2"].map(str::to_owned);
    let command: Vec<&str> = command.iter().map(String::as_str).collect();
    let learn = || {
        let output = done(&desk, &["--learn"], &command);
        assert_eq!(output.stdout, b"0: 6\n");
        String::from_utf8(output.stderr).unwrap()
    };
    let first = learn();
    assert!(
        first.contains("new calls are in policy.toml now: ") && first.contains("getppid"),
        "{first}"
    );
    // How many threads wait for each other differs from run to run.
    until("it learns on and on", || learn().contains("no call was new to policy.toml"));
    let text = fs::read_to_string(desk.join("policy.toml")).unwrap();
    assert!(
        text.starts_with(
            "# mine\ndefault = \"kill\" # strict\nallow = [\n  \"read\", # first\n  \""
        ),
        "{text}"
    );
    assert!(fs::read_dir(&desk).unwrap().count() == 1, "something is left beside it");
    let strict = done(&desk, &[], &command);
    assert_eq!((strict.status.code(), strict.stdout.as_slice()), (Some(0), &b"0: 6\n"[..]));
    // Everything it needs is decided by the kernel, so nothing is said.
    assert_eq!(String::from_utf8(strict.stderr).unwrap(), "");
}

#[test]
fn a_policy_file_to_learn_into_is_made() {
    let desk = desk("begins", "");
    fs::remove_file(desk.join("policy.toml")).unwrap();
    let command = [calls().to_str().unwrap(), "threads", &number("getppid"), "1"];
    assert_eq!(done(&desk, &[], &command).status.code(), Some(3));
    assert_eq!(done(&desk, &["--learn"], &command).status.code(), Some(0));
    assert!(fs::read_to_string(desk.join("policy.toml")).unwrap().contains("\"getppid\""));
}

#[test]
fn each_decision_is_a_line_of_the_log() {
    let desk = desk("logs", "default = \"allow\"\n[refuse]\ngetppid = \"EACCES\"\n");
    let command = [calls().to_str().unwrap(), "threads", &number("getppid"), "100", "3"];
    assert_eq!(done(&desk, &["--log", "log"], &command).status.code(), Some(0));
    let log = fs::read_to_string(desk.join("log")).unwrap();
    let lines: Vec<serde_json::Value> =
        log.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let refused: Vec<_> = lines.iter().filter(|it| it["call"] == "getppid").collect();
    assert_eq!(refused.len(), 300);
    for line in refused {
        assert_eq!((&line["verdict"], &line["error"]), (&"refuse".into(), &"EACCES".into()));
        assert_eq!(line["program"].as_str(), calls().to_str());
    }
}

#[test]
fn where_another_watches_it_is_said_what_still_works() {
    let desk = desk("nested", "default = \"allow\"\nrefuse = [\"getpgid\"]\n");
    let inner = |option: &str| {
        let landfall = env!("CARGO_BIN_EXE_landfall");
        let words = [landfall, "run", "--profile", "policy.toml", option, "--"];
        let program =
            [calls().to_str().unwrap(), "threads", &number("sched_yield"), "2"].map(str::to_owned);
        let words: Vec<&str> =
            words.into_iter().chain(program.iter().map(String::as_str)).collect();
        let output = done(&desk, &[], &words);
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, _, said) = inner("--may-gain-rights");
    assert_eq!(code, Some(3), "{said}");
    assert!(
        said.contains("a supervisor watches this process already")
            && said.contains("--unsupervised"),
        "{said}"
    );
    let (code, told, said) = inner("--unsupervised");
    assert_eq!((code, told.as_str()), (Some(0), "0: 2\n"), "{said}");
}

#[test]
fn without_a_supervisor_the_kernel_decides_by_itself() {
    let desk = desk("alone", "default = \"allow\"\n[refuse]\ngetppid = \"EACCES\"\n");
    let command = [calls().to_str().unwrap(), "threads", &number("getppid"), "1000"];
    let output = done(&desk, &["--unsupervised"], &command);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"13: 1000\n"[..]));
    assert_eq!(output.stderr, b"");
    fs::write(desk.join("policy.toml"), "default = \"refuse\"\n").unwrap();
    let output = done(&desk, &["--unsupervised"], &command);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("has to allow execve"), "{said}");
}

/// However it is linked: the names are those that the runtime has for itself.
#[test]
fn a_call_of_a_go_program_is_told_with_the_functions_that_lead_to_it() {
    let desk = desk("stacks", "default = \"allow\"\nrefuse = [\"mount\"]\n");
    for (mode, flags) in [("exe", ""), ("pie", "-s -w")] {
        let built = Command::new("go")
            .args(["build", "-buildmode", mode, "-ldflags", flags, "-o"])
            .arg(desk.join("stacks"))
            .arg(".")
            .env("CGO_ENABLED", "0")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/stacks"))
            .status();
        assert!(built.unwrap().success());
        let output = done(&desk, &["--log", "log"], &["./stacks"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "outer: operation not permitted outer: operation not permitted\n",
            "{said}"
        );
        let log = fs::read_to_string(desk.join("log")).unwrap();
        let lines = log.lines().map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap());
        let mounts: Vec<_> = lines.filter(|it| it["call"] == "mount").collect();
        assert_eq!(mounts.len(), 2, "{log}");
        let callers = |line: &serde_json::Value| {
            let names = line["callers"].as_array().unwrap().iter();
            names.map(|it| it.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        // Those before are the ways of a release into the kernel.
        let of_main = |line| {
            let names = callers(line).into_iter().skip_while(|it| it != "syscall.Mount");
            names.collect::<Vec<_>>()
        };
        let known: &[&[&str]] = &[
            &["syscall.Mount", "main.inner", "main.outer", "main.main.func1", "runtime.goexit"],
            &[
                "syscall.Mount",
                "main.inner",
                "main.outer",
                "main.main",
                "runtime.main",
                "runtime.goexit",
            ],
        ];
        for (line, names) in mounts.iter().zip(known) {
            assert_eq!(of_main(line), *names, "{mode}: {line}");
        }
        assert!(
            said.contains("syscall.Mount < main.inner < main.outer < main.main.func1"),
            "{said}"
        );
    }
}

/// A profile of a container engine, as it ships it: what it names the kernel decides, and the rest has its default.
#[test]
fn a_profile_of_docker_is_enforced() {
    let desk =
        desk("docker", "default = \"refuse\"\nprofile = \"docker.json\"\nallow = [\"add_key\"]\n");
    fs::write(desk.join("docker.json"), seccomp_profile("docker", None).unwrap().text).unwrap();
    let run = |profile: &str, options: &[&str], call: &str| {
        let mut landfall = Command::new(env!("CARGO_BIN_EXE_landfall"));
        landfall.args(["run", "--profile", profile]).args(options).arg("--").arg(calls());
        let output =
            landfall.args(["threads", &number(call), "2"]).current_dir(&desk).output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        (told, String::from_utf8(output.stderr).unwrap())
    };
    let (told, said) = run("docker.json", &[], "add_key");
    assert_eq!(told, "1: 2\n", "{said}");
    assert!(
        said.starts_with("landfall: refused with EPERM: add_key(") && said.lines().count() == 2,
        "{said}"
    );
    assert_eq!(
        run("docker.json", &["--unsupervised"], "add_key"),
        ("1: 2\n".into(), String::new())
    );
    assert_eq!(run("docker.json", &[], "getppid"), ("0: 2\n".into(), String::new()));
    // EFAULT is the kernel's own.
    assert_eq!(run("policy.toml", &[], "add_key"), ("14: 2\n".into(), String::new()));
    let (told, said) = run("docker.json", &["--learn"], "getppid");
    assert!(told.is_empty() && said.contains("could not learn into docker.json"), "{said}");
}
