//! What changed from one build to another, what that means, and what made them differ.

mod causes;
mod changes;
mod means;

use landfall_facts::{
    BuildsCompared, Bytes, ComparedBuild, Finding, Report, Side, TargetCompared, Verdict,
};

pub use causes::other_source;

/// Holds a build against another. `is_same` says that all bytes are.
pub fn compare_builds(
    from: ComparedBuild,
    to: ComparedBuild,
    is_same: bool,
    bytes: Option<Bytes>,
) -> BuildsCompared {
    let told = changes::changes(&from, &to);
    let causes = match is_same {
        true => Vec::new(),
        false => causes::causes(&from, &to, bytes.as_ref()),
    };
    let other_source = other_source(&from, &to);
    BuildsCompared {
        from,
        to,
        is_same,
        changes: told.changes,
        unseen: told.unseen,
        alike: told.alike,
        targets: Vec::new(),
        reach: None,
        bytes,
        other_source,
        causes,
    }
}

/// What becomes of a change on one machine, by the verdicts on both builds there.
pub fn compare_on(from: Report, to: Report) -> TargetCompared {
    let only = |these: &[Finding], others: &[Finding]| -> Vec<Finding> {
        let is_new = |one: &&Finding| !others.iter().any(|other| is_same(one, other));
        these.iter().filter(is_new).cloned().collect()
    };
    TargetCompared {
        came: only(&to.findings, &from.findings),
        went: only(&from.findings, &to.findings),
        doubts: if to.verdict == Verdict::Unsure { to.doubts } else { Vec::new() },
        target: to.machine,
        from: from.verdict,
        to: to.verdict,
    }
}

/// Whether two findings on one machine are the same, whichever file they are of: one of a rule that says the
/// same, or names the same needs. A glibc that more symbols want is the same fault, and one of another version
/// is another.
fn is_same(one: &Finding, other: &Finding) -> bool {
    let needs = |finding: &Finding| {
        let needs = finding.evidence.iter().filter(|it| it.side == Side::Needs);
        needs.map(|it| it.text.clone()).collect::<Vec<_>>()
    };
    one.rule == other.rule && (one.says == other.says || needs(one) == needs(other))
}
