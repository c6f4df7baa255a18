//! A profile as a manifest for the Security Profiles Operator of Kubernetes.

use std::fmt::Write as _;

use landfall_facts::Action;

use super::oci::argument;
use super::{Sheet, action_name, architecture, groups, wrapped};

/// What a call fails with where a profile names no number (errnoRet of the runtime specification).
const UNSAID: u16 = 1;

/// A manifest of the kind `SeccompProfile`. `others` are the names of all calls that Linux has there: the operator
/// knows no error for what is not named, so that those are named too where they are to fail in another way.
pub fn kubernetes(sheet: Sheet<'_>, name: &str, others: &[&str]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# The system calls of {}.", sheet.made_of.join(", "));
    let _ = write!(
        out,
        "# With the Security Profiles Operator (1.0 or newer): kubectl apply -f this file, then in the pod or container:\n\
         #   securityContext:\n\
         #     seccompProfile:\n\
         #       type: Localhost\n\
         #       localhostProfile: operator/{name}.json\n\
         # Before 1.0 the kind belongs to a namespace, and it is operator/NAMESPACE/{name}.json.\n\
         # Without the operator: landfall seccomp emit --as oci, put that file on each node below\n\
         # /var/lib/kubelet/seccomp, and name it there: localhostProfile: {name}.json.\n\
         apiVersion: security-profiles-operator.x-k8s.io/v1beta1\n\
         kind: SeccompProfile\n\
         metadata:\n  name: {name}\n\
         spec:\n"
    );
    let default = sheet.allowances.first().map_or(Action::Errno(UNSAID), |first| first.default);
    let _ = writeln!(out, "  defaultAction: {}", action_name(default).0);
    out.push_str("  architectures:\n");
    for (token, _) in sheet.allowances.iter().filter_map(|one| architecture(one.arch)) {
        let _ = writeln!(out, "  - {token}");
    }
    out.push_str("  syscalls:\n");
    let groups = groups(sheet);
    for group in &groups {
        let _ = writeln!(out, "  # {}", group.because.says());
        if !group.arches.is_empty() {
            let arches: Vec<_> = group.arches.iter().map(|arch| arch.name()).collect();
            let _ = writeln!(
                out,
                "  # on {} alone; others have no such calls, or do not need them",
                arches.join(", ")
            );
        }
        rule(&mut out, group.names.iter().copied(), group.clause.action);
        if !group.clause.arguments.is_empty() {
            out.push_str("    args:\n");
        }
        for test in &group.clause.arguments {
            let test = argument(test);
            let _ = writeln!(
                out,
                "    - index: {}\n      op: {}\n      value: {}",
                test.index, test.op, test.value
            );
            if let Some(two) = test.value_two {
                let _ = writeln!(out, "      valueTwo: {two}");
            }
        }
    }
    let is_other_error = matches!(default, Action::Errno(number) if number != UNSAID);
    let named = |name: &&str| !groups.iter().any(|group| group.names.contains(name));
    let rest: Vec<&str> = others.iter().copied().filter(named).collect();
    if is_other_error && !rest.is_empty() {
        out.push_str("  # all the rest: without this they would fail with EPERM, and programs would not fall back\n");
        rule(&mut out, rest.into_iter(), default);
    }
    out
}

fn rule<'a>(out: &mut String, names: impl Iterator<Item = &'a str>, action: Action) {
    let (action, errno) = action_name(action);
    let _ = writeln!(out, "  - action: {action}");
    if let Some(errno) = errno {
        let _ = writeln!(out, "    errnoRet: {errno}");
    }
    out.push_str("    names: [\n");
    let with_commas: Vec<String> = names.map(|name| format!("{name},")).collect();
    out.push_str(&wrapped("      ", with_commas));
    out.push_str("    ]\n");
}
