//! A profile as Docker, Podman, containerd and Kubernetes read it.

use landfall_facts::{ArgumentTest, Compare};
use serde::Serialize;

use super::{Group, Sheet, action_name, architecture, groups};
use crate::json::print;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Oci<'a> {
    default_action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_errno_ret: Option<u16>,
    /// Of one architecture. The form of the runtime specification, which everybody reads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    architectures: Vec<&'static str>,
    /// Of several: Docker, Podman and CRI-O take the one that they stand on; containerd passes over this and
    /// takes its own too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    arch_map: Vec<Beside>,
    syscalls: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Beside {
    architecture: &'static str,
    sub_architectures: [&'static str; 0],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    names: Vec<&'a str>,
    action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errno_ret: Option<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    args: Vec<Argument>,
    comment: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    includes: Option<Includes>,
}

#[derive(Serialize)]
struct Includes {
    arches: Vec<&'static str>,
}

/// A test of an argument, in the words of libseccomp.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Argument {
    pub(super) index: u8,
    pub(super) value: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value_two: Option<u64>,
    pub(super) op: &'static str,
}

/// A profile in the form of the runtime specification of the Open Container Initiative, with the additions of
/// Docker where there are several architectures.
pub fn oci(sheet: Sheet<'_>) -> String {
    let default = sheet.allowances.first().map(|first| action_name(first.default));
    let (default_action, default_errno_ret) = default.unwrap_or(("SCMP_ACT_ERRNO", None));
    let tokens = sheet.allowances.iter().filter_map(|one| Some(architecture(one.arch)?.0));
    let mut tokens: Vec<_> = tokens.collect();
    let mut arch_map = Vec::new();
    if tokens.len() > 1 {
        let beside = |architecture| Beside { architecture, sub_architectures: [] };
        arch_map = tokens.drain(..).map(beside).collect();
    }
    print(&Oci {
        default_action,
        default_errno_ret,
        architectures: tokens,
        arch_map,
        syscalls: groups(sheet).into_iter().map(rule).collect(),
    })
}

fn rule(group: Group<'_>) -> Rule<'_> {
    let (action, errno_ret) = action_name(group.clause.action);
    let arches: Vec<_> =
        group.arches.iter().filter_map(|arch| Some(architecture(*arch)?.1)).collect();
    Rule {
        names: group.names.into_iter().collect(),
        action,
        errno_ret,
        args: group.clause.arguments.iter().map(argument).collect(),
        comment: group.because.says(),
        includes: (!arches.is_empty()).then_some(Includes { arches }),
    }
}

pub(super) fn argument(test: &ArgumentTest) -> Argument {
    let (op, value, value_two) = match test.compare {
        Compare::Equal => ("SCMP_CMP_EQ", test.value, None),
        Compare::NotEqual => ("SCMP_CMP_NE", test.value, None),
        Compare::Less => ("SCMP_CMP_LT", test.value, None),
        Compare::LessOrEqual => ("SCMP_CMP_LE", test.value, None),
        Compare::Greater => ("SCMP_CMP_GT", test.value, None),
        Compare::GreaterOrEqual => ("SCMP_CMP_GE", test.value, None),
        Compare::MaskedEqual(mask) => ("SCMP_CMP_MASKED_EQ", mask, Some(test.value)),
    };
    Argument { index: test.index, value, value_two, op }
}
