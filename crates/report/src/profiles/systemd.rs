//! A profile as a drop-in of a systemd unit.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use landfall_facts::{Action, Allowance, Because, is_let_through};

use super::{Sheet, wrapped};

/// A drop-in: `/etc/systemd/system/NAME.service.d/seccomp.conf`.
pub fn systemd(sheet: Sheet<'_>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# The system calls of {}.", sheet.made_of.join(", "));
    out.push_str(
        "# Put this into /etc/systemd/system/NAME.service.d/seccomp.conf, then:\n\
         #   systemctl daemon-reload && systemctl restart NAME\n\
         # execve, exit and what asks for the time systemd allows by itself. A name that its libseccomp does not\n\
         # know it passes over with a warning in the journal: that call is refused like all that are not named.\n\
         # What the program starts is confined like it.\n\
         [Service]\n\
         SystemCallArchitectures=native\n",
    );
    let default = sheet.allowances.first().map_or(Action::KillProcess, |first| first.default);
    if is_let_through(default) {
        // It can log only what it is told the names of, or what it is not.
        out.push_str("# Nothing is refused; what is not named here is written to the kernel's log (systemd 247).\n");
        let names = allowed(sheet, |_| true);
        out.push_str(&wrapped("SystemCallLog=~", names));
        return out;
    }
    match default {
        Action::Errno(number) => {
            let _ = writeln!(out, "SystemCallErrorNumber={}", error(number));
        }
        _ => out.push_str("# What is not named ends the program, with SIGSYS.\n"),
    }
    out.push_str("# Forget what the unit says itself: only what is named here is allowed.\nSystemCallFilter=\n");
    let reasons: BTreeSet<Because> = calls(sheet).map(|call| call.because).collect();
    for because in reasons {
        let names = allowed(sheet, |other| other == because);
        if !names.is_empty() {
            let _ = writeln!(out, "# {}", because.says());
            out.push_str(&wrapped("SystemCallFilter=", names));
        }
    }
    out
}

fn calls(sheet: Sheet<'_>) -> impl Iterator<Item = &landfall_facts::AllowedCall> {
    sheet.allowances.iter().flat_map(Allowance::allowed)
}

fn allowed(sheet: Sheet<'_>, fits: impl Fn(Because) -> bool) -> BTreeSet<&str> {
    calls(sheet).filter(|call| fits(call.because)).map(|call| call.name.as_str()).collect()
}

/// Names are the same on each architecture, numbers are not.
fn error(number: u16) -> String {
    match number {
        1 => "EPERM".to_owned(),
        38 | 89 => "ENOSYS".to_owned(),
        number => number.to_string(),
    }
}
