//! The tables landfall judges by. Data files are the truth: embedded as text, parsed when first
//! asked for, each row with its source.

mod baselines;
mod cpu;
mod distros;
mod libc;
mod releases;
mod table;

pub use baselines::{cpu_at_least, kernel_at_least, resolver_of_images};
pub use cpu::{flags_of, is_highest};
pub use distros::{Distro, NoSuchTarget, distros, nearest, resolve};
pub use libc::{Feature, comes_with, installs, of_system, since};
pub use releases::{GoRelease, Port, go_release, importer, newest_go, port};
pub use table::{BadTable, Row, extend, tables};
