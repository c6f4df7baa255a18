//! What a seccomp profile still lets through that it should not.

use crate::{Action, Arch, Origin, Why};

/// A profile, held against the ways out that it should keep shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The profile, as people call it.
    pub profile: String,
    /// For which architecture.
    pub arch: Arch,
    /// Every door, in the order of the table.
    pub doors: Vec<AuditedDoor>,
    /// Other architectures whose calls the filter lets in, as libseccomp calls them.
    pub others: Vec<String>,
    /// Whether CAP_SYS_ADMIN can be had: with the container, or in a user namespace that it makes itself.
    pub admin: Option<String>,
    /// What is to be said besides.
    pub notes: Vec<String>,
}

/// A way into the kernel or out of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditedDoor {
    /// What it is.
    pub name: &'static str,
    /// The call.
    pub call: &'static str,
    /// How much it weighs if it is open.
    pub weight: Weight,
    /// What becomes of who tries it.
    pub state: DoorState,
    /// Why it should be shut.
    pub why: &'static str,
    /// How to shut it.
    pub mend: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// The row.
    pub origin: Origin,
    /// What the kernel really did.
    pub proof: Option<Proof>,
}

/// How much an open door weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// A way to the host, or a large piece of kernel that was attacked so.
    High,
    /// It helps an attacker, or reaches other processes.
    Medium,
    /// Worth knowing.
    Low,
}

impl Weight {
    /// `high`, `medium` or `low`.
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// What becomes of a call by which a door is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorState {
    /// The profile lets it through, and the kernel asks for nothing that the container does not have.
    Open,
    /// The profile lets it through, and the kernel asks for this capability, which a container has in a user
    /// namespace that it can make.
    OpenInNamespace(&'static str),
    /// The profile lets it through, and the kernel asks for this capability, which the container cannot have.
    Guarded(&'static str),
    /// The profile refuses it.
    Shut(Action),
    /// The conditions of the profile could not be decided.
    Undecided(Why),
}

impl DoorState {
    /// Whether nothing stands in the way.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Open | Self::OpenInNamespace(_) => true,
            Self::Guarded(_) | Self::Shut(_) | Self::Undecided(_) => false,
        }
    }

    /// One word.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OpenInNamespace(_) => "open-in-namespace",
            Self::Guarded(_) => "guarded",
            Self::Shut(_) => "shut",
            Self::Undecided(_) => "undecided",
        }
    }
}

/// What came of trying a door below the filter, on this kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The filter refused it.
    Refused,
    /// The filter ended the process.
    Ended,
    /// It got through, and the kernel did it.
    Done,
    /// It got through, and the kernel answered with this error.
    Answered(u16),
    /// The kernel has no such call.
    NoSuchCall,
    /// Nobody could tell: the process that tried ended by this signal before.
    Lost(i32),
}

impl Proof {
    /// Whether the filter let it through; nothing where that is not known.
    pub fn got_through(self) -> Option<bool> {
        match self {
            Self::Refused | Self::Ended => Some(false),
            Self::Done | Self::Answered(_) => Some(true),
            Self::NoSuchCall | Self::Lost(_) => None,
        }
    }
}
