//! What came out of a build: held against what was asked for, and judged on the machines that it is for.

use std::path::{Path, PathBuf};

use landfall_facts::{Asked, Build, Done, Fact, Origin, Report, Severity, Unsure, Verdict};
use landfall_probe::Depth;
use landfall_rules::judge;

use crate::files;
use crate::start::{Start, judged};
use crate::targets::Door;

/// Looks at a product. A fat file has more than one build, and none is what was asked for.
pub(crate) fn look(file: &Path) -> Result<Build, String> {
    let looked = files::look(&[PathBuf::from(file)], Depth::Everything);
    if let Some(failure) = looked.failures.first() {
        return Err(failure.message.clone());
    }
    let mut builds = looked.builds.into_iter();
    match (builds.next(), builds.next()) {
        (Some(build), None) => Ok(build),
        (Some(_), Some(_)) => Err("it holds builds for several architectures".to_owned()),
        (None, _) => Err("there is no artifact in it".to_owned()),
    }
}

/// Whether a product is what was asked for, on the plainest machine of its platform.
pub(crate) fn verified(mut build: Build, asked: &Asked, platform: &str) -> Done {
    build.asked = Fact::Known(Box::new(asked.clone()), Origin::Path(build.name.clone()));
    let build = &build;
    if build.go.is_go.known() == Some(&false) {
        return Done::No("what came out was not built by Go".to_owned());
    }
    let machine = match Door::open(platform) {
        Ok(door) => door.machine(build),
        Err(why) => return Done::Unsure(why),
    };
    let report = judge(build, &machine, &[]);
    if let Some(finding) = breaking(&report) {
        return Done::No(finding);
    }
    let of_asked = |rule: &&str| {
        matches!(*rule, "wrong_operating_system" | "wrong_architecture")
            || landfall_rules::find(rule).is_some_and(|rule| rule.is_of_order())
    };
    let doubt = report.doubts.iter().find(|doubt| doubt.rules.iter().any(of_asked));
    match doubt {
        Some(doubt) => Done::Unsure(said(&doubt.unsure)),
        None => Done::Yes,
    }
}

/// Whether a product runs on a machine, and where its files are here and that is asked for, whether it really
/// starts there; nothing is said of a machine of another platform.
pub(crate) fn runs_on(build: &Build, door: &Door, start: Option<&Start>) -> Option<Done> {
    let is_other = |report: &Report| {
        report
            .findings
            .iter()
            .any(|one| matches!(one.rule, "wrong_operating_system" | "wrong_architecture"))
    };
    let start = start.filter(|_| matches!(door, Door::Rootfs { .. } | Door::Image { .. }));
    let report = judged(build, door, None, start, &[]);
    if is_other(&report) {
        return None;
    }
    let machine = &report.machine;
    Some(match report.verdict {
        Verdict::Runs => Done::Yes,
        Verdict::Breaks => Done::No(format!(
            "on {machine}: {}{}",
            breaking(&report).unwrap_or_else(|| "it breaks".to_owned()),
            belied(&report)
        )),
        Verdict::Unsure => {
            let doubt = report.doubts.first().map(|doubt| said(&doubt.unsure));
            let preview = report.findings.iter().find(|one| one.severity == Severity::Breaks);
            let why = doubt.or_else(|| preview.map(|one| one.says.clone())).unwrap_or_default();
            Done::Unsure(format!("on {machine}: {why}"))
        }
    })
}

/// That it really ran all the same, if it did.
fn belied(report: &Report) -> String {
    match report.started.known().filter(|started| started.ran() && started.belies()) {
        Some(started) => format!("; but really started, `{}` ended well", started.command),
        None => String::new(),
    }
}

fn breaking(report: &Report) -> Option<String> {
    let all = report.findings.iter();
    let breaking = all.filter(|one| one.severity == Severity::Breaks && !one.preview);
    let said: Vec<String> =
        breaking.map(|one| format!("{} [{}]", one.says, one.rule)).take(3).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn said(Unsure(why): &Unsure) -> String {
    why.to_string()
}
