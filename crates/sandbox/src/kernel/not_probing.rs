//! Where there is no Linux, no door can be tried, and that is said.

use landfall_facts::Proof;

use crate::filter::Filter;
use crate::prove::Trial;

pub(crate) fn try_below(_: &Filter, _: u64, _: &Trial, _: u16) -> Result<Proof, String> {
    Err("could not try it: seccomp is of Linux, and this is none; run it there".to_owned())
}
