//! Where there is no Linux, no program is started in a root filesystem, and that is said.

use crate::inside::{Job, Ran};

pub(crate) fn start(_: &Job<'_>, _: &dyn Fn() -> bool) -> Result<Ran, String> {
    Err("could not start it: root filesystems and limits are entered on Linux alone".to_owned())
}
