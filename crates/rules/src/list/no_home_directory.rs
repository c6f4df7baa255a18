//! No home directory.

use landfall_facts::{Finding, Machine, Os};

use crate::rule::{Look, Told, rule};

rule! {
    /// `HOME` is not set, or leads nowhere.
    ///
    /// ## Why it breaks
    /// `os.UserHomeDir` fails with `$HOME is not defined`, `os.UserConfigDir` and `os.UserCacheDir`
    /// with `neither $XDG_CONFIG_HOME nor $HOME are defined`: programs that keep anything there
    /// stop. systemd sets none for system services without `User=`.
    ///
    /// ## How to mend it
    /// Set it: `Environment=HOME=/var/lib/app` of a unit, `ENV HOME=/` of an image.
    ///
    /// ```case
    /// target: laptop, no settings.home
    /// finds: HOME is not set: os.UserHomeDir fails
    /// ```
    /// ```case
    /// target: laptop, settings.home not there
    /// finds: HOME leads to no directory: programs that keep anything there stop
    /// ```
    /// ```case
    /// target: laptop, settings.home there
    /// ```
    /// ```case
    /// target: laptop, settings.home ?
    /// unsure: permission denied
    /// ```
    no_home_directory: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    if matches!(machine.os.known(), Some(Os::Windows)) {
        return Ok(Told::Nothing);
    }
    let fact = &machine.settings.home;
    let says = match fact.look()? {
        None => "HOME is not set: os.UserHomeDir fails",
        Some(said) if said.value() == "not there" => {
            "HOME leads to no directory: programs that keep anything there stop"
        }
        Some(_) => return Ok(Told::Nothing),
    };
    let finding = Finding::new(says).mend("set it to a directory that may be written");
    Ok(Told::Fault(match fact.origin() {
        Some(origin) => finding.has("no home directory", origin),
        None => finding,
    }))
}
