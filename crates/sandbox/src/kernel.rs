//! Talks to the kernel: all `unsafe`, and all that only Linux has.

#[cfg(target_os = "linux")]
pub(crate) mod bpf;
#[cfg(target_os = "linux")]
mod children;
#[cfg(target_os = "linux")]
mod family;
#[cfg(target_os = "linux")]
mod launch;
#[cfg(target_os = "linux")]
mod listener;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
pub(crate) mod ptrace;
#[cfg(target_os = "linux")]
mod refused;
#[cfg(target_os = "linux")]
mod signals;
#[cfg(target_os = "linux")]
mod staging;
#[cfg(target_os = "linux")]
mod start;
#[cfg(target_os = "linux")]
mod stopping;
#[cfg(target_os = "linux")]
mod stops;
#[cfg(target_os = "linux")]
mod watching;

/// What confines a program.
#[cfg(target_os = "linux")]
pub(crate) mod confining;
/// Where there is no Linux, nothing can be confined.
#[cfg(not(target_os = "linux"))]
#[path = "kernel/not_confining.rs"]
pub(crate) mod confining;

/// What starts a program in a root filesystem.
#[cfg(target_os = "linux")]
pub(crate) mod inside;
/// Where there is no Linux, no root filesystem can be entered.
#[cfg(not(target_os = "linux"))]
#[path = "kernel/not_inside.rs"]
pub(crate) mod inside;

/// What tries a call below a filter.
#[cfg(target_os = "linux")]
pub(crate) mod probing;
/// Where there is no Linux, there is nothing to try.
#[cfg(not(target_os = "linux"))]
#[path = "kernel/not_probing.rs"]
pub(crate) mod probing;

/// Where there is no Linux, nothing can be traced.
#[cfg(not(target_os = "linux"))]
pub(crate) mod elsewhere;
#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{bpf, ptrace};
