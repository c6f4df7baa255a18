//! The landfall that is measured: built for release, out of this workspace.

use std::path::PathBuf;
use std::process::Command;

use crate::table;

/// The program, freshly built.
pub fn build() -> Result<PathBuf, String> {
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--release", "--package", "landfall"])
        .current_dir(table::workspace())
        .status()
        .map_err(|e| format!("could not start cargo: {e}"))?;
    if !built.success() {
        return Err("could not build landfall; see what cargo says above".to_owned());
    }
    Ok(target().join("release/landfall"))
}

/// Where cargo puts what it makes.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| table::workspace().join("target"), PathBuf::from)
}
