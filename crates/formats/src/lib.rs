//! Readers for Go artifacts and for the files of the machines they run on.
//!
//! Nothing here opens a file, and no input makes a reader panic or reserve memory that the input does
//! not back. What holds for all of them, and how each is used, stands in the crate's README:
//!
#![doc = include_str!("../README.md")]

pub mod ar;
pub mod buildinfo;
pub mod code;
pub mod code_signature;
pub mod confinement;
pub mod crash;
pub mod dockerfile;
pub mod elf;
pub mod gocache;
pub mod gomod;
pub mod gosrc;
pub mod goversion;
pub mod layout;
pub mod ld_cache;
pub mod loader;
pub mod log;
pub mod macho;
pub mod magic;
pub mod makefile;
pub mod masked;
mod names;
pub mod oci;
pub mod pclntab;
pub mod pe;
pub mod pkgconfig;
pub mod plan9;
pub mod plist;
pub mod sha256;
pub mod shell;
pub mod source;
mod span;
pub mod unit;
pub mod upx;
pub mod wasm;
pub mod xcoff;
pub mod yaml;
pub mod zip;

pub use masked::Masked;
pub use source::{Numbers, Part, ReadError, Source, bytes, bytes_up_to};
pub use span::Span;
