//! Results as lines of JSON: a head that says of which plan and shard they are, a line for each pair once it is
//! judged, and an end without which they are not whole. They are read back into what every form is made of.

use std::collections::HashMap;
use std::sync::Arc;

use landfall_facts::{
    Arch, Doubt, Edit, Evidence, Finding, Fix, Origin, Place as Span, RecipeKind, Report, Severity,
    Side, Silenced, Unsure, Verdict, Why,
};
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::json::{SCHEMA, Started};

/// The first line: what was to be done, and which part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The version of the landfall that wrote it.
    pub landfall: String,
    /// The number of the lines' schema.
    pub schema: u32,
    /// Which shard it is, counted from 1.
    pub shard: u32,
    /// How many shards there are.
    pub of: u32,
    /// What stands for the whole plan: the same for shards of one plan, and for no others.
    pub plan: String,
    /// How many pieces of work the plan has.
    pub pieces: u64,
    /// The first piece of this shard.
    pub from: u64,
    /// The piece behind its last.
    pub to: u64,
    /// How many files the plan has.
    pub files: u64,
    /// The machines, as they were named.
    pub machines: Vec<String>,
    /// What is wrong if nothing was found to judge in the whole plan.
    pub nothing: Option<NothingFound>,
}

/// The failure of a plan in which there is nothing to judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NothingFound {
    /// Where it was looked for.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

impl Head {
    /// The number of the schema that this landfall writes and reads.
    pub const SCHEMA: u32 = SCHEMA;

    /// The line, with its end.
    pub fn line(&self) -> String {
        line(self)
    }
}

/// The last line: that all is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// That all is said.
    pub complete: bool,
    /// How many lines stand between the head and this one.
    pub lines: u64,
    /// The number of everything above, [`crate::sum::Sum`].
    pub sum: String,
}

impl End {
    /// The line, with its end.
    pub fn line(&self) -> String {
        line(self)
    }
}

/// Where a result stands among all: the piece of the plan that it is of, the build in that, the machine.
pub type At = [u64; 3];

/// Lines of files, by file and number.
pub type Lines = HashMap<(String, u32), String>;

/// What a line tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// What is to be said of a pair.
    Pair(Report),
    /// What is to be said of a recipe, its kind, and the lines that show it.
    Recipe(Report, RecipeKind, Lines),
    /// A file that could not be looked at.
    Failure(Failure),
}

/// The line of a result.
pub fn of(at: At, told: &Told) -> String {
    let line_of = |told: Line| line(&Line { at, ..told });
    match told {
        Told::Pair(report) => {
            line_of(Line { pair: Some(Pair::of(report, &Lines::new())), ..Line::default() })
        }
        Told::Recipe(report, kind, shown) => {
            let kind = kind.names().0.to_owned();
            let recipe = Recipe { kind, says: Pair::of(report, shown) };
            line_of(Line { recipe: Some(recipe), ..Line::default() })
        }
        Told::Failure(Failure { path, message }) => {
            let failure = Failed { path: path.clone(), message: message.clone() };
            line_of(Line { failure: Some(failure), ..Line::default() })
        }
    }
}

/// The lines of files that show what a report found. `text` gives a line of a file, counted from 1.
pub fn shown(report: &Report, text: impl Fn(&str, u32) -> Option<String>) -> Lines {
    let mut shown = Lines::new();
    for evidence in report.findings.iter().flat_map(|finding| &finding.evidence) {
        let (path, line) = match &evidence.origin {
            Origin::Line { path, line } => (path.as_str(), *line),
            Origin::Span { path, span } => (&**path, span.line),
            _ => continue,
        };
        if let Some(text) = text(path, line) {
            let text = text.trim_end().chars().take(LONGEST).collect();
            shown.insert((path.to_owned(), line), text);
        }
    }
    shown
}

/// Reads the first line; `None` where it is none.
pub fn head(line: &str) -> Option<Head> {
    serde_json::from_str(line).ok()
}

/// Reads the last line; `None` where it is another one.
pub fn end(line: &str) -> Option<End> {
    if !line.starts_with(r#"{"complete":"#) {
        return None;
    }
    serde_json::from_str(line).ok().filter(|end: &End| end.complete)
}

