//! Recipes as rules look at them: each command, stage and unit in turn, with what follows from where it
//! stands.

mod files;
mod foreign;
mod go_line;
mod making;
pub(crate) mod pipeline;
mod release;
mod service;
mod shipment;
mod shipping;
mod stage;
mod tree;
mod unit;

pub use shipment::{Shipment, Shipper, UnknownShipment, shipments};

pub(crate) use files::{earlier, earlier_with, file_of, files_of, later};
pub(crate) use foreign::{Wanted, foreign_program};
pub(crate) use go_line::{is_read_by_go, runs_behind};
pub(crate) use making::Making;
pub(crate) use pipeline::{JobSeen, StepSeen};
pub(crate) use release::OldSetting;
pub(crate) use service::ServiceSeen;
pub(crate) use shipping::{Started, base, landings};
pub(crate) use stage::{Shipped, StageSeen};
pub(crate) use tree::{Answers, MakeLine, Tree, place_in, where_off, where_on};
pub(crate) use unit::{UnitSeen, is_yes};
