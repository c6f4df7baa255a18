//! What cannot be counted, and what is said of it.

use super::*;

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
