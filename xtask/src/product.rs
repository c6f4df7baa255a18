//! The landfall that is shipped and measured: built for release, out of this workspace.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::table;

/// The program as it is shipped, freshly built: on Linux one static file, which starts in less than
/// half the time of a dynamic one.
pub fn build() -> Result<PathBuf, String> {
    build_for(&host()?, &table::workspace(), &target().join("dist"), &cargo_home()?)
}

/// The program for a target of rustc, from a copy of the source, with what cargo makes in `out` and what it
/// fetches in `home`. Where these lie makes no difference to the bytes.
pub fn build_for(target: &str, source: &Path, out: &Path, home: &Path) -> Result<PathBuf, String> {
    // With a target named, the flags are for the program only and not for what runs in the build.
    let mut cargo = Command::new("cargo");
    cargo
        .args(["build", "--quiet", "--release", "--locked", "--package", "landfall"])
        .args(["--target", target])
        .env("CARGO_TARGET_DIR", out)
        .env("CARGO_HOME", home)
        .env("CARGO_ENCODED_RUSTFLAGS", flags(target, source, home).join("\u{1f}"))
        .current_dir(source);
    if let Some((variable, linker)) = foreign_linker(target, &host()?)
        && env::var_os(&variable).is_none()
    {
        cargo.env(variable, linker);
    }
    let built = cargo.status().map_err(|e| format!("could not start cargo: {e}"))?;
    if !built.success() {
        return Err(format!(
            "could not build landfall for {target}; see what cargo says above, and \
             whether `rustup target add {target}` helps"
        ));
    }
    let name = if target.contains("-windows-") { "landfall.exe" } else { "landfall" };
    let linked = out.join(target).join("release").join(name);
    // What is installed is a copy, whose pages lie together; what a linker wrote here and there costs a
    // tenth more time to start.
    let shipped = out.join(name);
    let part = shipped.with_extension("part");
    fs::copy(&linked, &part).map_err(|e| format!("could not copy {}: {e}", linked.display()))?;
    cache::keep(&part, &shipped)?;
    Ok(shipped)
}

/// What rustc is told: one static file on Linux, and nothing of where it was built.
fn flags(target: &str, source: &Path, home: &Path) -> Vec<String> {
    let mut flags = vec![
        format!("--remap-path-prefix={}=/landfall", source.display()),
        format!("--remap-path-prefix={}=/crates", home.join("registry/src").display()),
    ];
    if target.contains("-linux-") {
        flags.extend(["-C", "target-feature=+crt-static"].map(str::to_owned));
        flags.extend(["-C", "relocation-model=static"].map(str::to_owned));
    }
    flags
}

/// What links for another architecture, and the variable by which cargo is told: for musl the linker that Rust
/// brings, for glibc the compiler as Debian calls it.
fn foreign_linker(target: &str, host: &str) -> Option<(String, String)> {
    let architecture = |target: &str| target.split('-').next().unwrap_or_default().to_owned();
    let foreign = architecture(target);
    if foreign == architecture(host) || !target.contains("-linux-") {
        return None;
    }
    let name = target.to_uppercase().replace(['-', '.'], "_");
    let linker = match target.contains("-musl") {
        true => "rust-lld".to_owned(),
        false => format!("{foreign}-linux-gnu-gcc"),
    };
    Some((format!("CARGO_TARGET_{name}_LINKER"), linker))
}

/// The target that the compiler builds for by itself.
pub fn host() -> Result<String, String> {
    let about = cache::output_of(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "could not tell what rustc builds for".to_owned())
}

/// Where cargo puts what it makes.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| table::workspace().join("target"), PathBuf::from)
}

/// Where cargo keeps what it fetches.
pub fn cargo_home() -> Result<PathBuf, String> {
    if let Some(named) = env::var_os("CARGO_HOME") {
        return Ok(named.into());
    }
    env::home_dir()
        .map(|home| home.join(".cargo"))
        .ok_or_else(|| "could not find a home folder; set CARGO_HOME".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_where_it_was_built_is_left_in_the_flags_but_what_it_is_replaced_by() {
        let flags = flags("x86_64-unknown-linux-gnu", Path::new("/a"), Path::new("/b"));
        assert!(flags.contains(&"--remap-path-prefix=/a=/landfall".to_owned()), "{flags:?}");
        assert!(flags.contains(&"--remap-path-prefix=/b/registry/src=/crates".to_owned()));
        assert!(flags.contains(&"target-feature=+crt-static".to_owned()));
        let elsewhere = super::flags("aarch64-apple-darwin", Path::new("/a"), Path::new("/b"));
        assert!(!elsewhere.contains(&"target-feature=+crt-static".to_owned()), "{elsewhere:?}");
    }

    #[test]
    fn another_architecture_is_linked_by_a_linker_for_it() {
        let linker = |target| foreign_linker(target, "x86_64-unknown-linux-gnu");
        assert_eq!(linker("x86_64-unknown-linux-musl"), None);
        let (variable, program) = linker("aarch64-unknown-linux-musl").unwrap();
        assert_eq!(variable, "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER");
        assert_eq!(program, "rust-lld");
        let (_, program) = linker("aarch64-unknown-linux-gnu").unwrap();
        assert_eq!(program, "aarch64-linux-gnu-gcc");
    }
}
