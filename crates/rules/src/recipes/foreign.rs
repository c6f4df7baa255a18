//! Programs that are built with one C library and shipped into an image that has another, or none.

use landfall_facts::{Fact, Libc, Machine, Unsure};
use landfall_know::{Brings, loader_paths, packages_with};

use super::{Making, Shipped, StageSeen};

/// A program whose loader the image that ships it does not have.
pub(crate) struct Foreign<'a> {
    pub(crate) shipped: Shipped<'a>,
    pub(crate) making: Making<'a>,
    /// The C library that it is built with.
    pub(crate) libc: Libc,
    /// What the image is.
    pub(crate) machine: Machine,
}

impl Foreign<'_> {
    /// What the image has instead: `no C library`, or the name of one.
    pub(crate) fn has(&self) -> String {
        match self.machine.libc.known() {
            Some(libc) => format!("{} has {libc}", self.machine.name),
            None => format!("{} has no C library", self.machine.name),
        }
    }
}

/// Why a program is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Somebody asks for cgo.
    Cgo,
    /// Nobody speaks of cgo, and it is on.
    CgoLeftOn,
    /// cgo is off, and `-buildmode=pie` makes a program that names a loader all the same.
    Pie,
}

/// The first program that a stage ships and whose loader it does not have.
pub(crate) fn foreign_program<'a>(
    seen: &StageSeen<'a>,
    wanted: Wanted,
) -> Result<Option<Foreign<'a>>, Unsure> {
    // Where nothing is started the image is a way to hand out files.
    if seen.start().is_none()
        || loader_paths().any(|path| seen.brings(path))
        || seen.may_install(packages_with(Brings::Loader))
    {
        return Ok(None);
    }
    let mut doubt = None;
    for (shipped, making) in seen.shipped_programs() {
        let Some((libc, _)) = making.libc() else { continue };
        let is_linux = making.os().known().is_some_and(|os| os == "linux");
        if !is_linux || making.may_be_static() {
            continue;
        }
        let asks = making.asks_for_cgo();
        let is_pie = making
            .go
            .flag("buildmode")
            .is_some_and(|flag| flag.value.known().is_some_and(|mode| mode == "pie"));
        let is_meant = match (wanted, making.cgo()) {
            (Wanted::Cgo, _) => asks,
            (Wanted::CgoLeftOn, Fact::Known(is_on, _)) => is_on && !asks,
            (Wanted::Pie, Fact::Known(is_on, _)) => is_pie && !is_on && !asks,
            (Wanted::Pie, Fact::Unknown(why)) if is_pie => {
                doubt = Some(Unsure(why));
                false
            }
            (Wanted::CgoLeftOn, Fact::Unknown(why)) if !asks => {
                doubt = Some(Unsure(why));
                false
            }
            (Wanted::CgoLeftOn | Wanted::Pie, Fact::Absent(_) | Fact::Unknown(_)) => false,
        };
        if !is_meant && doubt.is_none() {
            continue;
        }
        if let Some(unsure) = seen.unknown_image() {
            return Err(unsure);
        }
        // Of an image that no table has nobody expects to be told.
        let Ok(machine) = seen.machine() else { return Ok(None) };
        match &machine.libc {
            Fact::Known(own, _) if *own == libc => {}
            Fact::Unknown(why) => return Err(Unsure(why.clone())),
            Fact::Known(..) | Fact::Absent(_) if is_meant => {
                return Ok(Some(Foreign { shipped, making, libc, machine }));
            }
            Fact::Known(..) | Fact::Absent(_) => return doubt.map_or(Ok(None), Err),
        }
    }
    Ok(None)
}
