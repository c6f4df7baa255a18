//! The files of `deploy/` do what docs/scale.md says of them: the very commands that they hold are run, with the
//! volumes of their containers replaced by directories.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod forge;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use forge::{CGO, STATIC};
use landfall_formats::yaml::{self, Node};
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The one document of a file.
fn document(name: &str) -> Node {
    let text = fs::read_to_string(root().join("deploy").join(name)).unwrap();
    let mut yaml = yaml::read(&text);
    assert!(yaml.problems.is_empty() && yaml.documents.len() == 1, "{name}: {:?}", yaml.problems);
    yaml.documents.remove(0)
}

/// What stands below keys and, by their numbers, in lists.
fn at<'a>(node: &'a Node, path: &[&str]) -> &'a Node {
    path.iter().fold(node, |node, key| match key.parse::<usize>() {
        Ok(number) => &node.items()[number],
        Err(_) => node.get(key).unwrap_or_else(|| panic!("there is no {key} of {path:?}")),
    })
}

fn text<'a>(node: &'a Node, path: &[&str]) -> &'a str {
    at(node, path).as_str().unwrap()
}

const CONTAINER: [&str; 5] = ["spec", "template", "spec", "containers", "0"];

fn of_container<'a>(manifest: &'a Node, path: &[&str]) -> &'a Node {
    at(at(manifest, &CONTAINER), path)
}

/// A machine with landfall in its path, and a directory for each volume.
struct Host {
    dir: TempDir,
}

impl Host {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for volume in ["bin", "artifacts", "results", "machines"] {
            fs::create_dir(dir.path().join(volume)).unwrap();
        }
        symlink(env!("CARGO_BIN_EXE_landfall"), dir.path().join("bin/landfall")).unwrap();
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs what a container runs, its volumes being directories here.
    fn run(&self, manifest: &Node, variables: &[(&str, &str)]) -> Output {
        let mut words: Vec<String> = ["command", "args"]
            .iter()
            .flat_map(|key| of_container(manifest, &[key]).items())
            .map(|word| word.as_str().unwrap().to_owned())
            .collect();
        for mount in of_container(manifest, &["volumeMounts"]).items() {
            let inside = text(mount, &["mountPath"]);
            let here = self.path(inside.trim_start_matches('/'));
            let here = here.to_str().unwrap();
            let script = words.last_mut().unwrap();
            assert!(script.contains(inside), "{inside} is mounted and not used");
            for before in [" ", "\""] {
                *script = script.replace(&format!("{before}{inside}"), &format!("{before}{here}"));
            }
        }
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        Command::new(&words[0])
            .args(&words[1..])
            .env("PATH", path)
            .envs(variables.iter().copied())
            .current_dir(self.dir.path())
            .output()
            .unwrap()
    }
}

/// A pod of the Job for each index, and what it needs of its own.
fn check(node: &Host, job: &Node, index: usize) -> Output {
    let shards = text(of_container(job, &["env", "0"]), &["value"]);
    let index = index.to_string();
    node.run(job, &[("SHARDS", shards), ("JOB_COMPLETION_INDEX", &index)])
}

#[test]
fn the_job_checks_all_and_a_lost_pod_is_told() {
    let (job, merge) = (document("kubernetes/check.yaml"), document("kubernetes/merge.yaml"));
    for job in [&job, &merge] {
        assert_eq!((text(job, &["apiVersion"]), text(job, &["kind"])), ("batch/v1", "Job"));
        let spec = &["spec", "template", "spec"];
        assert_eq!(text(at(job, spec), &["restartPolicy"]), "Never");
    }
    assert_eq!(text(&job, &["spec", "completionMode"]), "Indexed");
    let pods = text(&job, &["spec", "completions"]);
    let env = of_container(&job, &["env", "0"]);
    assert_eq!((text(env, &["name"]), text(env, &["value"])), ("SHARDS", pods));
    let pods: usize = pods.parse().unwrap();

    let node = Host::new();
    for number in 0..20 {
        STATIC.write(&node.path(&format!("artifacts/static-{number}")));
    }
    for index in 0..pods {
        let pod = check(&node, &job, index);
        assert!(pod.status.success(), "{pod:?}");
    }
    assert_eq!(fs::read_dir(node.path("results")).unwrap().count(), pods);
    let told = node.run(&merge, &[]);
    assert_eq!(told.status.code(), Some(0), "{told:?}");
    assert!(String::from_utf8_lossy(&told.stdout).contains("40 of 40 run"));
    // What is kept in the volume is no result of a shard.
    assert!(node.path("results/all.json").is_file());
    assert_eq!(node.run(&merge, &[]).status.code(), Some(0));

    fs::remove_file(node.path("results/4.jsonl")).unwrap();
    let told = node.run(&merge, &[]);
    assert_eq!(told.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&told.stdout).contains("shard 5 of 8 is missing"));
    assert!(check(&node, &job, 4).status.success());
    assert_eq!(node.run(&merge, &[]).status.code(), Some(0));
}

#[test]
fn a_pod_that_finds_what_breaks_has_done_its_part_and_one_that_cannot_work_has_not() {
    let (job, merge) = (document("kubernetes/check.yaml"), document("kubernetes/merge.yaml"));
    let node = Host::new();
    CGO.write(&node.path("artifacts/cgo"));
    fs::write(node.path("artifacts/broken"), &STATIC.bytes()[..80]).unwrap();
    for index in 0..8 {
        let pod = check(&node, &job, index);
        assert!(pod.status.success(), "{pod:?}");
    }
    let told = node.run(&merge, &[]);
    assert!(told.status.code().is_some_and(|code| [1, 3].contains(&code)), "{told:?}");
    assert!(String::from_utf8_lossy(&told.stdout).contains("breaks"));
    // Results of an earlier run are none of this one.
    fs::remove_dir_all(node.path("artifacts")).unwrap();
    fs::write(node.path("artifacts"), "no directory").unwrap();
    fs::remove_file(node.path("bin/landfall")).unwrap();
    symlink("/bin/false", node.path("bin/landfall")).unwrap();
    assert!(!check(&node, &job, 0).status.success());
}

