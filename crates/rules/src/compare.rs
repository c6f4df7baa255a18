//! What of two machines differs, and what of that matters: a difference is the cause of a finding if
//! the finding goes away where that one fact is as on the other machine, or comes where it is put in.

use std::collections::BTreeMap;

use landfall_facts::{
    Build, Comparison, Difference, Doubt, Fact, Finding, Machine, Plain, Side, Verdict,
};

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
    // Of several builds each finding says of which it is.
    let told = |(of, finding): &Found| match (of, builds) {
        (Some(number), [_, _, ..]) => {
            let says = format!("{}: {}", builds[*number].name, finding.says);
            Finding { says, ..finding.clone() }
        }
        _ => finding.clone(),
    };
    let mut caused: Vec<Found> = Vec::new();
    for difference in &mut differences {
        // The second machine with this one fact of the first, and the other way round.
        let with_old = found(builds, &with(to, from, difference));
        let with_new = found(builds, &with(from, to, difference));
        let is_cause = |finding: &&Found, without: &[Found], put_in: &[Found]| {
            !has(without, finding) || has(put_in, finding)
        };
        let brings: Vec<&Found> =
            brought.iter().filter(|it| is_cause(it, &with_old, &with_new)).collect();
        caused.extend(brings.iter().map(|it| (*it).clone()));
        difference.brings = brings.into_iter().map(&told).collect();
        let mends = mended.iter().filter(|it| is_cause(it, &with_new, &with_old));
        difference.mends = mends.map(&told).collect();
    }
    let together = brought.iter().filter(|finding| !has(&caused, finding)).map(&told).collect();
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
        doubts: doubts(builds, to),
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

/// A finding, and the build that it is of; none where it is of the machine alone.
type Found = (Option<usize>, Finding);

/// All that is found for some builds on a machine, and on the machine alone.
fn found(builds: &[Build], machine: &Machine) -> Vec<Found> {
    let of_builds = builds.iter().enumerate().flat_map(|(number, build)| {
        judge(build, machine, &[]).findings.into_iter().map(move |finding| (Some(number), finding))
    });
    let of_machine = examine(machine, &[]).report.findings.into_iter().map(|it| (None, it));
    of_builds.chain(of_machine).collect()
}

/// What could not be looked at there and decides: of the builds, or where there is none of the machine.
fn doubts(builds: &[Build], machine: &Machine) -> Vec<Doubt> {
    let reports = match builds {
        [] => vec![examine(machine, &[]).report],
        builds => builds.iter().map(|build| judge(build, machine, &[])).collect(),
    };
    let unsure = reports.into_iter().filter(|report| report.verdict == Verdict::Unsure);
    let mut all: Vec<Doubt> = Vec::new();
    for doubt in unsure.flat_map(|report| report.doubts) {
        if !all.contains(&doubt) {
            all.push(doubt);
        }
    }
    all
}

fn only(these: &[Found], others: &[Found]) -> Vec<Found> {
    these.iter().filter(|finding| !has(others, finding)).cloned().collect()
}

fn has(findings: &[Found], wanted: &Found) -> bool {
    findings.iter().any(|finding| is_same(finding, wanted))
}

/// Whether two findings are the same, of one build and for one need, on whatever machine.
fn is_same(one: &Found, other: &Found) -> bool {
    let needs = |(_, finding): &Found| {
        let needs = finding.evidence.iter().filter(|it| it.side == Side::Needs);
        needs.map(|it| it.text.clone()).collect::<Vec<_>>()
    };
    one.0 == other.0 && one.1.rule == other.1.rule && needs(one) == needs(other)
}
