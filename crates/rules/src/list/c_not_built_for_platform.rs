//! A compiler for another platform that does not build.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// A line of C was built for a platform that was asked for, and that failed.
    ///
    /// ## Why it breaks
    /// The compiler is there, and something that it needs is not: mostly the headers and the C
    /// library of that platform, which distributions pack by themselves (`fatal error: stdlib.h: No
    /// such file or directory`).
    ///
    /// ## How to mend it
    /// Install them: `libc6-dev-arm64-cross` of Debian beside `gcc-aarch64-linux-gnu`. The
    /// complaint says what is missing.
    ///
    /// ```case
    /// target: laptop, compiler.cross_trial linux/arm64=error windows/amd64=built
    /// finds: C for linux/arm64 is not built: error
    /// ```
    /// ```case
    /// target: laptop, compiler.cross_trial linux/arm64=built
    /// fine: a line of C was built for linux/arm64
    /// ```
    /// ```case
    /// target: laptop, no compiler.cross_trial
    /// ```
    /// ```case
    /// target: laptop, compiler.cross_trial ?
    /// unsure: permission denied
    /// ```
    c_not_built_for_platform: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(tried) = machine.compiler.cross_trial.look()? else { return Ok(Told::Nothing) };
    let each = || tried.iter().filter_map(|one| one.split_once('='));
    let failed = each().find(|(_, says)| *says != "built");
    let Some((platform, says)) = failed else {
        let all: Vec<&str> = each().map(|(platform, _)| platform).collect();
        if all.is_empty() {
            return Ok(Told::Nothing);
        }
        let says = format!("a line of C was built for {}", all.join(", "));
        return Ok(Told::Fine(says, tried.origin.clone()));
    };
    Ok(Told::Fault(
        Finding::new(format!("C for {platform} is not built: {says}"))
            .has(says, tried.origin)
            .mend("install the headers and the C library of that platform"),
    ))
}
