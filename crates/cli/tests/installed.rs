//! What is installed beside landfall: manual pages and completions, each read by those for whom it is made.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn landfall(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that a command shows in its help, as they are typed.
fn commands(of: &[&str]) -> Vec<String> {
    let help = landfall(&[of, &["--help"]].concat());
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .map(str::to_owned)
        .collect()
}

/// What a program says, where it is installed.
fn where_it_is(program: &str, args: &[&str]) -> Option<Output> {
    match Command::new(program).args(args).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => panic!("{program}: {error}"),
    }
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_command_has_a_page() {
    let dir = tempfile::tempdir().unwrap();
    let pages = dir.path().join("share/man/man1");
    let told = landfall(&["man", "--all", pages.to_str().unwrap()]);
    let mut expected = BTreeSet::from(["landfall.1".to_owned()]);
    for command in commands(&[]) {
        expected.insert(format!("landfall-{command}.1"));
        for below in commands(&[&command]) {
            expected.insert(format!("landfall-{command}-{below}.1"));
        }
    }
    assert!(expected.contains("landfall-seccomp-derive.1"), "{expected:?}");
    assert!(told.starts_with(&format!("wrote {} pages to ", expected.len())), "{told}");
    let written: BTreeSet<String> = fs::read_dir(&pages)
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(written, expected);
    for name in &written {
        whole(&pages.join(name));
    }
}

/// Holds a page against man-pages(7): its title, a name that whatis(1) can list, no request that is not there.
fn whole(page: &Path) {
    let text = fs::read_to_string(page).unwrap();
    let name = page.file_stem().unwrap().to_str().unwrap();
    let title = format!(".TH {} 1 \"\" \"landfall ", name.to_uppercase());
    assert!(text.starts_with(&title), "{text}");
    let (_, listed) = text.split_once(".SH NAME\n").unwrap();
    let listed = listed.lines().next().unwrap().replace("\\-", "-");
    assert!(listed.starts_with(&format!("{name} - ")), "{listed}");
    let requests =
        [".TH", ".SH", ".TP", ".PP", ".RS", ".RE", ".IP", ".nf", ".fi", ".br", ".ie", ".el"];
    for line in text.lines().filter(|line| line.starts_with(['.', '\''])) {
        let request = line.split([' ', '\\']).next().unwrap();
        assert!(requests.contains(&request), "{name}: {line}");
    }
    let path = page.to_str().unwrap();
    // groff itself has nothing to say against it.
    if let Some(shown) = where_it_is("man", &["--warnings", "-E", "UTF-8", "-l", path]) {
        assert!(said(&shown).contains("DESCRIPTION"), "{name}");
    }
}

#[test]
fn a_page_keeps_the_lines_that_stand_below_the_options() {
    let page = landfall(&["man", "check"]);
    let (_, targets) = page.split_once(".SH TARGETS\n.nf\n").unwrap();
    assert!(targets.contains("\n  rootfs:DIR  ") && targets.ends_with("\n.fi\n"), "{targets}");
    let page = landfall(&["man"]);
    assert!(page.contains(".SH EXIT STATUS\n.nf\n  0  everything runs\n"), "{page}");
    let page = landfall(&["man", "seccomp", "derive"]);
    assert!(page.contains("\n.SH SYNOPSIS\n"), "{page}");
}

#[test]
fn a_command_that_is_not_there_has_no_page() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_landfall")).args(["man", "chek"]).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3));
    assert!(error.contains("could not find command \"chek\": did you mean \"check\"?"), "{error}");
}

/// A directory with the script for a shell.
fn script(shell: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("_landfall");
    fs::write(&file, landfall(&["completions", shell])).unwrap();
    let path = file.to_str().unwrap().to_owned();
    (dir, path)
}

#[test]
fn bash_takes_the_completions_up() {
    let (_dir, script) = script("bash");
    let bash = |line: &str| {
        let line = format!(". '{script}'; {line}");
        said(&where_it_is("bash", &["--noprofile", "--norc", "-euc", &line]).unwrap())
    };
    assert!(bash("complete -p landfall").contains("_landfall"));
    let complete = |words: &str, last: usize| {
        bash(&format!(
            "COMP_WORDS=({words}); COMP_CWORD={last}; \
             _landfall landfall \"${{COMP_WORDS[{last}]}}\" \"${{COMP_WORDS[{}]}}\"; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            last - 1
        ))
    };
    assert_eq!(complete("landfall chec", 1), "check\n");
    assert_eq!(complete("landfall check --shar", 2), "--shard\n");
    assert_eq!(complete("landfall seccomp der", 2), "derive\n");
}

#[test]
fn zsh_takes_the_completions_up() {
    let (_dir, script) = script("zsh");
    let line = format!("autoload -U compinit; compinit -D; . '{script}'; print $_comps[landfall]");
    match where_it_is("zsh", &["-f", "-c", &line]) {
        Some(output) => assert_eq!(said(&output), "_landfall\n"),
        None => assert!(landfall(&["completions", "zsh"]).starts_with("#compdef landfall\n")),
    }
}

#[test]
fn fish_takes_the_completions_up() {
    let (_dir, script) = script("fish");
    let line = format!(". '{script}'; complete -C 'landfall chec'");
    match where_it_is("fish", &["--no-config", "-c", &line]) {
        Some(output) => assert!(said(&output).starts_with("check\tJudge artifacts"), "{output:?}"),
        None => assert!(landfall(&["completions", "fish"]).contains("complete -c landfall ")),
    }
}

#[test]
fn powershell_has_completions_of_every_command() {
    let text = landfall(&["completions", "powershell"]);
    assert!(text.contains("Register-ArgumentCompleter -Native -CommandName 'landfall'"), "{text}");
    for command in commands(&[]) {
        assert!(text.contains(&format!("[CompletionResult]::new('{command}', '{command}'")));
    }
}
