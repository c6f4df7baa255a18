//! Crashes for programs.

use landfall_facts::{Crash, CrashClusters, CrashFrame, CrashGroup};
use serde::Serialize;

use crate::json::print;

#[derive(Serialize)]
struct Crashes<'a> {
    schema: u32,
    crashes: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    log: &'a str,
    line: u64,
    kind: &'a str,
    said: Vec<&'a str>,
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    signal: Option<Signal<'a>>,
    in_c: bool,
    means: &'a [String],
    next: &'a [String],
    signature: &'a str,
    go: Go<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    culprit: Option<Frame<'a>>,
    goroutines: u64,
    left_out: u64,
    stacks: Vec<Stack<'a>>,
    registers: Vec<Register<'a>>,
}

#[derive(Serialize)]
struct Go<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    least_minor: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    greatest_minor: Option<u32>,
}

#[derive(Serialize)]
struct Signal<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pc: Option<u64>,
    at: Vec<Frame<'a>>,
}

#[derive(Serialize)]
struct Register<'a> {
    name: &'a str,
    value: u64,
}

#[derive(Serialize)]
struct Stack<'a> {
    of: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    title: &'a str,
    count: u64,
    states: Vec<State<'a>>,
    minutes: u64,
    frames: Vec<Frame<'a>>,
    elided: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Frame<'a>>,
}

#[derive(Serialize)]
struct State<'a> {
    state: &'a str,
    count: u64,
}

#[derive(Serialize)]
struct Frame<'a> {
    function: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    arguments: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    file: &'a str,
    #[serde(skip_serializing_if = "is_zero")]
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pc: Option<u64>,
    inlined: bool,
    whose: &'static str,
    looked_up: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(line: &u32) -> bool {
    *line == 0
}

#[derive(Serialize)]
struct Clusters<'a> {
    schema: u32,
    logs: usize,
    silent: &'a [String],
    releases: &'a [String],
    clusters: Vec<Cluster<'a>>,
}

#[derive(Serialize)]
struct Cluster<'a> {
    signature: &'a str,
    count: u64,
    counts: &'a [u64],
    logs: &'a [String],
    example: One<'a>,
}

/// Crashes, each with its stacks.
pub fn json(crashes: &[Crash]) -> String {
    print(&Crashes { schema: 1, crashes: crashes.iter().map(one).collect() })
}

/// Many crashes, counted.
pub fn clusters_json(told: &CrashClusters) -> String {
    let clusters = told.clusters.iter().map(|cluster| Cluster {
        signature: &cluster.signature,
        count: cluster.counts.iter().sum(),
        counts: &cluster.counts,
        logs: &cluster.logs,
        example: one(&cluster.example),
    });
    print(&Clusters {
        schema: 1,
        logs: told.logs,
        silent: &told.silent,
        releases: &told.releases,
        clusters: clusters.collect(),
    })
}

fn one(crash: &Crash) -> One<'_> {
    let culprit =
        crash.culprit.and_then(|(group, frame)| crash.groups.get(group)?.frames.get(frame));
    One {
        log: &crash.log,
        line: crash.line,
        kind: &crash.kind,
        said: crash.said.iter().map(String::as_str).filter(|said| !said.is_empty()).collect(),
        notes: &crash.notes,
        signal: crash.signal.as_ref().map(|signal| Signal {
            name: &signal.name,
            code: signal.code,
            address: signal.address,
            pc: signal.pc,
            at: signal.at.iter().map(frame).collect(),
        }),
        in_c: crash.in_c,
        means: &crash.means,
        next: &crash.next,
        signature: &crash.signature,
        go: Go {
            release: crash.go.exact.as_deref(),
            least_minor: crash.go.least,
            greatest_minor: crash.go.most,
        },
        exit: crash.exit,
        culprit: culprit.map(frame),
        goroutines: crash.goroutines,
        left_out: crash.left_out,
        stacks: crash.groups.iter().map(stack).collect(),
        registers: crash
            .registers
            .iter()
            .map(|(name, value)| Register { name, value: *value })
            .collect(),
    }
}

fn stack(group: &CrashGroup) -> Stack<'_> {
    let states = group.states.iter().filter(|(state, _)| !state.is_empty());
    Stack {
        of: group.of,
        number: group.number,
        title: &group.title,
        count: group.count,
        states: states.map(|(state, count)| State { state, count: *count }).collect(),
        minutes: group.minutes,
        frames: group.frames.iter().map(frame).collect(),
        elided: group.elided,
        creator: group.creator.as_ref().map(frame),
    }
}

fn frame(frame: &CrashFrame) -> Frame<'_> {
    Frame {
        function: &frame.function,
        arguments: &frame.arguments,
        file: &frame.file,
        line: frame.line,
        offset: frame.offset,
        pc: frame.pc,
        inlined: frame.inlined,
        whose: frame.whose.name(),
        looked_up: frame.looked_up,
    }
}
