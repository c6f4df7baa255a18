//! One file per way in which a build breaks on a machine, and the judge who hears them all.
//!
//! A rule holds facts against facts. It touches no file, process, clock or environment, and no
//! rule knows another.

mod builds;
mod case;
mod chinese;
mod compare;
mod crash;
mod explain;
mod files;
mod guarded;
mod judge;
mod limits;
mod list;
mod loading;
mod recipes;
mod rule;
mod settings;
mod there;

pub use builds::{compare_builds, compare_on, other_source};
pub use case::Case;
pub use compare::compare;
pub use crash::{clusters, understand};
pub use explain::{Explainer, Looked};
pub use judge::{Allowed, examine, judge, judge_recipes};
pub use list::ALL;
pub use loading::{Loading, Missing, MissingSymbol, MissingVersion};
pub use recipes::{Shipment, Shipper, UnknownShipment, shipments};
pub use rule::{Answer, Look, Rule, Told};

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.name == name)
}
