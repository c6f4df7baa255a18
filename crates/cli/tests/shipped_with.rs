//! What others run landfall by, and this repository brings: the action, the hooks of pre-commit, the container.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use landfall_formats::yaml::{self, Node};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The one document of a file of this repository.
fn document(name: &str) -> Node {
    let text = fs::read_to_string(root().join(name)).unwrap();
    let mut yaml = yaml::read(&text);
    assert!(yaml.problems.is_empty() && yaml.documents.len() == 1, "{name}: {:?}", yaml.problems);
    yaml.documents.remove(0)
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_str)
}

/// What our own rules say of a file of this repository.
fn check(name: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["check", name])
        .current_dir(root())
        .output()
        .unwrap()
}

#[test]
fn our_own_rules_find_nothing_in_what_we_ship() {
    for name in ["action.yml", "deploy/container/Dockerfile"] {
        let output = check(name);
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(
            told.ends_with(": nothing in them breaks\n") && told.lines().count() == 1,
            "{told}"
        );
    }
}

#[test]
fn the_action_is_pinned_and_asks_only_for_inputs_that_it_declares() {
    let action = document("action.yml");
    assert_eq!(action.get("runs").and_then(|runs| text(runs, "using")), Some("composite"));
    let steps = action.get("runs").unwrap().get("steps").unwrap().items();
    let mut names = BTreeSet::new();
    for step in steps {
        names.extend(text(step, "id"));
        match text(step, "uses") {
            Some(uses) => {
                let commit = uses.split_once('@').unwrap().1;
                assert!(
                    commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()),
                    "{uses}"
                );
            }
            // Each step of a composite action has to name its shell.
            None => assert_eq!(text(step, "shell"), Some("bash")),
        }
        // What somebody else wrote is a variable in a script, and never part of its text.
        assert!(!text(step, "run").unwrap_or_default().contains("${{"), "{:?}", text(step, "name"));
    }
    let whole = fs::read_to_string(root().join("action.yml")).unwrap();
    for (asked, _) in whole.split("${{ ").skip(1).filter_map(|rest| rest.split_once(" }}")) {
        match asked.split('.').collect::<Vec<_>>()[..] {
            ["inputs", input] => {
                assert!(action.get("inputs").unwrap().get(input).is_some(), "{asked}")
            }
            ["steps", id, "outputs", _] => assert!(names.contains(id), "{asked}"),
            ["runner", "os" | "arch" | "temp"] => {}
            _ => panic!("{asked}"),
        }
    }
}

/// The name that the action gives to a source in a directory.
fn name_of(source: &Path) -> String {
    let steps = document("action.yml");
    let steps = steps.get("runs").unwrap().get("steps").unwrap().items();
    let step = steps.iter().find(|step| text(step, "id") == Some("source")).unwrap();
    let output = tempfile::NamedTempFile::new().unwrap();
    let status = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", text(step, "run").unwrap()])
        .env("GITHUB_ACTION_PATH", source)
        .env("GITHUB_OUTPUT", output.path())
        .status()
        .unwrap();
    assert!(status.success());
    fs::read_to_string(output.path()).unwrap()
}

#[test]
fn the_action_builds_again_when_the_source_has_changed_and_not_before() {
    let source = || {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("crates/cli/src")).unwrap();
        for name in ["Cargo.toml", "Cargo.lock", "crates/cli/Cargo.toml", "crates/cli/src/main.rs"]
        {
            fs::write(dir.path().join(name), name).unwrap();
        }
        dir
    };
    let (here, there) = (source(), source());
    let name = name_of(here.path());
    assert!(name.starts_with("sum=") && name.trim_end().len() == 44, "{name}");
    assert_eq!(name, name_of(there.path()));
    fs::write(there.path().join("README.md"), "says more").unwrap();
    assert_eq!(name, name_of(there.path()));
    fs::write(there.path().join("crates/cli/src/main.rs"), "does more").unwrap();
    assert_ne!(name, name_of(there.path()));
}

/// Those of some paths that a hook is run for, by the words of its `files`.
fn heard(files: &str, paths: &[&str]) -> String {
    let mut grep = Command::new("grep")
        .args(["-E", files])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    grep.stdin.take().unwrap().write_all(paths.join("\n").as_bytes()).unwrap();
    String::from_utf8(grep.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn hooks_name_commands_that_are_there_and_are_run_for_recipes() {
    let hooks = document(".pre-commit-hooks.yaml");
    assert_eq!(hooks.items().len(), 2);
    for hook in hooks.items() {
        for key in ["id", "name", "description", "language", "files"] {
            assert!(text(hook, key).is_some(), "{key}");
        }
        let mut words = text(hook, "entry").unwrap().split(' ');
        assert_eq!(words.next(), Some("landfall"));
        let arguments: Vec<&str> = words.collect();
        let help = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(&arguments)
            .arg("--help")
            .output()
            .unwrap();
        assert!(help.status.success(), "{arguments:?}");
        let heard = heard(
            text(hook, "files").unwrap(),
            &["web/Dockerfile", "build.sh", "GNUmakefile", "README.md", "src/main.py"],
        );
        assert_eq!(heard, "web/Dockerfile\nbuild.sh\nGNUmakefile\n");
    }
}

#[test]
fn the_container_holds_what_dist_makes_where_it_makes_it() {
    let recipe = fs::read_to_string(root().join("deploy/container/Dockerfile")).unwrap();
    assert!(recipe.contains("\nRUN cargo xtask dist\n"), "{recipe}");
    assert!(recipe.contains("\nCOPY --from=build /landfall/target/dist/landfall /landfall\n"));
    assert!(
        recipe.contains("\nFROM scratch\n") && recipe.contains("\nENTRYPOINT [\"/landfall\"]\n")
    );
    // Who is nobody needs no list of users, which an image from scratch has not.
    assert!(recipe.lines().any(|line| line == "USER 65532:65532"));
}
