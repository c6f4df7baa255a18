//! Tries doors below a filter, on this kernel: what is really refused, and what gets through.

use std::collections::BTreeMap;

use landfall_facts::{Action, Clause, Policy, Proof};

use crate::filter::Filter;
use crate::kernel::probing;

/// A call that is tried, with arguments by which it does no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// Its number.
    pub number: u32,
    /// Its arguments.
    pub arguments: [u64; 6],
}

/// An error that no call fails with: the largest that the kernel hands on (`MAX_ERRNO`, linux/err.h). By it a
/// refusal of the filter is told from one of the kernel.
const MARK: u16 = 4095;

/// Tries each below the policy, in a process of its own that has these capabilities and no others: their bits,
/// as linux/capability.h numbers them. What the filter refuses, it refuses with an error that nobody else uses;
/// else the filter is as the policy says.
pub fn prove(policy: &Policy, capabilities: u64, trials: &[Trial]) -> Result<Vec<Proof>, String> {
    let marked = marked(policy);
    let filter = Filter::of(&marked).map_err(|error| error.to_string())?;
    trials.iter().map(|trial| probing::try_below(&filter, capabilities, trial, MARK)).collect()
}

/// The same policy with the mark for every error. Who would be asked is not there, so that it is a refusal too.
fn marked(policy: &Policy) -> Policy {
    let marked = |action: Action| match action {
        Action::Errno(_) | Action::Notify | Action::Trace(_) => Action::Errno(MARK),
        Action::Allow | Action::Log | Action::Trap | Action::KillThread | Action::KillProcess => {
            action
        }
    };
    let clauses = |clauses: &Vec<Clause>| {
        let one = |clause: &Clause| Clause { action: marked(clause.action), ..clause.clone() };
        clauses.iter().map(one).collect()
    };
    let calls: BTreeMap<_, _> =
        policy.calls.iter().map(|(number, all)| (*number, clauses(all))).collect();
    Policy { arch: policy.arch, default: marked(policy.default), calls }
}
