//! The landfall that is measured: built for release, out of this workspace.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::cache;
use crate::table;

/// The program as it is shipped, freshly built: on Linux one static file, which starts in less than
/// half the time of a dynamic one.
pub fn build() -> Result<PathBuf, String> {
    let host = host()?;
    // With a target named, the flags are for the program only and not for what runs in the build.
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--quiet", "--release", "--package", "landfall", "--target", &host])
        .env("CARGO_TARGET_DIR", target().join("dist"))
        .current_dir(table::workspace());
    if host.contains("-linux-") {
        cargo.env("RUSTFLAGS", "-C target-feature=+crt-static -C relocation-model=static");
    }
    let built = cargo.status().map_err(|e| format!("could not start cargo: {e}"))?;
    if !built.success() {
        return Err("could not build landfall; see what cargo says above".to_owned());
    }
    let name = if host.contains("-windows-") { "landfall.exe" } else { "landfall" };
    let linked = target().join("dist").join(host).join("release").join(name);
    // What is installed is a copy, whose pages lie together; what a linker wrote here and there costs a
    // tenth more time to start.
    let shipped = target().join("dist").join(name);
    let part = shipped.with_extension("part");
    fs::copy(&linked, &part).map_err(|e| format!("could not copy {}: {e}", linked.display()))?;
    cache::keep(&part, &shipped)?;
    Ok(shipped)
}

/// Builds the program and says where it is.
pub fn dist() -> Result<ExitCode, String> {
    let program = build()?;
    let size = fs::metadata(&program)
        .map_err(|e| format!("could not find {}: {e}", program.display()))?
        .len();
    println!("{} ({:.1} MB)", program.display(), size as f64 / 1e6);
    Ok(ExitCode::SUCCESS)
}

/// The target that the compiler builds for by itself.
fn host() -> Result<String, String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .map_err(|e| format!("could not start rustc: {e}"))?;
    let about = String::from_utf8_lossy(&output.stdout);
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "could not tell what rustc builds for".to_owned())
}

/// Where cargo puts what it makes.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| table::workspace().join("target"), PathBuf::from)
}
