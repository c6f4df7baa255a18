//! `landfall seccomp audit`: what a profile lets through that it should not.

use landfall_facts::{Audit, AuditedDoor, DoorState, KernelVersion, Proof, Weight, is_let_through};
use landfall_know::{
    Capabilities, Decided, Door, Reach, capabilities, doors, policy, syscall_number,
};
use landfall_sandbox::decide::{Call, audit_number, decide};
use landfall_sandbox::prove::{Trial, prove};

use super::allowances;
use crate::args::{AuditArgs, Facts};
use crate::guards::{Found, found};
use crate::module;
use crate::output::{Output, could_not_work};

pub(super) fn run(args: &AuditArgs, output: &Output) -> i32 {
    match audited(args) {
        Ok(audit) => {
            let text = match args.format {
                Facts::Text => landfall_report::audit::text(&audit, args.all),
                Facts::Json => landfall_report::audit::json(&audit),
            };
            output.finish(&text, exit_code(&audit))
        }
        Err(error) => could_not_work(&error),
    }
}

fn exit_code(audit: &Audit) -> i32 {
    let is_grave = |door: &AuditedDoor| door.weight == Weight::High && door.state.is_open();
    let is_unsure = |door: &AuditedDoor| matches!(door.state, DoorState::Undecided(_));
    if audit.doors.iter().any(is_grave) {
        1
    } else if audit.doors.iter().any(is_unsure) {
        2
    } else {
        0
    }
}

fn audited(args: &AuditArgs) -> Result<Audit, String> {
    let Found { name, profile, whose } = found(&args.profile)?;
    let own = module::own()?.1;
    let arch = args.arch.unwrap_or(own);
    let held = allowances::capabilities(&whose, &args.holds.capabilities);
    let kernel = args.kernel.or_else(|| if args.prove { own_kernel() } else { NEWER.parse().ok() });
    let decided = policy(&profile, arch, kernel, &held).map_err(|error| error.to_string())?;
    let mut all: Vec<(Door, u32, DoorState)> = Vec::new();
    for door in doors() {
        let Some(number) = syscall_number(arch, door.call) else { continue };
        let state = passes(&decided, number, &door);
        all.push((door, number, state));
    }
    let has_namespace = all.iter().any(|(door, _, state)| {
        matches!(state, DoorState::Open) && door.name.starts_with(NAMESPACE)
    });
    for (door, _, state) in &mut all {
        if let (DoorState::Open, Some((needs, reach))) = (&state, door.needs)
            && !holds(&held, needs)
        {
            *state = match (reach, has_namespace) {
                (Reach::Own, true) => DoorState::OpenInNamespace(needs),
                (Reach::Own, false) | (Reach::Host, _) => DoorState::Guarded(needs),
            };
        }
    }
    let proofs = match args.prove {
        true if arch != own => {
            return Err(format!("could not try the doors of {arch}: this machine is {own}"));
        }
        true => proofs(&decided, &held, &all)?.into_iter().map(Some).collect(),
        false => vec![None; all.len()],
    };
    let admin = admin(&held, has_namespace);
    let audited = all.into_iter().zip(proofs).map(|((door, _, state), proof)| AuditedDoor {
        name: door.name,
        call: door.call,
        weight: door.weight,
        state,
        why: door.why,
        mend: door.mend,
        source: door.source,
        origin: door.origin,
        proof,
    });
    let mut notes = Vec::new();
    if args.prove && has_namespace {
        notes.push(
            "tried on this kernel, outside of a container: what a container hides, and what sysctls or AppArmor of \
             another machine refuse, is not tried"
                .to_owned(),
        );
    }
    Ok(Audit {
        profile: name,
        arch,
        doors: audited.collect(),
        others: decided.others,
        admin,
        notes,
    })
}

/// Newer than any kernel that a profile asks for: what is let through there is let through somewhere.
const NEWER: &str = "9999.0";

/// The kernel that is tried.
fn own_kernel() -> Option<KernelVersion> {
    let text = std::fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    text[..end.unwrap_or(text.len())].parse().ok()
}

/// What the doors to a user namespace are called.
const NAMESPACE: &str = "user namespace";

/// What the filter makes of a door, whatever the kernel asks for.
fn passes(decided: &Decided, number: u32, door: &Door) -> DoorState {
    if let Some(doubt) = decided.doubts.iter().find(|doubt| doubt.calls.contains(&number)) {
        return DoorState::Undecided(doubt.why.clone());
    }
    let policy = &decided.policy;
    let call = Call {
        arch: audit_number(policy.arch).unwrap_or_default(),
        number,
        instruction_pointer: 0,
        arguments: door.tries,
    };
    let action = decide(policy, &call);
    match is_let_through(action) {
        true => DoorState::Open,
        false => DoorState::Shut(action),
    }
}

fn holds(held: &Capabilities, name: &str) -> bool {
    match held {
        Capabilities::Known(held) => held.contains(name),
        Capabilities::Unknown(_) => false,
    }
}

/// How the most powerful capability can be had, if it can.
fn admin(held: &Capabilities, has_namespace: bool) -> Option<String> {
    if holds(held, "CAP_SYS_ADMIN") {
        return Some(
            "the container has CAP_SYS_ADMIN, so that most of the kernel is open to it".to_owned(),
        );
    }
    has_namespace.then(|| {
        "CAP_SYS_ADMIN can be had back: a process may make a user namespace, and has every capability in it".to_owned()
    })
}

/// Tries each door below the filter.
fn proofs(
    decided: &Decided,
    held: &Capabilities,
    doors: &[(Door, u32, DoorState)],
) -> Result<Vec<Proof>, String> {
    // They stand in the order of their numbers.
    let bits = capabilities().enumerate().filter(|(_, name)| holds(held, name));
    let bits = bits.fold(0, |bits, (number, _)| bits | 1_u64 << number);
    let trial = |(door, number, _): &(Door, u32, DoorState)| Trial {
        number: *number,
        arguments: door.tries,
    };
    let trials: Vec<Trial> = doors.iter().map(trial).collect();
    prove(&decided.policy, bits, &trials)
}
