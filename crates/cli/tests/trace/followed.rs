//! What is done to a program that is counted and what it does to others: signals, children, control groups.

use super::*;

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
