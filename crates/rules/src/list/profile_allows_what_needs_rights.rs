//! A seccomp profile that allows what Docker's keeps for the privileged.

use landfall_facts::{Finding, Profile, ProfileRule, Unsure, Why};
use landfall_know::kept_calls;

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A seccomp profile allows a call, without a condition, that Docker's own keeps for containers with more rights.
    ///
    /// ## Why it breaks
    /// `unshare`, `setns`, `mount`, `bpf` and their kin open ways into the kernel that no Go server takes.
    /// `clone` belongs masked with 0x7E020000, and `clone3`, whose flags no filter can read, answered with
    /// ENOSYS beside it: allowed, it makes the mask useless. The calls are those of
    /// https://docs.docker.com/engine/security/seccomp/, and the right for each is that of Docker's own
    /// default.json. Under a filter that refuses `unshare` a program here was told `unshare failed: Operation
    /// not permitted`; without one it made a namespace as a user without rights, and mounted in it.
    ///
    /// ## How to mend it
    /// Take the call out, or put it under the right that it needs, as Docker's profile does:
    /// `"includes": {"caps": ["CAP_SYS_ADMIN"]}`.
    ///
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait", "unshare"]},
    ///  {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "names": ["clone3"]}
    /// ]}
    /// -- finds --
    /// seccomp.json:5: unshare is allowed to everybody: Docker's own profile keeps it for CAP_SYS_ADMIN
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait", "pivot_root"]},
    ///  {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "names": ["clone3"]}
    /// ]}
    /// -- finds --
    /// seccomp.json:5: pivot_root is allowed to everybody: Docker's own profile allows it to nobody
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat", "read",
    ///   "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]},
    ///  {"action": "SCMP_ACT_ALLOW", "names": ["clone"], "args": [{"index": 0, "value": 2114060288, "op": "SCMP_CMP_MASKED_EQ"}]},
    ///  {"action": "SCMP_ACT_ALLOW", "names": ["clone3"]}
    /// ]}
    /// -- finds --
    /// seccomp.json:7: clone3 is allowed, so the mask on clone keeps nobody from a new namespace
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat", "read",
    ///   "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]},
    ///  {"action": "SCMP_ACT_ALLOW", "names": ["clone"], "args": [{"index": 0, "value": 2114060288, "op": "SCMP_CMP_MASKED_EQ"}]},
    ///  {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "names": ["clone3"]},
    ///  {"action": "SCMP_ACT_ALLOW", "names": ["unshare", "mount"], "includes": {"caps": ["CAP_SYS_ADMIN"]}}
    /// ]}
    /// ```
    /// ```case
    /// -- seccomp.json --
    /// {"defaultAction": "SCMP_ACT_ERRNO",
    /// "syscalls": [
    ///  {"action": "SCMP_ACT_ALLOW", "names": [
    ///   "arch_prctl", "clone", "close", "execve", "exit_group", "fcntl", "futex", "madvise", "mmap", "openat",
    ///   "read", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sigaltstack", "write", "epoll_create1", "epoll_ctl", "epoll_pwait"]},
    ///  {"action": "SCMP_ACT_ERRNO", "errnoRet": 38, "names": ["clone3"]},
    ///  {"action": "SCMP_ACT_ALLOW", "names": ["bpf"], "includes": {"minKernel": "5.8"}}
    /// ]}
    /// -- unsure --
    /// seccomp.json: whether minKernel 5.8 holds there is not known
    /// ```
    profile_allows_what_needs_rights: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_profiles(one)
}

fn one(profile: &Profile) -> Answer {
    if profile.default_action == "SCMP_ACT_ALLOW" {
        return Ok(None);
    }
    let allows =
        |rule: &&ProfileRule| rule.action == "SCMP_ACT_ALLOW" && !rule.looks_at_arguments();
    for rule in profile.rules.iter().filter(allows) {
        let kept = kept_calls().find_map(|(name, right, row)| {
            let at = rule.names(name)?;
            Some((name, right, row, at))
        });
        let Some((name, right, row, at)) = kept else { continue };
        if rule.always_holds() {
            let (keeps, mend) = match right {
                Some(right) => (
                    format!("keeps it for {right}"),
                    format!("\"includes\": {{\"caps\": [\"{right}\"]}}"),
                ),
                None => ("allows it to nobody".to_owned(), "take it out".to_owned()),
            };
            let says = format!("{name} is allowed to everybody: Docker's own profile {keeps}");
            return Ok(Some(
                Finding::new(says)
                    .has(format!("{name} gets SCMP_ACT_ALLOW"), at)
                    .needs(format!("Docker's own profile {keeps}"), &row)
                    .mend(mend),
            ));
        }
        let needs_right = !rule.includes.capabilities.is_empty();
        if let Some(condition) = rule.includes.words().next().filter(|_| !needs_right) {
            return Err(Unsure(Why::new(format!("whether {condition} holds there is not known"))));
        }
    }
    const NEW_NAMESPACE: u64 = 0x7E02_0000;
    let is_masked = profile.rules.iter().any(|rule| {
        rule.names("clone").is_some() && rule.argument_values().any(|one| one == NEW_NAMESPACE)
    });
    let clone3 = profile.rules.iter().filter(allows).filter(|rule| rule.always_holds());
    let clone3 = clone3.filter_map(|rule| rule.names("clone3")).next().filter(|_| is_masked);
    Ok(clone3.map(|at| {
        Finding::new("clone3 is allowed, so the mask on clone keeps nobody from a new namespace")
            .has("clone3 gets SCMP_ACT_ALLOW", at)
            .mend("{\"names\": [\"clone3\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38}")
    }))
}
