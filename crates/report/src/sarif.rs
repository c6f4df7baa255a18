//! SARIF 2.1.0 for code scanning: the real message, the rules used and no others, fingerprints
//! that do not move, paths relative to the root of the repository.

use std::borrow::{Borrow, Cow};
use std::collections::BTreeSet;
use std::{fmt, io};

use landfall_facts::{Finding, Origin, Report, Severity};
use serde::Serialize;

use crate::json::{Streamed, print_to};
use crate::sum::Sum;
use crate::text::word;
use crate::{Failure, Gap, Place, Unseen, is_doubtful};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What the log says of a rule.
#[derive(Debug, Clone)]
pub struct RuleText<'a> {
    /// Its first sentence.
    pub summary: Cow<'a, str>,
    /// Its manual, in Markdown.
    pub manual: Cow<'a, str>,
}

/// What of the rules a log has to tell: those that speak, and no others.
#[derive(Debug, Clone, Default)]
pub struct Used(BTreeSet<&'static str>);

impl Used {
    /// Notes the rules that speak in a report.
    pub fn note(&mut self, report: &Report) {
        self.0.extend(report.findings.iter().map(|finding| finding.rule));
        if is_doubtful(report) {
            self.0.insert(UNSURE);
        }
    }
}

/// A SARIF log. `version` is the program's own, `place` tells where a file lies that the user
/// named, `rule` tells of a rule by name.
///
/// A file that could not be looked at has no results, which would close what is known of it: the
/// log says that the run did not succeed.
pub fn render<'a>(
    reports: &[Report],
    failures: &[Failure],
    version: &str,
    place: impl Fn(&str) -> Place,
    rule: impl Fn(&str) -> Option<RuleText<'a>>,
) -> String {
    let mut used = Used::default();
    reports.iter().for_each(|report| used.note(report));
    let unseen = Unseen { failures, gaps: &[] };
    let mut log = Vec::new();
    // Nothing is in the way of what is written to memory.
    let _ = write(reports.iter(), &used, unseen, version, place, rule, &mut log);
    String::from_utf8(log).unwrap_or_default()
}

/// Writes a SARIF log of reports that come one after the other. `used` has noted each of them before.
pub fn write<'a, R: Borrow<Report>>(
    reports: impl Iterator<Item = R>,
    used: &Used,
    unseen: Unseen<'_>,
    version: &str,
    place: impl Fn(&str) -> Place,
    rule: impl Fn(&str) -> Option<RuleText<'a>>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let names: Vec<&str> = used.0.iter().copied().collect();
    let index = |name: &str| names.iter().position(|one| *one == name).unwrap_or_default();
    let results = reports.flat_map(|report| {
        let report = report.borrow();
        let file = artifact(&place(&report.file));
        let found = report
            .findings
            .iter()
            .map(|finding| result(report, finding, index(finding.rule), &file, &place));
        let doubt = is_doubtful(report).then(|| doubtful(report, index(UNSURE), &file));
        found.chain(doubt).collect::<Vec<_>>()
    });
    let rules = names.iter().map(|name| {
        let text = if *name == UNSURE { Some(UNSURE_TEXT) } else { rule(name) };
        Descriptor {
            id: (*name).to_owned(),
            short_description: Message {
                text: text.as_ref().map_or(*name, |text| &text.summary).to_owned(),
            },
            help: text.as_ref().map(|text| Help {
                text: text.manual.to_string(),
                markdown: text.manual.to_string(),
            }),
        }
    });
    let of_file = |failure: &Failure| notification(failure, Some(artifact(&place(&failure.path))));
    let of_shard = |gap: &Gap| notification(gap, None);
    let notifications = unseen.failures.iter().map(of_file).chain(unseen.gaps.iter().map(of_shard));
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "landfall",
                    semantic_version: version.to_owned(),
                    rules: rules.collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: unseen.failures.is_empty() && unseen.gaps.is_empty(),
                tool_execution_notifications: notifications.collect(),
            }],
            results: Streamed::new(results),
            column_kind: "unicodeCodePoints",
        }],
    };
    print_to(&log, out)
}

const UNSURE: &str = "unsure";
const UNSURE_TEXT: RuleText<'static> = RuleText {
    summary: Cow::Borrowed("Something could not be looked at."),
    manual: Cow::Borrowed(
        "A rule that decides could not look at what it needs, so nobody knows whether the build runs there.",
    ),
};

