//! Where there is no Linux, nothing can be confined, and that is said.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::confine::{Ending, Job, Judge};

const WHY: &str =
    "could not confine the program: seccomp is of Linux, and this is none; run it there";

/// How a file looks from outside: here, nobody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen;

impl Seen {
    pub(crate) fn is_settled(&self) -> bool {
        true
    }
}

pub(crate) struct Passing;

impl Passing {
    pub(crate) fn heard() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn to(self, _: u32) {}
}

pub(crate) struct Stop;

impl Stop {
    pub(crate) fn heard() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn is_asked(&self) -> bool {
        false
    }
}

pub(crate) fn supervised(_: Job<'_>, _: Arc<dyn Judge>) -> Result<Ending, String> {
    Err(WHY.to_owned())
}

pub(crate) fn alone(_: Job<'_>) -> String {
    WHY.to_owned()
}

pub(crate) fn seen(_: &Path) -> io::Result<Seen> {
    Err(io::Error::new(io::ErrorKind::Unsupported, WHY))
}

pub(crate) fn whole(path: &Path) -> io::Result<Option<(Seen, String)>> {
    std::fs::read_to_string(path).map(|text| Some((Seen, text)))
}

pub(crate) fn refused_by(_: &str) -> Option<u16> {
    None
}

pub(crate) fn refusal(_: u16) -> Option<&'static str> {
    None
}
