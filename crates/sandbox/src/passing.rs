//! Signals that are sent to us: those meant for a program that we started, and those that ask us to stop.

use std::io;

use crate::kernel::confining;

/// Signals that are heard, until there is a program to pass them on to.
pub struct Passing(confining::Passing);

impl Passing {
    /// From now on, signals do not end us. Those that a terminal sends go to the program as well; elsewhere than on
    /// Linux nothing changes.
    pub fn heard() -> io::Result<Self> {
        confining::Passing::heard().map(Self)
    }

    /// From now on, what others send to us is sent to this process, a child that nobody has waited for.
    pub fn to(self, process: u32) {
        self.0.to(process);
    }
}

/// Whether somebody wants us to stop: a terminal, a service or another program.
pub struct Stop(confining::Stop);

impl Stop {
    /// From now on, what would end us is only heard. Elsewhere than on Linux nothing changes.
    pub fn heard() -> io::Result<Self> {
        confining::Stop::heard().map(Self)
    }

    /// Whether it was heard.
    pub fn is_asked(&self) -> bool {
        self.0.is_asked()
    }
}
