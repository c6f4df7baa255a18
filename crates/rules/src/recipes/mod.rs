//! Recipes as rules look at them: each command, stage and unit in turn, with what follows from where it
//! stands.

mod making;
pub(crate) mod pipeline;
mod shipment;
mod stage;
mod tree;

pub(crate) use making::Making;
pub(crate) use pipeline::{JobSeen, StepSeen};
pub use shipment::{Shipment, shipments};
pub(crate) use stage::{Shipped, StageSeen};
pub(crate) use tree::{Answers, Tree};
