//! What of two machines differs, and what of that matters: a difference is the cause of a finding if
//! the finding goes away where that one fact is as on the other machine, or comes where it is put in.

use std::collections::BTreeMap;

use landfall_facts::{Build, Comparison, Difference, Fact, Finding, Machine, Plain};

use crate::judge::{examine, judge};

/// Holds a machine against another, for some builds and for building and running Go there at all.
pub fn compare(builds: &[Build], from: &Machine, to: &Machine) -> Comparison {
    let (first, second) = (plain(from), plain(to));
    let mut differences = Vec::new();
    let mut unseen = Vec::new();
    let mut alike = 0;
    for (name, a) in &first {
        let Some(b) = second.get(name) else { continue };
        match (a, b) {
            (Fact::Unknown(why), _) => unseen.push((name.clone(), format!("{}: {why}", from.name))),
            (_, Fact::Unknown(why)) => unseen.push((name.clone(), format!("{}: {why}", to.name))),
            (Fact::Absent(_), Fact::Absent(_)) => alike += 1,
            (Fact::Known(a, _), Fact::Known(b, _)) if a == b => alike += 1,
            (a, b) => differences.push(Difference {
                name: name.clone(),
                from: a.clone(),
                to: b.clone(),
                brings: Vec::new(),
                mends: Vec::new(),
            }),
        }
    }
    let (before, after) = (found(builds, from), found(builds, to));
    let brought = only(&after, &before);
    let mended = only(&before, &after);
    for difference in &mut differences {
        // The second machine with this one fact of the first, and the other way round.
        let with_old = found(builds, &with(to, from, difference));
        let with_new = found(builds, &with(from, to, difference));
        let is_cause = |finding: &&Finding, without: &[Finding], put_in: &[Finding]| {
            !has(without, finding) || has(put_in, finding)
        };
        let brings = brought.iter().filter(|it| is_cause(it, &with_old, &with_new));
        difference.brings = brings.cloned().collect();
        let mends = mended.iter().filter(|it| is_cause(it, &with_new, &with_old));
        difference.mends = mends.cloned().collect();
    }
    let caused: Vec<&Finding> = differences.iter().flat_map(|one| &one.brings).collect();
    let is_caused = |finding: &Finding| caused.iter().any(|it| is_same(it, finding));
    let together = brought.iter().filter(|finding| !is_caused(finding)).cloned().collect();
    // What breaks comes first; of two that weigh the same what comes is worse than what goes.
    differences.sort_by_key(|one| {
        let weight = one.weight();
        (weight.is_none(), weight, one.brings.is_empty())
    });
    Comparison {
        from: from.name.clone(),
        to: to.name.clone(),
        differences,
        together,
        unseen,
        alike,
    }
}

fn plain(machine: &Machine) -> BTreeMap<String, Fact<Plain>> {
    let mut all = BTreeMap::new();
    machine.each(&mut |name, fact| {
        all.insert(name.to_owned(), fact.plain());
    });
    all
}

/// A machine with one fact of another.
fn with(machine: &Machine, other: &Machine, difference: &Difference) -> Machine {
    let mut changed = machine.clone();
    // A list of libraries knows where it stands, which its plain form does not.
    if difference.name == "libraries" {
        changed.libraries = other.libraries.clone();
        return changed;
    }
    let wanted = plain(other).remove(&difference.name);
    changed.each_mut(&mut |name, fact| {
        if let Some(wanted) = wanted.as_ref().filter(|_| name == difference.name) {
            // It comes from a fact of the same kind.
            let _ = fact.put(wanted.clone());
        }
    });
    changed
}

/// All that is found for some builds on a machine, and on the machine alone.
fn found(builds: &[Build], machine: &Machine) -> Vec<Finding> {
    let of_builds = builds.iter().flat_map(|build| judge(build, machine, &[]).findings);
    of_builds.chain(examine(machine, &[]).report.findings).collect()
}

fn only(these: &[Finding], others: &[Finding]) -> Vec<Finding> {
    these.iter().filter(|finding| !has(others, finding)).cloned().collect()
}

fn has(findings: &[Finding], wanted: &Finding) -> bool {
    findings.iter().any(|finding| is_same(finding, wanted))
}

/// Whether two findings are the same but for the names of the machines in them.
fn is_same(one: &Finding, other: &Finding) -> bool {
    one.rule == other.rule
}
