//! The tables landfall judges by. Data files are the truth: embedded as text, parsed when first
//! asked for, each row with its source.

mod baselines;
mod cpu;
mod distros;
mod libc;
mod named;
mod releases;
mod table;

pub use baselines::{cpu_at_least, kernel_at_least, resolver_of_images};
pub use cpu::{flags_of, is_highest};
pub use distros::{Distro, distros};
pub use libc::{
    Feature, Packaged, Packages, comes_with, of_system, packages_for, since, zig_target,
};
pub use named::{NoSuchTarget, meant, nearest, resolve};
pub use releases::{
    GoRelease, Port, go_release, importer, level_setting, newest_go, platform_names, port,
    tool_tags,
};
pub use table::{BadTable, Row, extend, tables};
