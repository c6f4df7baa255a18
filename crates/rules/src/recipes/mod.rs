//! Recipes as rules look at them: each command, stage and unit in turn, with what follows from where it
//! stands.

mod go_line;
mod making;
pub(crate) mod pipeline;
mod shipment;
mod stage;
mod tree;

pub(crate) use go_line::is_read_by_go;
pub(crate) use making::Making;
pub(crate) use pipeline::{JobSeen, StepSeen};
pub use shipment::{Shipment, shipments};
pub(crate) use stage::{Shipped, StageSeen};
pub(crate) use tree::{Answers, Tree};
