//! What a script runs, and what each of its commands sees.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use landfall_facts::{Recipes, Run};
use landfall_probe::recipes::{FoundText, read};

fn file(path: &str, text: &str) -> Recipes {
    read(vec![FoundText::new(path, text).unwrap()])
}

/// The line for the Go command of a script.
fn go_line(script: &str) -> Run {
    file("build.sh", script).runs.into_iter().find(|run| run.go.is_some()).unwrap()
}

#[test]
fn sudo_keeps_from_a_program_what_the_script_exports() {
    assert_eq!(go_line("export GOOS=linux\nsudo go build .").withheld, ["GOOS"]);
    assert!(go_line("export GOOS=linux\nsudo -E go build .").withheld.is_empty());
    assert!(go_line("export GOOS=linux\nsudo GOOS=linux go build .").withheld.is_empty());
    assert!(go_line("GOOS=linux\nsudo go build .").withheld.is_empty());
}

#[test]
fn after_set_a_whatever_is_set_is_exported() {
    let is_exported = |script: &str| go_line(script).env.var("GOOS").unwrap().is_exported;
    assert!(is_exported("set -a\nGOOS=linux\ngo build ."));
    assert!(is_exported("set -o allexport\nGOOS=linux\ngo build ."));
    assert!(!is_exported("set -a\nset +a\nGOOS=linux\ngo build ."));
}

#[test]
fn a_status_that_is_looked_at_is_asked_for() {
    assert!(go_line("go build .\nif [ $? -ne 0 ]; then exit 1; fi").flow.is_asked);
    assert!(!go_line("go build .\necho done").flow.is_asked);
}

#[test]
fn who_looks_at_pipestatus_loses_nothing_in_a_pipe() {
    assert!(go_line("go test . | tee log").flow.is_piped);
    assert!(!go_line("go test . | tee log\nexit ${PIPESTATUS[0]}").flow.is_piped);
}

#[test]
fn a_flag_is_there_where_its_value_is_not_known() {
    let go = go_line("go build -ldflags=\"-X main.version=$VERSION\" -o web .").go.unwrap();
    assert!(go.flag("ldflags").unwrap().value.known().is_none());
    assert_eq!(go.packages.len(), 1);
}

#[test]
fn a_module_that_only_others_need_is_told_apart() {
    let recipes =
        file("go.mod", "module a\nrequire (\n\tb/c v1.0.0\n\td/e v1.0.0 // indirect\n)\n");
    let imports: Vec<&str> = recipes.modules[0].imports().map(|(path, _)| path.as_str()).collect();
    assert_eq!(imports, ["b/c"]);
    assert_eq!(recipes.modules[0].requires.len(), 2);
}

#[test]
fn a_file_is_a_recipe_by_what_it_says_too() {
    let is_one = |path: &str, text: &str| FoundText::new(path, text).is_some();
    for (path, text) in [
        ("a.sh", "go build"),
        ("a.sh", "#!/bin/sh -e\n"),
        ("a.sh", "#!/usr/bin/env -S bash -e\n"),
        ("Dockerfile", ""),
        ("Dockerfile.dev", "# one\n  from golang\n"),
    ] {
        assert!(is_one(path, text), "{path}: {text}");
    }
    for (path, text) in [
        ("a.sh", "#!/usr/local/plan9/bin/rc\nfor(i) go build\n"),
        ("a.sh", "#!/usr/bin/env bats\n"),
        ("Dockerfile.nanorc", "syntax \"Dockerfile\"\n"),
    ] {
        assert!(!is_one(path, text), "{path}: {text}");
    }
}

#[test]
fn a_line_for_powershell_is_not_read_as_one_for_sh() {
    let recipes = file(
        "Dockerfile",
        "FROM a AS one\nSHELL [\"powershell\", \"-Command\"]\nRUN Function A() { go build }; ` }\n\
         FROM one\nRUN go vet\nSHELL [\"/bin/bash\", \"-c\"]\nRUN go test\nFROM b\nRUN go version\n",
    );
    assert_eq!(recipes.files[0].problems, []);
    let of_first = |run: &&Run| matches!(run.home, landfall_facts::Home::Stage { image: 0, .. });
    let verb = |run: &Run| run.go.as_ref().map(|go| go.verb.clone());
    let verbs: Vec<_> = recipes.runs.iter().filter(of_first).map(verb).collect();
    assert_eq!(verbs, [None, None, Some("test".to_owned()), Some("version".to_owned())]);
}

#[test]
fn a_workflow_counts_where_a_project_begins() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("workflows");
    std::fs::remove_dir_all(&dir).ok();
    for path in [".github", "inner/.github", "samples/.github"] {
        std::fs::create_dir_all(dir.join(path).join("workflows")).unwrap();
        std::fs::write(dir.join(path).join("workflows/ci.yml"), "on: push\n").unwrap();
    }
    std::fs::write(dir.join("inner/go.mod"), "module a\n").unwrap();
    let (found, failures) = landfall_probe::recipes::find(&dir);
    let below: Vec<_> = found.iter().map(|one| one.below.as_str()).collect();
    assert_eq!(
        below,
        [".github/workflows/ci.yml", "inner/.github/workflows/ci.yml", "inner/go.mod"]
    );
    assert_eq!(failures, []);
}

#[test]
fn a_value_that_is_doubled_again_and_again_is_not_known() {
    let doubled = |first: &str, again: &str| format!("{first}{}", again.repeat(60));
    let script = doubled("a=b\n", "a=$a$a\n") + "go build -o $a\n";
    let more = doubled("a=b\n", "a+=$a\n") + "go build -o $a\n";
    let image = doubled("FROM golang\nENV a=b\n", "ENV a=$a$a\n") + "RUN go build -o $a\n";
    for (path, text) in [("build.sh", script), ("more.sh", more), ("Dockerfile", image)] {
        let recipes = file(path, &text);
        let go = recipes.runs.iter().find_map(|run| run.go.as_ref()).unwrap();
        assert!(go.flag("o").unwrap().value.known().is_none(), "{path}");
    }
    let twice = "a=0123456789\na=$a$a\ngo build -o $a\n";
    let go = go_line(twice).go.unwrap();
    assert_eq!(go.flag("o").unwrap().value.known().unwrap(), "01234567890123456789");
}

#[test]
fn many_variables_and_many_commands_fit_into_little_memory() {
    let variables: String = (0..40_000).map(|number| format!("x{number}=a\n")).collect();
    let recipes = file("build.sh", &(variables + &"y=$y$x1\ngo build\n".repeat(2000)));
    assert_eq!(recipes.runs.len(), 2000);
    let env = &recipes.runs[0].env;
    assert_eq!(env.var("x1").unwrap().value.known().unwrap(), "a");
    assert!(env.var("x39999").unwrap().value.look().is_err());
    assert_eq!(go_line("x1=a\ngo build").env.var("x2"), None);
}
