//! What becomes of system calls below the profiles that are kept, as the filter of libseccomp 2.6.1 does it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use landfall_facts::{Action, Arch, ArgumentTest, Compare};
use landfall_know::{
    Capabilities, Decided, SeccompRuntime, policy, policy_under, seccomp_profile, syscall_number,
};

const EPERM: Action = Action::Errno(1);
const ENOSYS: Action = Action::Errno(38);
const NEW_USER: u64 = 0x1000_0000;

fn decided(name: &str, kernel: Option<&str>, capabilities: &Capabilities) -> Decided {
    let (name, version) = name.split_once('@').unwrap();
    let kept = seccomp_profile(name, Some(version)).unwrap();
    let profile = landfall_probe::seccomp_profile(kept.file, kept.text).unwrap();
    let kernel = kernel.map(|release| release.parse().unwrap());
    policy(&profile, Arch::Amd64, kernel, capabilities).unwrap()
}

fn docker(capabilities: &[&str]) -> Decided {
    decided("docker@29.5", Some("6.1"), &Capabilities::of(capabilities.iter().copied()))
}

/// What becomes of a call with these first arguments.
fn answer(decided: &Decided, call: &str, arguments: &[u64]) -> Action {
    let number = syscall_number(decided.policy.arch, call).unwrap();
    let given =
        |test: &ArgumentTest| arguments.get(usize::from(test.index)).copied().unwrap_or_default();
    let fits = |test: &ArgumentTest| match test.compare {
        Compare::Equal => given(test) == test.value,
        Compare::NotEqual => given(test) != test.value,
        Compare::Less => given(test) < test.value,
        Compare::LessOrEqual => given(test) <= test.value,
        Compare::Greater => given(test) > test.value,
        Compare::GreaterOrEqual => given(test) >= test.value,
        Compare::MaskedEqual(mask) => given(test) & mask == test.value,
    };
    let mut clauses = decided.policy.calls.get(&number).into_iter().flatten();
    let clause = clauses.find(|clause| clause.arguments.iter().all(fits));
    clause.map_or(decided.policy.default, |clause| clause.action)
}

#[test]
fn docker_keeps_new_namespaces_for_who_may_mount() {
    let without = docker(&[]);
    assert_eq!(answer(&without, "clone", &[0]), Action::Allow);
    assert_eq!(answer(&without, "clone", &[NEW_USER]), EPERM);
    assert_eq!(answer(&without, "clone3", &[]), ENOSYS);
    assert_eq!(answer(&without, "unshare", &[NEW_USER]), EPERM);
    assert_eq!(answer(&without, "mount", &[]), EPERM);
    let with = docker(&["CAP_SYS_ADMIN"]);
    assert_eq!(answer(&with, "clone", &[NEW_USER]), Action::Allow);
    assert_eq!(answer(&with, "clone3", &[]), Action::Allow);
    assert_eq!(answer(&with, "mount", &[]), Action::Allow);
    assert_eq!(answer(&with, "keyctl", &[]), EPERM);
    assert!(without.doubts.is_empty() && with.doubts.is_empty());
    assert_eq!(with.others, ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]);
}

#[test]
fn docker_looks_at_the_arguments_of_some_calls() {
    let docker = docker(&[]);
    for listed in [0, 8, 0x20000, 0x20008, 0xffff_ffff] {
        assert_eq!(answer(&docker, "personality", &[listed]), Action::Allow, "{listed:#x}");
    }
    assert_eq!(answer(&docker, "personality", &[0x40000]), EPERM);
    let (inet, alg, vsock) = (2, 38, 40);
    assert_eq!(answer(&docker, "socket", &[inet]), Action::Allow);
    assert_eq!(answer(&docker, "socket", &[alg]), EPERM);
    assert_eq!(answer(&docker, "socket", &[vsock]), EPERM);
}

#[test]
fn what_hangs_on_the_kernel_is_a_doubt_where_it_is_not_known() {
    let none = Capabilities::of([]);
    let old = decided("docker@29.5", Some("4.7"), &none);
    let new = decided("docker@29.5", Some("4.8"), &none);
    assert_eq!(answer(&old, "ptrace", &[]), EPERM);
    assert_eq!(answer(&new, "ptrace", &[]), Action::Allow);
    let unknown = decided("docker@29.5", None, &none);
    let ptrace = syscall_number(Arch::Amd64, "ptrace").unwrap();
    let [doubt] = &unknown.doubts[..] else { panic!("{:?}", unknown.doubts) };
    assert!(doubt.calls.contains(&ptrace));
    assert_eq!(doubt.why.to_string(), "whether minKernel 4.8 holds there is not known");
}

