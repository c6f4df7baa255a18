//! A seccomp profile under which no Go program runs.

use landfall_facts::{Finding, Profile, Unsure, Why};
use landfall_know::go_calls;

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A seccomp profile refuses a call without which no program of Go runs.
    ///
    /// ## Why it breaks
    /// `runtime: failed to create new OS thread`, `fatal error: sigaction failed`, a segmentation fault
    /// before `main`, or `Bad system call`: none of them says which call it was. The calls are those of
    /// go-calls.csv, each refused to a program here; profiles that were written down from what another
    /// program calls leave them out. Docker's own profile allows them all
    /// (https://docs.docker.com/engine/security/seccomp/).
    ///
    /// ## How to mend it
    /// Begin with Docker's own profile and take out what nobody needs.
    ///
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "write", "epoll_create1", "epoll_ctl"]},
    ///  {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "names": ["clone3"]}
    /// ]}
    /// -- finds --
    /// seccomp.json:1: sigaltstack is refused, and with it every Go program: SIGSEGV
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ALLOW",
    /// "syscalls": [{"names": ["clone", "ptrace"], "action": "SCMP_ACT_KILL"}]}
    /// -- finds --
    /// seccomp.json:2: clone is refused, and with it every Go program: Bad system call
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]},
    ///  {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "names": ["clone3"]}
    /// ]}
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ALLOW",
    /// "syscalls": [{"names": ["ptrace"], "action": "SCMP_ACT_ERRNO"},
    /// {"names": ["clone"], "action": "SCMP_ACT_ERRNO", "args": [{"index": 0, "value": 2114060288, "op": "SCMP_CMP_MASKED_EQ"}]}]}
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "mmap", "openat", "read",
    ///   "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]},
    ///  {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "names": ["clone3"]},
    ///  {"action": "SCMP_ACT_ALLOW", "names": ["madvise"], "includes": {"minKernel": "4.8"}}
    /// ]}
    /// -- unsure --
    /// seccomp.json: whether minKernel 4.8 holds there is not known
    /// ```
    calls_of_go_refused_by_profile: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_profiles(one)
}

fn one(profile: &Profile) -> Answer {
    let refuses = |action: &str| {
        matches!(action, "SCMP_ACT_ERRNO")
            || action.starts_with("SCMP_ACT_KILL")
            || action == "SCMP_ACT_TRAP"
    };
    let mut unsure = None;
    for call in go_calls().filter(|call| call.arch.is_empty()) {
        let mut rules =
            profile.rules.iter().filter_map(|rule| Some((rule, rule.names(call.name)?)));
        let (action, at) = match rules.clone().find(|(rule, _)| rule.always_holds()) {
            Some((rule, _)) if rule.looks_at_arguments() => continue,
            Some((rule, at)) => (rule.action.as_str(), at),
            None => (profile.default_action.as_str(), &profile.at),
        };
        if !refuses(action) {
            continue;
        }
        if let Some((rule, _)) =
            rules.find(|(rule, _)| !rule.always_holds() && !refuses(&rule.action))
        {
            let what = rule.conditions().next().unwrap_or_else(|| "its condition".to_owned());
            unsure = unsure
                .or(Some(Unsure(Why::new(format!("whether {what} holds there is not known")))));
            continue;
        }
        let comes = match (action, call.fails) {
            ("SCMP_ACT_ERRNO", fails) if !fails.is_empty() => fails,
            ("SCMP_ACT_ERRNO", _) => "the call fails",
            _ => "Bad system call",
        };
        return Ok(Some(
            Finding::new(format!(
                "{} is refused, and with it every Go program: {comes}",
                call.name
            ))
            .has(format!("{} gets {action}", call.name), at)
            .needs(format!("{}, which every Go program calls", call.name), &call.origin)
            .mend("allow all of go-calls.csv, or begin with Docker's own profile"),
        ));
    }
    unsure.map_or(Ok(None), Err)
}
