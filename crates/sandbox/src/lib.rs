//! Confines programs and traces the system calls that they make.
//!
//! `kernel/` alone talks to the kernel: it holds all `unsafe` and all that only Linux has. What is decided
//! is decided above it.

mod kernel;
pub mod trace;
