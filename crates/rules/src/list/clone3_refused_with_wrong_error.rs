//! A seccomp profile under which programs with cgo start no threads.

use landfall_facts::{Finding, Origin, Profile, Unsure, Why};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A seccomp profile answers clone3 with EPERM, and the C library does not fall back to clone.
    ///
    /// ## Why it breaks
    /// `runtime/cgo: pthread_create failed: Operation not permitted` and `SIGABRT: abort`: glibc since 2.34
    /// starts threads with clone3, and goes on with clone only where the answer is ENOSYS. Programs of Go
    /// without cgo call clone and are not touched. Seen by users in moby/moby#42681,
    /// docker-library/golang#467 and containers/skopeo#1501; a program with cgo was run under such a filter
    /// here.
    ///
    /// ## How to mend it
    /// `{"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38}`, as in Docker's own profile.
    ///
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]}
    /// ]}
    /// -- finds --
    /// seccomp.json:1: clone3 is answered with EPERM: programs with cgo on glibc 2.34 or later start no thread
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]},
    ///  {"action": "SCMP_ACT_ERRNO", "names": ["clone3"]}
    /// ]}
    /// -- finds --
    /// seccomp.json:6: clone3 is answered with EPERM: programs with cgo on glibc 2.34 or later start no thread
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
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "defaultErrnoRet": 38,
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]}
    /// ]}
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait", "clone3"]}
    /// ]}
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]},
    ///  {"action": "SCMP_ACT_ALLOW", "names": ["clone3"], "includes": {"minKernel": "5.3"}}
    /// ]}
    /// -- unsure --
    /// seccomp.json: whether minKernel 5.3 holds there is not known
    /// ```
    clone3_refused_with_wrong_error: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_profiles(one)
}

fn one(profile: &Profile) -> Answer {
    let mut conditions = Vec::new();
    for rule in &profile.rules {
        let Some(at) = rule.names("clone3") else { continue };
        if !rule.always_holds() {
            conditions.extend(rule.conditions());
            // A rule that looks at rights stands beside one that answers without them.
            continue;
        }
        return Ok((answers_eperm(&rule.action, rule.errno)).then(|| finding(at)));
    }
    if !answers_eperm(&profile.default_action, profile.default_errno) {
        return Ok(None);
    }
    if let Some(condition) = conditions.first() {
        return Err(Unsure(Why::new(format!("whether {condition} holds there is not known"))));
    }
    Ok(Some(finding(&profile.at)))
}

fn answers_eperm(action: &str, errno: Option<i64>) -> bool {
    action == "SCMP_ACT_ERRNO" && matches!(errno, None | Some(1))
}

fn finding(at: &Origin) -> Finding {
    Finding::new(
        "clone3 is answered with EPERM: programs with cgo on glibc 2.34 or later start no thread",
    )
    .has("clone3 gets errno 1", at)
    .mend("{\"names\": [\"clone3\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38}")
}
