//! `landfall check --profile`: what it says of a program below a profile, and what really happens there.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// A program whose `main` leads to `getppid`, as nothing else of Go does.
fn program() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let file = folder().join("more");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/confined");
        let mut build = Command::new("go");
        build.args(["build", "-buildvcs=false", "-tags=more", "-o"]).arg(&file).arg(".");
        for inherited in ["GOFLAGS", "GOOS", "GOARCH", "GOAMD64"] {
            build.env_remove(inherited);
        }
        let done = build.current_dir(source).env("CGO_ENABLED", "0").output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        file
    });
    built.clone()
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guarded");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn landfall(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall")).args(arguments).arg(program()).output().unwrap()
}

/// What is said of the program below a profile: each rule with what it says, and the exit code.
fn told(profile: &str, more: &[&str]) -> (Vec<(String, String)>, Option<i32>) {
    let all = [&["check", "--for", "linux/amd64", "--format", "json", "--profile", profile], more];
    let output = landfall(&all.concat());
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let findings = said["verdicts"][0]["findings"].as_array().unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let all = findings.iter().map(|one| (text(one, "rule"), text(one, "message"))).collect();
    (all, output.status.code())
}

/// A profile that lets everything through but one call, in both forms.
fn refusing(call: &str, action: &str) -> (String, String) {
    let (oci, ours) = match action {
        "kill" => (json!("SCMP_ACT_KILL_PROCESS"), format!("kill = [\"{call}\"]\n")),
        errno => (json!("SCMP_ACT_ERRNO"), format!("[refuse]\n{call} = \"{errno}\"\n")),
    };
    let profile = json!({
        "defaultAction": "SCMP_ACT_ALLOW",
        "syscalls": [{ "names": [call], "action": oci }],
    });
    let file = |end: &str| folder().join(format!("{call}-{action}.{end}"));
    fs::write(file("json"), profile.to_string()).unwrap();
    fs::write(file("toml"), format!("default = \"allow\"\n{ours}")).unwrap();
    let name = |end| file(end).to_str().unwrap().to_owned();
    (name("json"), name("toml"))
}

fn run(policy: &str) -> Output {
    landfall(&["run", "--unsupervised", "--profile", policy])
}

fn rules(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(rule, _)| rule.as_str()).collect()
}

#[test]
fn a_call_of_the_runtime_that_is_refused_breaks_the_program_and_really_does() {
    let (profile, policy) = refusing("sigaltstack", "EPERM");
    let (found, code) = told(&profile, &[]);
    assert_eq!((rules(&found), code), (vec!["needed_call_refused_by_profile"], Some(1)));
    assert!(found[0].1.ends_with("refuses sigaltstack, without which no program of Go runs"));
    let ended = run(&policy);
    assert!(!ended.status.success() && ended.stdout.is_empty(), "{ended:?}");
    let (profile, policy) = refusing("execve", "EPERM");
    let (found, code) = told(&profile, &[]);
    assert_eq!((rules(&found), code), (vec!["needed_call_refused_by_profile"], Some(1)));
    assert!(found[0].1.ends_with("refuses execve, so that the program is not started"));
    assert_eq!(run(&policy).status.code(), Some(3));
}

#[test]
fn a_call_of_main_that_is_refused_fails_and_the_program_goes_on() {
    let (profile, policy) = refusing("getppid", "EPERM");
    let (found, code) = told(&profile, &[]);
    assert_eq!((rules(&found), code), (vec!["call_refused_by_profile"], Some(0)));
    assert_eq!(String::from_utf8_lossy(&run(&policy).stdout), "65 threads: 1\n");
    // The way to it, for whoever has to look where it is made.
    let arguments = ["check", "--for", "linux/amd64", "--profile", &profile];
    let text = String::from_utf8(landfall(&arguments).stdout).unwrap();
    assert!(text.contains("getppid (likely): main.main"), "{text}");
    assert!(text.contains("getppid fails with EPERM"), "{text}");
}

#[test]
fn a_call_for_which_the_program_is_ended_ends_it() {
    let (profile, policy) = refusing("getppid", "kill");
    let (found, code) = told(&profile, &[]);
    assert_eq!((rules(&found), code), (vec!["call_killed_by_profile"], Some(0)));
    const SIGSYS: i32 = 31;
    let status = run(&policy).status;
    assert!(status.signal() == Some(SIGSYS) || status.code() == Some(128 + SIGSYS), "{status}");
}

#[test]
fn a_go_program_runs_below_the_profiles_of_all_runtimes() {
    for profile in ["docker", "podman", "containerd", "docker@20.10.0", "docker@28.1"] {
        let (found, code) = told(profile, &[]);
        assert_eq!((rules(&found), code), (vec![], Some(0)), "{profile}: {found:?}");
    }
}

#[test]
fn an_old_libseccomp_lets_new_calls_fail_with_the_wrong_error() {
    let old = ["--runtime", "runc@1.0.0-rc92", "--libseccomp", "2.4.1"];
    let (found, code) = told("docker@28.1", &old);
    assert_eq!((rules(&found), code), (vec!["unknown_call_answered_with_eperm"], Some(0)));
    assert!(found[0].1.starts_with("libseccomp 2.4.1 does not know pidfd_"), "{found:?}");
}

#[test]
fn what_is_no_profile_or_runtime_is_told() {
    let told = |arguments: &[&str]| {
        let output = landfall(&[&["check", "--for", "linux/amd64"], arguments].concat());
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(told(&["--profile", "lxc"]).contains("there is no seccomp profile \"lxc\""));
    assert!(told(&["--profile", "no.json"]).contains("could not read profile no.json"));
    assert!(told(&["--profile", "docker", "--runtime", "lxc"]).contains("write runc or crun"));
    assert!(told(&["--profile", "docker", "--cap", "CAP_NOTHING"]).contains("CAP_SYS_ADMIN"));
}
