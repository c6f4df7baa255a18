//! Format check, lints and all tests: the one way in which CI and a person run them.

use std::process::{Command, ExitCode};

use crate::table;

/// Runs them one after the other and stops at the first that fails.
pub fn run() -> Result<ExitCode, String> {
    for (component, words) in [
        (Some("rustfmt"), "fmt --all --check"),
        (Some("clippy"), "clippy --workspace --all-targets -- -D warnings"),
        (None, "test --workspace"),
    ] {
        if let Some(component) = component {
            need(component, words)?;
        }
        println!("$ cargo {words}");
        if !cargo(words)? {
            println!("`cargo {words}` failed");
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Installs a component of the toolchain where it is not there yet.
fn need(component: &str, words: &str) -> Result<(), String> {
    let subcommand = words.split(' ').next().unwrap_or_default();
    let there = Command::new("cargo")
        .args([subcommand, "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    if there {
        return Ok(());
    }
    println!("{component} is missing: rustup component add {component}");
    match Command::new("rustup").args(["component", "add", component]).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("could not install {component}; install it for the toolchain in use")),
    }
}

fn cargo(words: &str) -> Result<bool, String> {
    Command::new("cargo")
        .args(words.split(' '))
        .current_dir(table::workspace())
        .status()
        .map(|status| status.success())
        .map_err(|e| format!("could not start cargo: {e}"))
}
