//! What rules on recipes say, seen: lines of a recipe run by a real shell and the Go at hand, or a program
//! started in the surroundings that the recipe describes. Each says what came of it in its own words.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod docker;
mod go;
mod images;
mod makefiles;
mod pipelines;
mod profiles;
mod shipping;
mod units;

use std::fs;
use std::process::Command;

use landfall_probe::recipes::{self, FoundText};
use landfall_rules::{ALL, judge_recipes};

/// A failure that was seen.
struct Seen {
    /// The rules that must speak of the files.
    rules: &'static [&'static str],
    /// The recipe, and what lies beside it.
    files: &'static [(&'static str, &'static str)],
    /// What is run in their directory: what the recipe runs, as far as this machine can.
    script: &'static str,
    /// The words in what it puts out, in order.
    words: &'static [&'static str],
}

/// A program, for recipes that build one.
const PROGRAM: (&str, &str) = ("main.go", "package main\n\nfunc main() { println(\"it runs\") }\n");

/// `enter DIR PROGRAM …` starts a program in a directory that stands for an image.
const ENTER: &str = "enter() { if [ $(id -u) = 0 ]; then chroot \"$@\"; \
                     else unshare --map-root-user chroot \"$@\"; fi; }";

/// A module.
const MODULE: (&str, &str) = ("go.mod", "module example.com/web\n\ngo 1.21\n");

/// Starts a program under a filter that refuses it one call. `refuse CALL HOW PROGRAM`
const REFUSE: (&str, &str) = (
    "filter/refuse.c",
    r#"#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#define IS(word, call) if (!strcmp(words[1], word)) number = call
int main(int count, char **words) {
	int number = SYS_socket, is_socket = !strcmp(words[1], "netlink"), is_exec = !strcmp(words[1], "exec");
	IS("exec", SYS_mprotect);
	IS("sigaltstack", SYS_sigaltstack);
	IS("rt_sigaction", SYS_rt_sigaction);
	IS("clone3", SYS_clone3);
	IS("unshare", SYS_unshare);
	unsigned answer = SECCOMP_RET_ERRNO | EPERM;
	if (!strcmp(words[2], "kill")) answer = SECCOMP_RET_KILL_PROCESS;
	if (!strcmp(words[2], "family")) answer = SECCOMP_RET_ERRNO | EAFNOSUPPORT;
	struct sock_filter all[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + 8 * 2 * is_exec),
		BPF_JUMP(BPF_JMP | (is_exec ? BPF_JSET : is_socket ? BPF_JEQ : BPF_JGE) | BPF_K,
			is_exec ? 4 : is_socket ? AF_NETLINK : 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, answer),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {6, all};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, 2, &filter)) return 98;
	execvp(words[3], words + 3);
	return 99;
}
"#,
);

/// Every failure that was seen.
fn all() -> impl Iterator<Item = &'static Seen> {
    docker::SEEN
        .iter()
        .chain(go::SEEN)
        .chain(images::SEEN)
        .chain(makefiles::SEEN)
        .chain(pipelines::SEEN)
        .chain(profiles::SEEN)
        .chain(shipping::SEEN)
        .chain(units::SEEN)
}

#[test]
fn what_the_rules_say_was_seen() {
    let wrong: Vec<String> = all().filter_map(|seen| differs(seen).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Runs what was seen, and asks the rules about the files.
fn differs(seen: &Seen) -> Result<(), String> {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in seen.files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output = Command::new("bash")
        .arg("-c")
        .arg(format!("exec 2>&1\n{ENTER}\n{}", seen.script))
        .current_dir(dir.path())
        .env_remove("CGO_ENABLED")
        .env_remove("GOFLAGS")
        .env("GOTOOLCHAIN", "local")
        .env("GOPROXY", "off")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut rest = said.as_str();
    for word in seen.words {
        match rest.find(word) {
            Some(at) => rest = &rest[at + word.len()..],
            None => return Err(format!("{:?}: {word:?} is not in\n{said}", seen.rules)),
        }
    }
    let found = |(path, text): &(&str, &str)| FoundText::new(path, text);
    let recipes = recipes::read(seen.files.iter().filter_map(found).collect());
    let reports = judge_recipes(&recipes, &[]);
    for rule in seen.rules {
        let speaks =
            reports.iter().any(|report| report.findings.iter().any(|one| one.rule == *rule));
        if !speaks {
            return Err(format!("{rule} says nothing of {:?}", seen.files));
        }
    }
    Ok(())
}

/// What nobody saw breaks nothing: a rule on recipes that is not a preview has its failure here, or the table
/// says where else it was seen.
#[test]
fn every_proven_rule_on_recipes_was_seen() {
    let table =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../truth/rules.csv")).unwrap();
    for rule in ALL.iter().filter(|rule| rule.is_of_recipes() && !rule.preview) {
        let here = all().any(|seen| seen.rules.contains(&rule.name));
        let row = table.lines().find(|row| row.split(',').next() == Some(rule.name));
        let by = row.and_then(|row| row.split(',').nth(1)).unwrap_or_default();
        assert!(here == (by == "crates/cli/tests/seen"), "{}: the table says {by:?}", rule.name);
    }
}
