//! Confines programs and traces the system calls that they make.
//!
//! `kernel/` alone talks to the kernel: it holds all `unsafe` and all that only Linux has. What is decided
//! is decided above it.

pub mod confine;
pub mod decide;
pub mod filter;
pub mod inside;
pub mod interpret;
mod kernel;
pub mod passing;
pub mod policy_file;
pub mod prove;
pub mod rules;
pub mod supervise;
pub mod told;
pub mod trace;

/// The name of an error by which a call fails, on this machine.
pub fn error_name(number: u16) -> Option<&'static str> {
    kernel::confining::refusal(number)
}
