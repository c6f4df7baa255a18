//! A seccomp profile that allows what Docker's keeps for the privileged.

use landfall_facts::{Finding, Profile, ProfileRule, Unsure, Why};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A seccomp profile allows a call, without a condition, that Docker's own keeps for containers with more rights.
    ///
    /// ## Why it breaks
    /// `unshare`, `setns`, `mount`, `bpf`, `keyctl` and their kin open ways into the kernel that no Go
    /// server takes. `clone` belongs masked with 0x7E020000, and `clone3`, whose flags no filter can read,
    /// answered with ENOSYS beside it: allowed, it makes the mask useless. The lists are those of
    /// https://docs.docker.com/engine/security/seccomp/; that a new namespace is made was seen here.
    ///
    /// ## How to mend it
    /// Take the call out, or put it under `"includes": {"caps": ["CAP_SYS_ADMIN"]}` as Docker's profile
    /// does.
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
    const KEPT: [&str; 9] = [
        "unshare",
        "setns",
        "mount",
        "umount2",
        "pivot_root",
        "bpf",
        "open_by_handle_at",
        "fsopen",
        "move_mount",
    ];
    if profile.default_action == "SCMP_ACT_ALLOW" {
        return Ok(None);
    }
    let allows = |rule: &&ProfileRule| rule.action == "SCMP_ACT_ALLOW" && !rule.looks_at_arguments;
    for rule in profile.rules.iter().filter(allows) {
        let Some((name, at)) = KEPT.iter().find_map(|name| Some((*name, rule.names(name)?))) else {
            continue;
        };
        if rule.always_holds() {
            return Ok(Some(
                Finding::new(format!(
                    "{name} is allowed to everybody: Docker's own profile keeps it for CAP_SYS_ADMIN"
                ))
                .has(format!("{name} gets SCMP_ACT_ALLOW"), at)
                .mend("\"includes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}"),
            ));
        }
        let needs_right = rule.only_with.iter().any(|one| one.starts_with("CAP_"));
        if let Some(condition) = rule.only_with.first().filter(|_| !needs_right) {
            return Err(Unsure(Why::new(format!("whether {condition} holds there is not known"))));
        }
    }
    const NEW_NAMESPACE: u64 = 0x7E02_0000;
    let is_masked = profile
        .rules
        .iter()
        .any(|rule| rule.names("clone").is_some() && rule.argument_values.contains(&NEW_NAMESPACE));
    let clone3 = profile.rules.iter().filter(allows).filter(|rule| rule.always_holds());
    let clone3 = clone3.filter_map(|rule| rule.names("clone3")).next().filter(|_| is_masked);
    Ok(clone3.map(|at| {
        Finding::new("clone3 is allowed, so the mask on clone keeps nobody from a new namespace")
            .has("clone3 gets SCMP_ACT_ALLOW", at)
            .mend("{\"names\": [\"clone3\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38}")
    }))
}
