//! What a profile leaves open, for people and for programs.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use landfall_facts::{Action, Audit, AuditedDoor, DoorState, Proof, Weight};
use serde::Serialize;

use crate::json::print;
use crate::language::{padded, tr};
use crate::tr;

/// What stands before a line takes so many columns.
const LABEL: usize = 8;

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBT: Style = AnsiColor::Yellow.on_default();

/// The open doors for a terminal, what weighs most first; with `all`, the others too.
pub fn text(audit: &Audit, all: bool) -> String {
    let mut out = String::new();
    let open = audit.doors.iter().filter(|door| door.state.is_open()).count();
    let count = audit.doors.len();
    let (profile, arch) = (format!("{BOLD}{}{BOLD:#}", audit.profile), audit.arch);
    let head =
        tr!("{profile} on {arch}: {open} of {count} doors are open", profile, arch, open, count);
    let _ = writeln!(out, "{head}");
    if let Some(admin) = &audit.admin {
        let _ = writeln!(out, "{BAD}{}{BAD:#}{}", padded(&tr("high"), LABEL), tr(admin));
    }
    for weight in [Weight::High, Weight::Medium, Weight::Low] {
        let of_weight = audit.doors.iter().filter(|door| door.weight == weight);
        for door in of_weight.filter(|door| door.state.is_open()) {
            shown(&mut out, door);
        }
    }
    for door in &audit.doors {
        if let DoorState::Undecided(why) = &door.state {
            let (word, why) = (padded(&tr!("unsure"), LABEL), why.to_string());
            let (name, call) = (tr(door.name), door.call);
            let _ = writeln!(out, "{DOUBT}{word}{DOUBT:#}{name} ({call}): {}", tr(&why));
        }
    }
    if !audit.others.is_empty() {
        let low = padded(&tr("low"), LABEL);
        let says = tr!(
            "calls of {arches} get through too, under the same rules: more of the kernel (CVE-2021-22555), \
             and socketcall hides from the filter what kind of socket is asked for",
            arches = audit.others.join(", ")
        );
        let _ = writeln!(out, "{BOLD}{low}{BOLD:#}{says}");
        let mend = tr!("list no sub-architecture where no 32-bit program runs");
        more(&mut out, &tr!("mend"), &mend);
    }
    if all {
        for door in audit.doors.iter().filter(|door| !door.state.is_open()) {
            let proof = door.proof.map(|proof| tr!("; tried: {what}", what = tr(&says(proof))));
            let (shut, name) = (padded(&tr!("shut"), LABEL), tr(door.name));
            let (state, proof) = (state(&door.state), proof.unwrap_or_default());
            let state = tr(&state);
            let _ = writeln!(out, "{FAINT}{shut}{name} ({}): {state}{proof}{FAINT:#}", door.call);
        }
    }
    let otherwise = audit.doors.iter().filter(|door| contradicts(door));
    for door in otherwise {
        let (state, really) = (state(&door.state), door.proof.map(says).unwrap_or_default());
        let told = tr!(
            "{name} ({call}): it should be {state}, and really: {really}",
            name = tr(door.name),
            call = door.call,
            state = tr(&state),
            really = tr(&really)
        );
        let _ = writeln!(out, "{BAD}{}{BAD:#}{told}", padded(&tr!("differs"), LABEL));
    }
    for note in &audit.notes {
        let _ = writeln!(out, "{FAINT}{}{}{FAINT:#}", padded(&tr!("note"), LABEL), tr(note));
    }
    out
}

fn shown(out: &mut String, door: &AuditedDoor) {
    let style = if door.weight == Weight::High { BAD } else { BOLD };
    let weight = padded(&tr(door.weight.name()), LABEL);
    let _ = writeln!(out, "{style}{weight}{style:#}{} ({})", tr(door.name), state_of(door));
    more(out, &tr!("why"), &format!("{} {FAINT}[{}]{FAINT:#}", tr(door.why), door.source));
    if let Some(proof) = door.proof {
        more(out, &tr!("tried"), &tr(&says(proof)));
    }
    more(out, &tr!("mend"), &tr(door.mend));
}

/// A line below a door.
fn more(out: &mut String, label: &str, text: &str) {
    let _ = writeln!(out, "{:LABEL$}{} {text}", "", padded(label, 5));
}

fn state_of(door: &AuditedDoor) -> String {
    match &door.state {
        DoorState::OpenInNamespace(needs) => {
            tr!("{call}; {needs} is had in a user namespace", call = door.call, needs)
        }
        _ => door.call.to_owned(),
    }
}

fn state(state: &DoorState) -> String {
    match state {
        DoorState::Open => "open".to_owned(),
        DoorState::OpenInNamespace(needs) => format!("open with {needs} in a user namespace"),
        DoorState::Guarded(needs) => {
            format!("the profile lets it through, and the kernel asks for {needs}")
        }
        DoorState::Shut(Action::Errno(number)) => format!("refused with error {number}"),
        DoorState::Shut(Action::Trap | Action::KillThread | Action::KillProcess) => {
            "it ends the program".to_owned()
        }
        DoorState::Shut(_) => "refused".to_owned(),
        DoorState::Undecided(why) => why.to_string(),
    }
}

fn says(proof: Proof) -> String {
    match proof {
        Proof::Refused => "the filter refused it".to_owned(),
        Proof::Ended => "the filter ended the process".to_owned(),
        Proof::Done => "it got through, and the kernel did it".to_owned(),
        Proof::Answered(error) => {
            format!("it got through, and the kernel answered with error {error}")
        }
        Proof::NoSuchCall => "this kernel has no such call".to_owned(),
        Proof::Lost(signal) => format!("the process ended before, by signal {signal}"),
    }
}

/// Whether the kernel did otherwise than the profile says.
fn contradicts(door: &AuditedDoor) -> bool {
    let gets_through = match door.state {
        DoorState::Open | DoorState::OpenInNamespace(_) | DoorState::Guarded(_) => true,
        DoorState::Shut(_) => false,
        DoorState::Undecided(_) => return false,
    };
    door.proof.and_then(Proof::got_through).is_some_and(|really| really != gets_through)
}

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    profile: &'a str,
    arch: &'static str,
    admin: Option<&'a str>,
    other_architectures: &'a [String],
    doors: Vec<JsonDoor<'a>>,
}

#[derive(Serialize)]
struct JsonDoor<'a> {
    name: &'a str,
    call: &'a str,
    severity: &'static str,
    state: &'static str,
    says: String,
    why: &'a str,
    mend: &'a str,
    source: &'a str,
    origin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<JsonProof>,
}

#[derive(Serialize)]
struct JsonProof {
    /// Nothing where that could not be told.
    got_through: Option<bool>,
    says: String,
    agrees: bool,
}

/// Every door for programs.
pub fn json(audit: &Audit) -> String {
    let door = |door: &AuditedDoor| JsonDoor {
        name: door.name,
        call: door.call,
        severity: door.weight.name(),
        state: door.state.name(),
        says: state(&door.state),
        why: door.why,
        mend: door.mend,
        source: door.source,
        origin: door.origin.to_string(),
        proof: door.proof.map(|proof| JsonProof {
            got_through: proof.got_through(),
            says: says(proof),
            agrees: !contradicts(door),
        }),
    };
    print(&Json {
        schema: 1,
        profile: &audit.profile,
        arch: audit.arch.name(),
        admin: audit.admin.as_deref(),
        other_architectures: &audit.others,
        doors: audit.doors.iter().map(door).collect(),
    })
}
