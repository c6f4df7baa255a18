//! JSON for machines. Its structs are its own: inner types are not serialised outward, so that
//! the `schema` number means something.

mod inspected;

use std::borrow::Borrow;
use std::cell::RefCell;
use std::io;

use landfall_facts::{Fact, Origin, Plain, Report, StartEnd, Verdict as Weight, Why};
use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Serialize, Serializer};

pub use inspected::facts;

use crate::{Failure, Gap, Unseen};

/// The number that changes when a field changes its meaning or goes away.
pub(crate) const SCHEMA: u32 = 1;

/// The verdicts of `check` and `reach`.
pub fn verdicts(reports: &[Report], failures: &[Failure]) -> String {
    let mut text = Vec::new();
    // Nothing is in the way of what is written to memory.
    let _ = write_verdicts(reports.iter(), Unseen { failures, gaps: &[] }, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

/// Writes the verdicts of reports that come one after the other.
pub fn write_verdicts<R: Borrow<Report>>(
    reports: impl Iterator<Item = R>,
    unseen: Unseen<'_>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let verdicts = Verdicts {
        schema: SCHEMA,
        verdicts: Streamed::new(reports.map(OfReport)),
        errors: errors(unseen.failures),
        missing: unseen.gaps.iter().map(Missing::of).collect(),
    };
    print_to(&verdicts, out)
}

/// Where the standard library of a module was looked at.
pub(crate) fn standard(is_tabled: bool) -> &'static str {
    if is_tabled { "table" } else { "goroot" }
}

/// Any value of ours as JSON over several lines, ended by a line end.
pub fn print(value: &impl Serialize) -> String {
    // Structs of strings, numbers and lists cannot fail to be written.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Writes any value of ours as JSON over several lines, ended by a line end.
pub(crate) fn print_to(value: &impl Serialize, out: &mut impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// A list that is written while it is made: of many things one at a time is held.
pub(crate) struct Streamed<I>(RefCell<I>);

impl<I> Streamed<I> {
    pub(crate) fn new(things: I) -> Self {
        Self(RefCell::new(things))
    }
}

impl<I: Iterator<Item: Serialize>> Serialize for Streamed<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for thing in self.0.borrow_mut().by_ref() {
            list.serialize_element(&thing)?;
        }
        list.end()
    }
}

/// A report that is to be written as a verdict.
struct OfReport<R>(R);

impl<R: Borrow<Report>> Serialize for OfReport<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Verdict::of(self.0.borrow()).serialize(serializer)
    }
}

#[derive(Serialize)]
struct Verdicts<'a, V> {
    schema: u32,
    verdicts: V,
    errors: Vec<Error<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<Missing<'a>>,
}

/// A shard whose results are not there, or not whole.
#[derive(Serialize)]
struct Missing<'a> {
    shard: Option<u32>,
    file: Option<&'a str>,
    message: &'a str,
}

impl<'a> Missing<'a> {
    fn of(gap: &'a Gap) -> Self {
        Self { shard: gap.shard, file: gap.file.as_deref(), message: &gap.message }
    }
}

#[derive(Serialize)]
pub(crate) struct Verdict<'a> {
    subject: &'a str,
    target: &'a str,
    verdict: &'static str,
    findings: Vec<Finding<'a>>,
    unsure: Vec<Doubt<'a>>,
    silenced: Vec<Silenced>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<Started>,
}

/// What came of really starting it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Started {
    /// Whether it ended well; nothing where it could not be started.
    ran: Option<bool>,
    /// How it ended, or why it could not be started.
    says: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    foretold: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signal: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Finding<'a> {
    rule: &'static str,
    severity: &'static str,
    preview: bool,
    message: &'a str,
    evidence: Vec<Evidence<'a>>,
    mend: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
}

/// What to write in the place of what.
#[derive(Serialize)]
struct Fix<'a> {
    message: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

/// A piece of a file, in bytes, and the text to put there.
#[derive(Serialize)]
struct Edit<'a> {
    path: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

/// A piece of a text file: lines and columns count from 1, in characters, and the end lies behind it.
#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Evidence<'a> {
    side: &'static str,
    text: &'a str,
    origin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
pub(crate) struct Doubt<'a> {
    reason: String,
    rules: &'a [&'static str],
}

#[derive(Serialize)]
pub(crate) struct Silenced {
    rule: &'static str,
    by: String,
}

#[derive(Serialize)]
pub(crate) struct Error<'a> {
    path: &'a str,
    message: &'a str,
}

pub(crate) fn errors(failures: &[Failure]) -> Vec<Error<'_>> {
    failures
        .iter()
        .map(|failure| Error { path: &failure.path, message: &failure.message })
        .collect()
}

impl<'a> Verdict<'a> {
    pub(crate) fn of(report: &'a Report) -> Self {
        Self {
            subject: &report.build,
            target: &report.machine,
            verdict: report.verdict.name(),
            findings: report.findings.iter().map(Finding::of).collect(),
            unsure: report.doubts.iter().map(Doubt::of).collect(),
            silenced: report.silenced.iter().map(Silenced::of).collect(),
            started: Started::of(&report.started),
        }
    }
}

