//! What a script runs, and what each of its commands sees.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use landfall_facts::{Recipes, Run};
use landfall_probe::recipes::{FoundText, kind_of, read};

fn file(path: &str, text: &str) -> Recipes {
    let kind = kind_of(path).unwrap();
    let text = text.to_owned();
    read(vec![FoundText {
        path: path.to_owned(),
        below: path.to_owned(),
        kind,
        text,
        unread: None,
    }])
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
