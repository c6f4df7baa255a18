//! Compiled for a later CPU than the machine has.

use std::cmp::Ordering;

use landfall_facts::{CpuLevel, Finding, Origin, Seen, Unsure};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The program was compiled for a later CPU than the target has.
    ///
    /// ## Why it breaks
    /// With `GOAMD64=v3` the program checks the CPU at start and says `This program can only be
    /// run on AMD64 processors with v3 microarchitecture support.` Other architectures check
    /// nothing and die of an illegal instruction (SIGILL).
    ///
    /// ## How to mend it
    /// Build with the level of the oldest CPU that you ship to; name it in the target, for
    /// example `linux/amd64/v2`.
    ///
    /// ```case
    /// build:  cpu GOAMD64=v3
    /// target: linux/amd64, cpu GOAMD64=v2
    /// finds:  the program is compiled for GOAMD64=v3; linux/amd64 has GOAMD64=v2
    /// ```
    /// ```case
    /// build:  cpu GOAMD64=v2
    /// target: linux/amd64, cpu GOAMD64=v3
    /// ```
    /// What the CPU says of itself counts, where it can be read.
    /// ```case
    /// build:  cpu GOAMD64=v2
    /// target: here, flags cmov cx8 fpu fxsr mmx sse sse2 syscall
    /// finds:  the program is compiled for GOAMD64=v2; the CPU of here lacks cx16 lahf_lm pni popcnt sse4_1 sse4_2 ssse3
    /// ```
    /// Every machine has the lowest level; of a higher one nobody knows until it is said.
    /// ```case
    /// build:  cpu GOAMD64=v1
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  cpu GOAMD64=v3
    /// target: debian:12, cpu ?
    /// unsure: permission denied
    /// ```
    /// An option counts too: `v8.0,lse` asks for atomics that `v8.0` does not promise.
    /// ```case
    /// build:  linux/arm64, cpu GOARM64=v8.0,lse
    /// target: linux/arm64, cpu GOARM64=v8.0
    /// unsure: linux/arm64 has GOARM64=v8.0, and may or may not have all that GOARM64=v8.0,lse needs
    /// ```
    /// ```case
    /// build:  linux/arm64, cpu GOARM64=v8.0,lse
    /// target: linux/arm64, cpu GOARM64=v8.1
    /// ```
    newer_cpu_needed: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    if !case.platform_fits() {
        return Ok(None);
    }
    if let Some(finding) = held(case, case.build.cpu.look())? {
        return Ok(Some(finding));
    }
    if !case.is_elf() {
        return Ok(None);
    }
    // A note for the loader counts where there is a loader that reads it, and it never asks for
    // less than the code does.
    match case.interpreter()? {
        Some(_) => held(case, case.build.link.isa.look()),
        None => Ok(None),
    }
}

fn held(case: &Case<'_>, wanted: Result<Option<Seen<'_, CpuLevel>>, Unsure>) -> Answer {
    let base = case.build.arch.known().and_then(|arch| landfall_know::cpu_at_least(*arch));
    let (given, flags) = match case.is_emulated() {
        false => (case.machine.cpu.look(), case.machine.cpu_flags.look()),
        // What the machine says of its CPU is not what an emulator offers.
        true => {
            let unsure = || case.machine_unsure("runs it in an emulator of unknown CPU level");
            (Err(unsure()), Err(unsure()))
        }
    };
    let highest = |base: &CpuLevel| matches!(base.setting.as_str(), "GOARM" | "GO386");
    let wanted = match wanted {
        Ok(Some(wanted)) => wanted,
        Ok(None) => return Ok(None),
        // Where the lowest machine has the highest level, no build can ask for more, unless this
        // machine is known to be lower still.
        Err(unsure) => {
            let enough = base.is_some_and(|(base, _)| {
                highest(&base)
                    && match (&given, &flags) {
                        (Ok(Some(given)), _) => covers(given.value(), &base),
                        (_, Ok(Some(flags))) => lacking(&base, flags.value()).is_empty(),
                        _ => true,
                    }
            });
            return if enough { Ok(None) } else { Err(unsure) };
        }
    };
    if let Ok(Some(given)) = given {
        if wanted.compare(given.value()) == Some(Ordering::Greater) {
            return Ok(Some(finding(
                case,
                &wanted,
                &format!("{} has {}", case.machine.name, *given),
                given.to_string(),
                given.origin,
            )));
        }
        // A level is the least that a CPU has: what goes beyond it may be there or not.
        return match covers(given.value(), wanted.value()) {
            true => Ok(None),
            false => Err(case.machine_unsure(&format!(
                "has {}, and may or may not have all that {} needs",
                *given, *wanted
            ))),
        };
    }
    if let (Ok(Some(flags)), Some(_)) = (&flags, landfall_know::flags_of(wanted.value())) {
        let lacking = lacking(wanted.value(), flags.value()).join(" ");
        if lacking.is_empty() {
            return Ok(None);
        }
        let says = format!("the CPU of {} lacks {lacking}", case.machine.name);
        return Ok(Some(finding(
            case,
            &wanted,
            &says,
            format!("a CPU without {lacking}"),
            flags.origin,
        )));
    }
    match given {
        _ if base.is_some_and(|(base, _)| covers(&base, wanted.value())) => Ok(None),
        Ok(_) => Ok(None),
        Err(unsure) => Err(unsure),
    }
}

/// Whether every CPU of one level has what another level needs, its options (`,lse`) included.
fn covers(given: &CpuLevel, wanted: &CpuLevel) -> bool {
    if given == wanted {
        return true;
    }
    let Some((has, _)) = landfall_know::flags_of(given) else { return false };
    landfall_know::flags_of(wanted).is_some()
        && lacking(wanted, &has).is_empty()
        && wanted.compare(given) != Some(Ordering::Greater)
}

/// What a level needs and these flags lack; nothing where the level is in no table.
fn lacking<'a>(wanted: &CpuLevel, has: &[impl AsRef<str>]) -> Vec<&'a str> {
    let needed = landfall_know::flags_of(wanted).map(|(needed, _)| needed).unwrap_or_default();
    needed.into_iter().filter(|flag| !has.iter().any(|one| one.as_ref() == *flag)).collect()
}

fn finding(
    case: &Case<'_>,
    wanted: &Seen<'_, CpuLevel>,
    says: &str,
    has: String,
    origin: &Origin,
) -> Finding {
    let level = wanted.value();
    Finding::new(format!("the program is compiled for {level}; {says}"))
        .needs(level.to_string(), wanted.origin)
        .has(has, origin)
        .mend(
            match landfall_know::cpu_at_least(
                *case.build.arch.known().unwrap_or(&landfall_facts::Arch::Amd64),
            ) {
                Some((base, _)) if base.setting == level.setting => {
                    format!("build with {base}, or the level of the oldest CPU that you ship to")
                }
                _ => "build for the oldest CPU that you ship to".to_owned(),
            },
        )
}
