//! What `landfall explain` is silent about: failures of other languages and systems, builds in Go that went well,
//! programs in Go that are well, and prose.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

mod logs;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use logs::{Log, causes, each, of_archive};
use serde_json::Value;

fn all() -> Vec<Log> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../truth/unrelated");
    let entries = std::fs::read_dir(dir).expect("the archives are there");
    let paths = entries.map(|entry| entry.expect("the directory is read").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "txtar")).collect();
    paths.sort();
    paths.iter().flat_map(|path| of_archive(path)).collect()
}

/// What is explained today and should not be: the log, and the signature that takes it for its own.
const WRONG_TODAY: &[(&str, &str)] = &[
    ("c/ld_lld_missing", "linker_not_there"),
    ("c/ld_static_warning", "static_glibc_looks_up_names"),
    ("c/run_segfault", "ended_without_a_word"),
    ("close/alpine_npm_not_found", "package_manager_of_another_distribution"),
    ("close/apparmor_of_others", "apparmor_denied"),
    ("close/c_multilib", "headers_for_architecture_missing"),
    ("close/cargo_artifact_path", "cache_path_outside_of_project"),
    ("close/cargo_exit_137", "killed_from_outside"),
    ("close/cargo_exit_137", "step_killed"),
    ("close/cargo_in_docker", "build_step_failed"),
    ("close/cargo_install_repository", "private_repository_hidden"),
    ("close/cargo_tauri", "webkit_of_another_version"),
    ("close/cargo_test_segfault", "ended_without_a_word"),
    ("close/cmake_memory_sanitizer", "memory_sanitizer_needs_clang"),
    ("close/conda_tinfo", "version_information_missing"),
    ("close/debian_pip_not_found", "package_manager_of_another_distribution"),
    ("close/django_and_mongo", "private_repository_hidden"),
    ("close/golangci_vet", "vet_stops_tests"),
    ("close/gtk_preload", "preloaded_object_ignored"),
    ("close/ld_wrong_format", "library_for_another_architecture"),
    ("close/lfs_diff", "lfs_pointer_in_place_of_file"),
    ("close/lfs_manual", "lfs_pointer_in_place_of_file"),
    ("close/make_in_cpp_project", "static_glibc_looks_up_names"),
    ("close/node_heap_in_docker", "ended_by_abort"),
    ("close/pip_gcc_killed", "killed_from_outside"),
    ("close/pip_git_login", "no_login_for_private_module"),
    ("close/pip_no_cc1plus", "c_plus_plus_compiler_not_found"),
    ("close/pip_no_cc1plus", "compiler_lacks_a_part"),
    ("close/python_oracle", "oracle_client_not_there"),
    ("close/python_segfault_in_docker", "ended_without_a_word"),
    ("close/r_arch_flag", "compiler_is_not_for_macos"),
    ("close/root_prompt_stack_warning", "executable_stack_implied"),
    ("close/seccomp_of_browsers", "call_written_down_by_audit"),
    ("close/selinux_of_others", "selinux_denied"),
    ("close/setup_node_cache", "cache_key_file_not_found"),
    ("close/setuptools_scm", "no_tag_to_describe"),
    ("close/vite_watchers", "file_watches_used_up"),
    ("node/node_wasm", "not_a_wasm_program"),
    ("shell/git_identity", "no_tag_to_describe"),
];

#[test]
fn no_cause_is_given_for_what_is_no_failure_of_ours() {
    let logs = all();
    assert!(logs.len() >= 500, "there are only {} logs", logs.len());
    let told = each(&logs, |log| causes(log.text.as_bytes()));
    let mut wrong: Vec<(&str, &str)> = Vec::new();
    for (log, causes) in logs.iter().zip(&told) {
        wrong.extend(causes.iter().map(|cause| (log.name.as_str(), cause.as_str())));
    }
    wrong.sort_unstable();
    wrong.dedup();
    let new: Vec<_> = wrong.iter().filter(|one| !WRONG_TODAY.contains(one)).collect();
    let mended: Vec<_> = WRONG_TODAY.iter().filter(|one| !wrong.contains(one)).collect();
    assert!(new.is_empty(), "of {} logs these are explained: {new:#?}", logs.len());
    assert!(mended.is_empty(), "these are not explained any more, which is right: {mended:#?}");
}

#[test]
fn the_program_says_the_same() {
    let logs = all();
    let some: Vec<&Log> = logs.iter().step_by(40).collect();
    let told =
        each(&some, |log| (causes(log.text.as_bytes()), causes_by_program(log.text.as_bytes())));
    for (log, (here, there)) in some.iter().zip(told) {
        assert_eq!(here, there, "{}", log.name);
    }
}

#[test]
fn each_log_has_a_name_of_its_own_and_says_something() {
    let logs = all();
    let mut names: Vec<&str> = logs.iter().map(|log| log.name.as_str()).collect();
    names.sort_unstable();
    let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "two logs have the same name");
    for log in &logs {
        let lines = log.text.lines().filter(|line| !line.trim().is_empty()).count();
        assert!((1..=61).contains(&lines), "{} has {lines} lines", log.name);
    }
}

/// What the program itself says of a log.
fn causes_by_program(log: &[u8]) -> Vec<String> {
    let mut landfall = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["explain", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("landfall starts");
    let mut stdin = landfall.stdin.take().expect("it was piped");
    stdin.write_all(log).expect("landfall reads");
    drop(stdin);
    let output = landfall.wait_with_output().expect("landfall ends");
    let said: Value = serde_json::from_slice(&output.stdout).expect("landfall prints JSON");
    let causes = said["causes"].as_array().expect("causes are a list");
    let names = causes.iter().map(|cause| cause["signature"].as_str().unwrap_or("?").to_owned());
    let names: Vec<String> = names.collect();
    let code = if names.is_empty() { 2 } else { 0 };
    assert_eq!(output.status.code(), Some(code), "{}", output.status);
    names
}