#[test]
fn each_node_writes_down_its_machine() {
    let set = document("kubernetes/record.yaml");
    assert_eq!((text(&set, &["apiVersion"]), text(&set, &["kind"])), ("apps/v1", "DaemonSet"));
    assert_eq!(text(&set, &["spec", "template", "spec", "hostPID"]), "true");
    let label = ["app.kubernetes.io/name"];
    let wanted = text(at(&set, &["spec", "selector", "matchLabels"]), &label);
    assert_eq!(text(at(&set, &["spec", "template", "metadata", "labels"]), &label), wanted);
    let env = of_container(&set, &["env", "0"]);
    assert_eq!(text(env, &["name"]), "NODE");
    assert_eq!(text(env, &["valueFrom", "fieldRef", "fieldPath"]), "spec.nodeName");

    let node = Host::new();
    // A day is long.
    let sleep = node.path("bin/sleep");
    fs::write(&sleep, "#!/bin/sh\nexit 9\n").unwrap();
    fs::set_permissions(&sleep, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let pod = node.run(&set, &[("NODE", "node-7")]);
    assert_eq!(pod.status.code(), Some(9), "{pod:?}");
    let recorded = fs::read_to_string(node.path("machines/node-7.toml")).unwrap();
    assert!(recorded.contains("node-7") && recorded.contains("kernel = "), "{recorded}");
    STATIC.write(&node.path("artifacts/app"));
    let told = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", "artifacts/app", "--format", "concise"])
        .args(["--for", "machine:machines/node-7.toml"])
        .current_dir(node.dir.path())
        .output()
        .unwrap();
    assert!(told.status.code().is_some_and(|code| code < 3), "{told:?}");
}

/// The steps of a job with a script, run one after the other as a runner runs them.
fn steps(dir: &Path, job: &Node, names: &[&str], variables: &[(&str, &str)]) -> Option<i32> {
    let mut code = None;
    for name in names {
        let is_named = |step: &&Node| step.get("name").and_then(Node::as_str) == Some(name);
        let step = at(job, &["steps"]).items().iter().find(is_named).unwrap();
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", text(step, &["run"])])
            .envs(variables.iter().copied())
            .current_dir(dir)
            .output()
            .unwrap();
        code = output.status.code();
    }
    code
}

#[test]
fn the_jobs_of_the_workflow_check_all_and_a_lost_one_is_told() {
    let workflow = document("github/check.yml");
    let (check, merge) = (at(&workflow, &["jobs", "check"]), at(&workflow, &["jobs", "merge"]));
    let shards: Vec<&str> = at(check, &["strategy", "matrix", "shard"])
        .items()
        .iter()
        .map(|shard| shard.as_str().unwrap())
        .collect();
    assert_eq!(text(check, &["env", "SHARD"]), "${{ matrix.shard }}");
    assert_eq!(text(check, &["env", "SHARDS"]), "${{ strategy.job-total }}");
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::create_dir_all(dir.join("tools/bin")).unwrap();
    fs::create_dir(dir.join("dist")).unwrap();
    // What was downloaded may not be started.
    fs::copy(env!("CARGO_BIN_EXE_landfall"), dir.join("tools/bin/landfall")).unwrap();
    for number in 0..9 {
        STATIC.write(&dir.join(format!("dist/static-{number}")));
    }
    let of = shards.len().to_string();
    for shard in &shards {
        let variables = [("SHARD", *shard), ("SHARDS", of.as_str())];
        assert_eq!(steps(dir, check, &["Check one part"], &variables), Some(0));
    }
    let put_together = || steps(dir, merge, &["Put the results together"], &[]);
    assert_eq!(put_together(), Some(0));
    let log = fs::read_to_string(dir.join("landfall.sarif")).unwrap();
    assert!(log.contains(r#""executionSuccessful": true"#));
    fs::remove_file(dir.join("results/3.jsonl")).unwrap();
    assert_eq!(put_together(), Some(2));
    let log = fs::read_to_string(dir.join("landfall.sarif")).unwrap();
    assert!(log.contains(r#""executionSuccessful": false"#) && log.contains("shard 3 of 4"));
}

#[test]
fn the_workflow_is_pinned_and_our_own_rules_have_nothing_to_say_of_it() {
    let text = fs::read_to_string(root().join("deploy/github/check.yml")).unwrap();
    let uses: Vec<&str> = text.lines().filter(|line| line.contains("uses:")).collect();
    assert_eq!(uses.len(), 8);
    for line in uses {
        let pin = line.split('@').nth(1).unwrap().split(' ').next().unwrap();
        assert!(pin.len() == 40 && pin.bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
    }
    let dir = tempfile::tempdir().unwrap();
    let workflows = dir.path().join(".github/workflows");
    fs::create_dir_all(&workflows).unwrap();
    fs::write(workflows.join("check.yml"), text).unwrap();
    let told = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", ".github/workflows/check.yml", "--format", "concise"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stdout));
}

#[test]
fn the_page_leads_to_each_file() {
    let page = fs::read_to_string(root().join("docs/scale.md")).unwrap();
    for file in [
        "kubernetes/check.yaml",
        "kubernetes/merge.yaml",
        "kubernetes/record.yaml",
        "github/check.yml",
    ] {
        assert!(page.contains(&format!("../deploy/{file}")), "{file}");
    }
}
