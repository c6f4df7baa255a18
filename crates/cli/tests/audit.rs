//! `landfall seccomp audit`: what profiles leave open, held against what the kernel really does below them.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

/// What is said of a profile, and the exit code.
fn audit(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["seccomp", "audit", "--format", "json"])
        .args(arguments)
        .output()
        .unwrap();
    let said = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (said, output.status.code())
}

fn door<'a>(said: &'a Value, name: &str) -> &'a Value {
    let doors = said["doors"].as_array().unwrap();
    doors.iter().find(|door| door["name"] == name).unwrap()
}

fn state<'a>(said: &'a Value, name: &str) -> &'a str {
    door(said, name)["state"].as_str().unwrap()
}

fn profile(folder: &TempDir, text: &Value) -> String {
    let file = folder.path().join("profile.json");
    fs::write(&file, text.to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn the_profile_of_docker_shuts_the_way_to_namespaces() {
    let (said, code) = audit(&["docker@29.4.3", "--arch", "amd64"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said["admin"], Value::Null);
    for name in ["user namespace by unshare", "user namespace by clone", "user namespace by clone3"]
    {
        assert_eq!(state(&said, name), "shut", "{name}");
    }
    assert_eq!(state(&said, "socket for ciphers"), "shut");
    // A container of Docker may make raw sockets by itself, and may not if it gives that up.
    assert_eq!(state(&said, "socket for packets"), "open");
    let (said, _) = audit(&["docker@29.4.3", "--arch", "amd64", "--cap", "none"]);
    assert_eq!(state(&said, "socket for packets"), "guarded");
    // Before Linux 4.8 a traced process got around its filter, and the profile heeds that.
    assert_eq!(state(&said, "trace another process"), "open");
    let (said, _) = audit(&["docker@29.4.3", "--arch", "amd64", "--kernel", "4.4"]);
    assert_eq!(state(&said, "trace another process"), "shut");
    // An older one lets sockets for ciphers through, and io_uring.
    let (said, code) = audit(&["docker@20.10.0", "--arch", "amd64"]);
    assert_eq!(state(&said, "socket for ciphers"), "open");
    assert_eq!(state(&said, "rings of input and output"), "open");
    assert_eq!(code, Some(1));
}

#[test]
fn a_namespace_opens_the_doors_behind_it() {
    let folder = TempDir::new().unwrap();
    let file = profile(
        &folder,
        &json!({
            "defaultAction": "SCMP_ACT_ERRNO",
            "syscalls": [{ "names": ["unshare", "mount"], "action": "SCMP_ACT_ALLOW" }],
        }),
    );
    let (said, code) = audit(&[&file, "--arch", "amd64"]);
    assert_eq!(code, Some(1));
    assert_eq!(state(&said, "mount"), "open-in-namespace");
    assert!(said["admin"].as_str().unwrap().contains("can be had back"), "{said}");
    let (said, _) = audit(&[&file, "--arch", "amd64", "--cap", "sys_admin"]);
    assert_eq!(state(&said, "mount"), "open");
    let shut = json!({
        "defaultAction": "SCMP_ACT_ERRNO",
        "syscalls": [{ "names": ["mount"], "action": "SCMP_ACT_ALLOW" }],
    });
    let (said, code) = audit(&[&profile(&folder, &shut), "--arch", "amd64"]);
    assert_eq!((state(&said, "mount"), code), ("guarded", Some(0)));
}

#[test]
fn what_the_kernel_does_below_the_filter_is_what_was_said() {
    let folder = TempDir::new().unwrap();
    let all = json!({ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [] });
    let none = json!({
        "defaultAction": "SCMP_ACT_KILL_PROCESS",
        "syscalls": [{ "names": ["exit_group"], "action": "SCMP_ACT_ALLOW" }],
    });
    let (all, none) = (profile(&folder, &all), {
        let file = folder.path().join("none.json");
        fs::write(&file, none.to_string()).unwrap();
        file.to_str().unwrap().to_owned()
    });
    for named in [all.as_str(), &none, "docker", "docker@20.10.0", "podman", "containerd"] {
        let (said, _) = audit(&[named, "--prove"]);
        let doors = said["doors"].as_array().unwrap();
        assert!(doors.len() > 30);
        for door in doors {
            let proof = &door["proof"];
            assert_eq!(proof["agrees"], true, "{named}: {door}");
            let is_known = proof["says"] == "this kernel has no such call";
            assert!(proof["got_through"].is_boolean() || is_known, "{named}: {door}");
        }
    }
    let (said, _) = audit(&[&none, "--prove"]);
    assert_eq!(door(&said, "mount")["proof"]["says"], "the filter ended the process");
}

#[test]
fn an_open_door_is_told_with_why_and_how_to_shut_it() {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["seccomp", "audit", "docker@20.10.0", "--arch", "amd64"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let told =
        "high    socket for ciphers (socket)\n        why   AF_ALG wrote into the page cache";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("[moby/moby#52494]\n        mend  allow socket"), "{text}");
    assert!(text.contains("calls of SCMP_ARCH_X86, SCMP_ARCH_X32 get through too"), "{text}");
}