impl Started {
    /// Nothing where nobody asked for it to be started.
    pub(crate) fn of(started: &Fact<Box<landfall_facts::RealStart>>) -> Option<Self> {
        let nothing = |says: String| Self {
            ran: None,
            says,
            foretold: None,
            command: None,
            by: None,
            code: None,
            signal: None,
            seconds: None,
            refused: None,
            said: None,
        };
        let started = match started {
            Fact::Known(started, _) => started,
            Fact::Absent(_) => return None,
            Fact::Unknown(why) => return Some(nothing(why.to_string())),
        };
        let mut told = Self {
            ran: started.untried().is_none().then(|| started.ran()),
            foretold: Some(started.foretold.name().to_owned()),
            command: Some(started.command.clone()),
            by: started.by.clone(),
            said: started.said.clone(),
            ..nothing(started.ended.to_string())
        };
        match &started.ended {
            StartEnd::Code(code) => told.code = Some(*code),
            StartEnd::Signal(signal) => told.signal = Some(*signal),
            StartEnd::Late(seconds) => told.seconds = Some(*seconds),
            StartEnd::Refused(words) => told.refused = Some(words.clone()),
            // What it says tells why.
            StartEnd::Untried(_) => {}
        }
        Some(told)
    }

    /// The fact that it was made of.
    pub(crate) fn fact(self) -> Result<Fact<Box<landfall_facts::RealStart>>, String> {
        let (Some(command), Some(foretold)) = (self.command, self.foretold) else {
            return Ok(Fact::Unknown(Why::new(self.says)));
        };
        let ended = match (self.code, self.signal, self.seconds, self.refused) {
            (Some(code), ..) => StartEnd::Code(code),
            (_, Some(signal), ..) => StartEnd::Signal(signal),
            (_, _, Some(seconds), _) => StartEnd::Late(seconds),
            (.., Some(words)) => StartEnd::Refused(words),
            (None, None, None, None) => StartEnd::Untried(self.says),
        };
        let foretold = [Weight::Runs, Weight::Unsure, Weight::Breaks]
            .into_iter()
            .find(|one| one.name() == foretold)
            .ok_or_else(|| format!("{foretold:?} is no verdict"))?;
        let origin = Origin::Command(command.clone());
        let (by, said) = (self.by, self.said);
        let started = landfall_facts::RealStart { command, by, ended, said, foretold };
        Ok(Fact::Known(Box::new(started), origin))
    }
}

impl<'a> Finding<'a> {
    pub(crate) fn of(finding: &'a landfall_facts::Finding) -> Self {
        let evidence = finding.evidence.iter().map(|evidence| Evidence {
            side: evidence.side.name(),
            text: &evidence.text,
            origin: evidence.origin.to_string(),
            place: Place::of(&evidence.origin),
        });
        Self {
            rule: finding.rule,
            severity: finding.severity.name(),
            preview: finding.preview,
            message: &finding.says,
            evidence: evidence.collect(),
            mend: &finding.mend,
            fix: finding.fix.as_ref().map(Fix::of),
        }
    }
}

impl<'a> Fix<'a> {
    fn of(fix: &'a landfall_facts::Fix) -> Self {
        let edit = |edit: &'a landfall_facts::Edit| Edit {
            path: &edit.path,
            start: edit.bytes.0,
            end: edit.bytes.1,
            text: &edit.text,
        };
        Self { message: &fix.says, safe: fix.is_safe, edits: fix.edits.iter().map(edit).collect() }
    }
}

impl<'a> Place<'a> {
    fn of(origin: &'a Origin) -> Option<Self> {
        let Origin::Span { path, span } = origin else { return None };
        Some(Self {
            path,
            line: span.line,
            column: span.column,
            end_line: span.end_line,
            end_column: span.end_column,
        })
    }
}

impl<'a> Doubt<'a> {
    pub(crate) fn of(doubt: &'a landfall_facts::Doubt) -> Self {
        Self { reason: doubt.unsure.to_string(), rules: &doubt.rules }
    }
}

impl Silenced {
    pub(crate) fn of(silenced: &landfall_facts::Silenced) -> Self {
        Self { rule: silenced.rule, by: silenced.by.to_string() }
    }
}

/// A fact of a machine: its value, or why there is none.
#[derive(Serialize)]
pub(crate) struct Told {
    name: String,
    /// `known`, `absent` or `unknown`.
    is: &'static str,
    value: Option<Value>,
    origin: Option<String>,
    why: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<String>),
}

impl Told {
    pub(crate) fn of(name: &str, fact: Fact<Plain>) -> Self {
        let name = name.to_owned();
        let told = |is, value, origin: Option<Origin>, why: Option<Why>| Self {
            name,
            is,
            value,
            origin: origin.map(|origin| origin.to_string()),
            why: why.map(|why| why.to_string()),
        };
        match fact {
            Fact::Known(plain, origin) => {
                let value = match plain {
                    Plain::Flag(flag) => Value::Flag(flag),
                    Plain::Number(number) => Value::Number(number),
                    Plain::Text(text) => Value::Text(text),
                    Plain::List(texts) => Value::List(texts),
                };
                told("known", Some(value), Some(origin), None)
            }
            Fact::Absent(origin) => told("absent", None, Some(origin), None),
            Fact::Unknown(why) => told("unknown", None, None, Some(why)),
        }
    }
}