fn result(
    report: &Report,
    finding: &Finding,
    rule_index: usize,
    file: &ArtifactLocation,
    place: impl Fn(&str) -> Place,
) -> Result {
    let seen = match (span(finding), finding.line()) {
        (Some((path, span)), _) => Location {
            physical_location: PhysicalLocation {
                artifact_location: artifact(&place(path)),
                region: Region::of(span),
            },
        },
        (None, Some((path, line))) => location(artifact(&place(path)), line.max(1)),
        (None, None) => location(file.clone(), 1),
    };
    let mut text =
        format!("{} on {}: {}: {}", report.build, report.machine, word(finding), finding.says);
    for evidence in &finding.evidence {
        text.push_str(&format!(
            "\n{}: {} ({})",
            evidence.side.name(),
            evidence.text,
            evidence.origin
        ));
    }
    for mend in &finding.mend {
        text.push_str(&format!("\nmend: {mend}"));
    }
    Result {
        rule_id: finding.rule.to_owned(),
        rule_index,
        level: match (finding.severity, finding.preview) {
            (Severity::Breaks, false) => "error",
            (Severity::Breaks, true) | (Severity::Degrades, _) => "warning",
            (Severity::Note, _) => "note",
        },
        message: Message { text },
        locations: [seen],
        partial_fingerprints: match span(finding) {
            // Of a recipe there may be several findings of one rule: each says what it is about.
            Some(_) => fingerprint(&format!("{}\0{}", finding.rule, finding.says), file, report),
            None => fingerprint(finding.rule, file, report),
        },
    }
}

/// The piece of a file that shows a finding first.
pub(crate) fn span(finding: &Finding) -> Option<(&str, &landfall_facts::Place)> {
    finding.evidence.iter().find_map(|evidence| match &evidence.origin {
        Origin::Span { path, span } => Some((&**path, span)),
        _ => None,
    })
}

fn doubtful(report: &Report, rule_index: usize, file: &ArtifactLocation) -> Result {
    let reasons: Vec<String> = report.doubts.iter().map(|doubt| doubt.unsure.to_string()).collect();
    Result {
        rule_id: UNSURE.to_owned(),
        rule_index,
        level: "note",
        message: Message {
            text: format!("{} on {}: unsure: {}", report.build, report.machine, reasons.join("; ")),
        },
        locations: [location(file.clone(), 1)],
        partial_fingerprints: fingerprint(UNSURE, file, report),
    }
}

fn notification(what: &dyn fmt::Display, file: Option<ArtifactLocation>) -> Notification {
    Notification {
        level: "error",
        message: Message { text: what.to_string() },
        locations: file.into_iter().map(|file| location(file, 1)).collect(),
    }
}

fn location(file: ArtifactLocation, line: u32) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: file,
            region: Region { start_line: line, ..Region::default() },
        },
    }
}

fn artifact(place: &Place) -> ArtifactLocation {
    match place {
        Place::Below(path) => {
            ArtifactLocation { uri: encoded(path), uri_base_id: Some("%SRCROOT%") }
        }
        // A path that starts with a drive has no slash of its own.
        Place::Elsewhere(path) => {
            let path = encoded(path.trim_start_matches('/'));
            ArtifactLocation { uri: format!("file:///{path}"), uri_base_id: None }
        }
    }
}

/// A path as the path of a URI (RFC 3986).
fn encoded(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'+'
            | b'@' => uri.push(byte as char),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

/// What stays the same as long as the finding does: no offset, no version, no wording, no way in
/// which a path was typed. FNV-1a.
fn fingerprint(rule: &str, file: &ArtifactLocation, report: &Report) -> Fingerprint {
    let parts = [rule, &file.uri, report.slice.unwrap_or_default(), &report.machine];
    let mut sum = Sum::default();
    sum.add(parts.join("\0").as_bytes());
    Fingerprint { pair: sum.to_string() }
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Tool,
    invocations: [Invocation; 1],
    results: R,
    column_kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: String,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: String,
    short_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Fingerprint,
}

#[derive(Serialize)]
struct Fingerprint {
    #[serde(rename = "landfallPair/v1")]
    pair: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
}

impl Region {
    fn of(span: &landfall_facts::Place) -> Self {
        Self {
            start_line: span.line,
            start_column: Some(span.column),
            end_line: Some(span.end_line),
            end_column: Some(span.end_column),
        }
    }
}

#[cfg(test)]
mod tests {
    use landfall_facts::Verdict;

    use super::*;

    #[test]
    fn a_place_becomes_a_uri() {
        let below = artifact(&Place::Below("dist/my app (1)".to_owned()));
        assert_eq!(below.uri, "dist/my%20app%20%281%29");
        assert_eq!(below.uri_base_id, Some("%SRCROOT%"));
        let uri = |path: &str| artifact(&Place::Elsewhere(path.to_owned())).uri;
        assert_eq!(uri("/bin/app"), "file:///bin/app");
        assert_eq!(uri("C:/bin/app"), "file:///C%3A/bin/app");
    }

    #[test]
    fn a_fingerprint_tells_slices_apart_and_not_the_ways_to_type_a_path() {
        let typed = |build: &str, slice| Report {
            build: build.to_owned(),
            file: build.to_owned(),
            slice,
            machine: "srv".to_owned(),
            verdict: Verdict::Breaks,
            findings: Vec::new(),
            doubts: Vec::new(),
            silenced: Vec::new(),
            started: Report::not_started(),
        };
        let print = |report: &Report| {
            let file = artifact(&Place::Below("dist/app".to_owned()));
            fingerprint("newer_glibc_needed", &file, report).pair
        };
        assert_eq!(print(&typed("app", None)), print(&typed("./app", None)));
        assert_ne!(print(&typed("app", Some("amd64"))), print(&typed("app", Some("arm64"))));
    }
}