/// Reads a line between head and end. `rule` tells a rule's name by its text.
pub fn told(line: &str, rule: impl Fn(&str) -> Option<&'static str>) -> Result<(At, Told), String> {
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let told = match (line.pair, line.recipe, line.failure) {
        (Some(pair), None, None) => Told::Pair(pair.report(&rule)?.0),
        (None, Some(Recipe { kind, says }), None) => {
            let is_named = |one: &&RecipeKind| one.names().0 == kind;
            let kind = RecipeKind::ALL.iter().find(is_named);
            let kind = kind.ok_or("it tells of a kind of recipe that is not known here")?;
            let (report, shown) = says.report(&rule)?;
            Told::Recipe(report, *kind, shown)
        }
        (None, None, Some(Failed { path, message })) => Told::Failure(Failure { path, message }),
        _ => return Err("it does not tell of one thing".to_owned()),
    };
    Ok((line.at, told))
}

fn line(value: &impl Serialize) -> String {
    // Structs of strings, numbers and lists cannot fail to be written.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

/// A line as it is written: of the three one is there.
#[derive(Default, Serialize, Deserialize)]
struct Line {
    at: At,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pair: Option<Pair>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recipe: Option<Recipe>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Failed>,
}

#[derive(Serialize, Deserialize)]
struct Failed {
    path: String,
    message: String,
}

#[derive(Serialize, Deserialize)]
struct Recipe {
    kind: String,
    says: Pair,
}

/// A verdict with the names that `check --format json` has for it, and what other forms need besides.
#[derive(Serialize, Deserialize)]
struct Pair {
    subject: String,
    target: String,
    verdict: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Found>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unsure: Vec<Doubted>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    silenced: Vec<Unheard>,
    /// The file, where it is not called as the subject is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slice: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started: Option<Started>,
}

#[derive(Serialize, Deserialize)]
struct Found {
    rule: String,
    severity: String,
    preview: bool,
    message: String,
    evidence: Vec<Shown>,
    mend: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fix: Option<Mended>,
}

#[derive(Serialize, Deserialize)]
struct Mended {
    message: String,
    safe: bool,
    edits: Vec<Piece>,
}

#[derive(Serialize, Deserialize)]
struct Piece {
    path: String,
    start: u32,
    end: u32,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct Shown {
    side: String,
    text: String,
    origin: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Seen>,
}

/// A line of a file, or a piece of it.
#[derive(Serialize, Deserialize)]
struct Seen {
    path: String,
    line: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    piece: Option<Columns>,
    /// What the line says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shows: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Columns {
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize, Deserialize)]
struct Doubted {
    reason: String,
    rules: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Unheard {
    rule: String,
    by: String,
}

/// No form shows more of a line of a file, in characters.
const LONGEST: usize = 200;

impl Pair {
    fn of(report: &Report, shown: &Lines) -> Self {
        let found = |finding: &Finding| Found {
            rule: finding.rule.to_owned(),
            severity: finding.severity.name().to_owned(),
            preview: finding.preview,
            message: finding.says.clone(),
            evidence: finding.evidence.iter().map(|one| Shown::of(one, shown)).collect(),
            mend: finding.mend.clone(),
            fix: finding.fix.as_ref().map(Mended::of),
        };
        let doubted = |doubt: &Doubt| Doubted {
            reason: doubt.unsure.to_string(),
            rules: doubt.rules.iter().map(|rule| (*rule).to_owned()).collect(),
        };
        let unheard = |silenced: &Silenced| Unheard {
            rule: silenced.rule.to_owned(),
            by: silenced.by.to_string(),
        };
        Self {
            subject: report.build.clone(),
            target: report.machine.clone(),
            verdict: report.verdict.name().to_owned(),
            findings: report.findings.iter().map(found).collect(),
            unsure: report.doubts.iter().map(doubted).collect(),
            silenced: report.silenced.iter().map(unheard).collect(),
            file: (report.file != report.build).then(|| report.file.clone()),
            slice: report.slice.map(str::to_owned),
            started: Started::of(&report.started),
        }
    }

    /// The report, and the lines of files that its evidence shows.
    fn report(
        self,
        rule: &dyn Fn(&str) -> Option<&'static str>,
    ) -> Result<(Report, Lines), String> {
        let rule = |name: &str| rule(name).ok_or_else(|| format!("no rule is called {name} here"));
        let mut shown = Lines::new();
        let mut findings = Vec::new();
        for found in self.findings {
            let mut evidence = Vec::new();
            for one in found.evidence {
                evidence.push(one.evidence(&mut shown)?);
            }
            findings.push(Finding {
                rule: rule(&found.rule)?,
                severity: named(SEVERITIES, Severity::name, &found.severity)?,
                preview: found.preview,
                says: found.message,
                evidence,
                mend: found.mend,
                fix: found.fix.map(Mended::fix),
            });
        }
        let doubt = |doubt: Doubted| {
            let rules = doubt.rules.iter().map(|name| rule(name)).collect::<Result<_, _>>()?;
            Ok(Doubt { unsure: Unsure(Why::new(doubt.reason)), rules })
        };
        let silenced = |one: Unheard| Ok(Silenced { rule: rule(&one.rule)?, by: as_said(one.by) });
        let slice = self.slice.map(|slice| match slice.as_str() {
            UNKNOWN => Ok(UNKNOWN),
            arch => named(Arch::ALL, Arch::name, arch).map(Arch::name),
        });
        let report = Report {
            file: self.file.unwrap_or_else(|| self.subject.clone()),
            build: self.subject,
            slice: slice.transpose()?,
            machine: self.target,
            verdict: named(VERDICTS, Verdict::name, &self.verdict)?,
            findings,
            doubts: self.unsure.into_iter().map(doubt).collect::<Result<_, String>>()?,
            silenced: self.silenced.into_iter().map(silenced).collect::<Result<_, String>>()?,
            started: self.started.map_or_else(|| Ok(Report::not_started()), Started::fact)?,
        };
        Ok((report, shown))
    }
}

/// A slice of a fat file that is for an architecture Go has no name for.
const UNKNOWN: &str = "unknown";

const VERDICTS: &[Verdict] = &[Verdict::Runs, Verdict::Unsure, Verdict::Breaks];
const SEVERITIES: &[Severity] = &[Severity::Breaks, Severity::Degrades, Severity::Note];
const SIDES: &[Side] = &[Side::Needs, Side::Has];

/// The one of some that is called so.
fn named<T: Copy>(all: &[T], name: fn(T) -> &'static str, text: &str) -> Result<T, String> {
    let found = all.iter().find(|one| name(**one) == text);
    found.copied().ok_or_else(|| format!("nothing is called {text:?} here"))
}

/// An origin of which only its text is kept: no form asks for more.
fn as_said(text: String) -> Origin {
    Origin::Nature(text)
}

impl Shown {
    fn of(evidence: &Evidence, shown: &Lines) -> Self {
        let shows = |path: &str, line| shown.get(&(path.to_owned(), line)).cloned();
        let place = match &evidence.origin {
            Origin::Line { path, line } => Some(Seen {
                path: path.clone(),
                line: *line,
                piece: None,
                shows: shows(path, *line),
            }),
            Origin::Span { path, span } => Some(Seen {
                path: path.to_string(),
                line: span.line,
                piece: Some(Columns {
                    column: span.column,
                    end_line: span.end_line,
                    end_column: span.end_column,
                }),
                shows: shows(path, span.line),
            }),
            _ => None,
        };
        Self {
            side: evidence.side.name().to_owned(),
            text: evidence.text.clone(),
            origin: evidence.origin.to_string(),
            place,
        }
    }

    fn evidence(self, shown: &mut Lines) -> Result<Evidence, String> {
        let origin = match self.place {
            None => as_said(self.origin),
            Some(Seen { path, line, piece, shows }) => {
                if let Some(shows) = shows {
                    shown.insert((path.clone(), line), shows);
                }
                match piece {
                    None => Origin::Line { path, line },
                    Some(Columns { column, end_line, end_column }) => Origin::Span {
                        path: Arc::from(path),
                        // No form shows bytes of what is seen: those of a fix stand with it.
                        span: Span { line, column, end_line, end_column, bytes: (0, 0) },
                    },
                }
            }
        };
        Ok(Evidence { side: named(SIDES, Side::name, &self.side)?, text: self.text, origin })
    }
}

impl Mended {
    fn of(fix: &Fix) -> Self {
        let piece = |edit: &Edit| Piece {
            path: edit.path.to_string(),
            start: edit.bytes.0,
            end: edit.bytes.1,
            text: edit.text.clone(),
        };
        let edits = fix.edits.iter().map(piece).collect();
        Self { message: fix.says.clone(), safe: fix.is_safe, edits }
    }

    fn fix(self) -> Fix {
        let edit = |piece: Piece| Edit {
            path: Arc::from(piece.path),
            bytes: (piece.start, piece.end),
            text: piece.text,
        };
        let edits = self.edits.into_iter().map(edit).collect();
        Fix { says: self.message, is_safe: self.safe, edits }
    }
}

#[cfg(test)]
mod tests {
    use landfall_facts::Fact;

    use super::*;

    /// A report that has everything.
    fn full() -> Report {
        let span = Span { line: 3, column: 5, end_line: 3, end_column: 9, bytes: (40, 44) };
        let seen = Origin::Span { path: "Dockerfile".into(), span };
        let line = Origin::Line { path: "run.sh".to_owned(), line: 7 };
        let mut finding = Finding::new("it breaks")
            .needs("a thing", &seen)
            .has("another", &line)
            .has("a third", &Origin::Row { table: "distros.csv".to_owned(), row: 4 })
            .mend("do so")
            .fixed_by("writes it", Edit::replace(&seen, "new"));
        finding.rule = "a_rule";
        finding.severity = Severity::Breaks;
        Report {
            build: "app (arm64)".to_owned(),
            file: "app".to_owned(),
            slice: Some("arm64"),
            machine: "debian:11".to_owned(),
            verdict: Verdict::Breaks,
            findings: vec![finding],
            doubts: vec![Doubt { unsure: Unsure(Why::new("nobody may")), rules: vec!["a_rule"] }],
            silenced: vec![Silenced { rule: "a_rule", by: Origin::Word("--allow a_rule".into()) }],
            started: Fact::Known(
                Box::new(landfall_facts::RealStart {
                    command: "app --version".to_owned(),
                    by: Some("/usr/bin/qemu-aarch64-static".to_owned()),
                    ended: landfall_facts::StartEnd::Signal(31),
                    said: Some("Bad system call".to_owned()),
                    foretold: Verdict::Unsure,
                }),
                Origin::Command("app --version".to_owned()),
            ),
        }
    }

    fn rule(name: &str) -> Option<&'static str> {
        (name == "a_rule").then_some("a_rule")
    }

    #[test]
    fn what_is_read_back_looks_the_same_in_every_form() {
        let report = full();
        let shown = shown(&report, |_, line| Some(format!("line {line}\t")));
        let line = of([1, 2, 3], &Told::Recipe(report.clone(), RecipeKind::Script, shown));
        let (at, Told::Recipe(read, kind, shown)) = told(&line, rule).unwrap() else {
            panic!("{line}")
        };
        assert_eq!((at, kind), ([1, 2, 3], RecipeKind::Script));
        assert_eq!(shown[&("run.sh".to_owned(), 7)], "line 7");
        let forms = |report: Report| {
            let reports = [report];
            let place = |file: &str| crate::Place::Below(file.to_owned());
            let kinds = [RecipeKind::Script];
            let line = |_: &str, line| Some(format!("line {line}"));
            [
                crate::text::render(&reports),
                crate::recipes::render(&reports, &kinds, line),
                crate::concise::render(&reports, &[]),
                crate::json::verdicts(&reports, &[]),
                crate::github::render(&reports, &[], place),
                crate::sarif::render(&reports, &[], "0", place, |_| None),
            ]
        };
        assert_eq!(forms(report), forms(read));
    }

    #[test]
    fn a_line_that_is_cut_or_names_an_unknown_rule_is_refused() {
        let line = of([0, 0, 0], &Told::Pair(full()));
        assert!(told(&line, rule).is_ok());
        for cut in 0..line.len() - 1 {
            assert!(told(&line[..cut], rule).is_err(), "{}", &line[..cut]);
        }
        let error = told(&line, |_| None).unwrap_err();
        assert_eq!(error, "no rule is called a_rule here");
        assert!(told(r#"{"at":[0,0,0]}"#, rule).is_err());
    }

    #[test]
    fn a_head_is_no_end_and_a_pair_is_neither() {
        let pair = of([0, 0, 0], &Told::Pair(full()));
        let last = End { complete: true, lines: 1, sum: "0".to_owned() }.line();
        assert!(head(&pair).is_none() && end(&pair).is_none() && head(&last).is_none());
        assert_eq!(end(&last).map(|end| end.lines), Some(1));
        assert!(end(r#"{"complete":false,"lines":1,"sum":"0"}"#).is_none());
    }
}