#[test]
fn what_hangs_on_capabilities_is_a_doubt_where_they_are_not_known() {
    let unknown = Capabilities::Unknown(landfall_facts::Why::new("no container was given"));
    let docker = decided("docker@29.5", Some("6.1"), &unknown);
    let number = |name| syscall_number(Arch::Amd64, name).unwrap();
    let is_doubted = |name| docker.doubts.iter().any(|doubt| doubt.calls.contains(&number(name)));
    assert!(is_doubted("mount") && is_doubted("clone") && is_doubted("clone3"));
    assert!(!is_doubted("read") && !is_doubted("keyctl"));
}

#[test]
fn a_call_newer_than_the_profile_is_answered_by_runc_alone() {
    let kept = seccomp_profile("docker", Some("20.10.0")).unwrap();
    let profile = landfall_probe::seccomp_profile(kept.file, kept.text).unwrap();
    let none = Capabilities::of([]);
    let kernel = "6.1".parse().ok();
    let below = |runtime: &SeccompRuntime| {
        policy_under(&profile, Arch::Amd64, kernel, &none, runtime).unwrap()
    };
    let runc = below(&SeccompRuntime::newest());
    assert_eq!(answer(&runc, "futex_waitv", &[]), ENOSYS);
    assert_eq!(answer(&runc, "clone3", &[]), EPERM, "it is no newer than faccessat2");
    assert_eq!(
        runc.newer.map(|(number, action)| (Some(number), action)),
        Some((syscall_number(Arch::Amd64, "faccessat2"), ENOSYS))
    );
    let crun = below(&SeccompRuntime::of("crun", None, None).unwrap());
    assert_eq!(answer(&crun, "futex_waitv", &[]), EPERM);
    // A libseccomp that does not know faccessat2 reads the profile as if it did not name it.
    let old = below(&SeccompRuntime::of("runc", Some("1.0.0-rc93"), Some("2.4.1")).unwrap());
    assert_eq!(answer(&old, "faccessat2", &[]), ENOSYS);
    assert!(old.skipped.contains("faccessat2"));
    let older = below(&SeccompRuntime::of("runc", Some("1.0.0-rc92"), Some("2.4.1")).unwrap());
    assert_eq!(answer(&older, "faccessat2", &[]), EPERM);
}

#[test]
fn podman_answers_enosys_and_containerd_as_docker_does() {
    let none = Capabilities::of([]);
    let podman = decided("podman@5.8", Some("6.1"), &none);
    assert_eq!(podman.policy.default, ENOSYS);
    assert_eq!(answer(&podman, "keyctl", &[]), Action::Allow);
    assert_eq!(answer(&podman, "open_by_handle_at", &[]), EPERM);
    let (vsock, netlink, audit) = (40, 16, 9);
    assert_eq!(answer(&podman, "socket", &[netlink, 0, audit]), Action::Errno(22));
    assert_eq!(answer(&podman, "socket", &[netlink, 0, 0]), Action::Allow);
    assert_eq!(answer(&podman, "socket", &[vsock]), EPERM);
    let containerd = decided("containerd@2.4.2", Some("6.1"), &none);
    assert_eq!(answer(&containerd, "clone3", &[]), ENOSYS);
    assert_eq!(answer(&containerd, "clone", &[NEW_USER]), EPERM);
}

#[test]
fn every_kept_profile_makes_a_filter_on_every_architecture() {
    for kept in landfall_know::seccomp_profiles() {
        let profile = landfall_probe::seccomp_profile(kept.file, kept.text).unwrap();
        for arch in Arch::ALL.iter().copied().filter(|arch| *arch != Arch::Wasm) {
            let decided =
                policy(&profile, arch, "6.1".parse().ok(), &Capabilities::of([])).unwrap();
            let read = syscall_number(arch, "read").unwrap();
            assert_eq!(
                decided.policy.calls[&read][0].action,
                Action::Allow,
                "{} {arch}",
                kept.file
            );
            assert_eq!(decided.doubts, [], "{} {arch}", kept.file);
        }
        assert!(policy(&profile, Arch::Wasm, None, &Capabilities::of([])).is_err());
    }
}
