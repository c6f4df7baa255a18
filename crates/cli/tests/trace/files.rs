//! The files of runs.

use super::*;

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
