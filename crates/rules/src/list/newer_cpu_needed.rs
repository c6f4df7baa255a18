//! Compiled for a later CPU than the machine has.

use std::cmp::Ordering;

use landfall_facts::{CpuLevel, Finding, GlibcVersion, Origin, Seen, Unsure};
use landfall_know::Feature;

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
    /// A note for the loader counts where the loader reads it: glibc's does since 2.33.
    /// ```case
    /// build:  cpu GOAMD64=v1, interpreter /lib64/ld-linux-x86-64.so.2, note GOAMD64=v3
    /// target: debian:12, glibc 2.36, cpu GOAMD64=v2, interpreter /lib64/ld-linux-x86-64.so.2
    /// finds:  a note in the program makes the loader insist on GOAMD64=v3; debian:12 has GOAMD64=v2
    /// ```
    /// ```case
    /// build:  cpu GOAMD64=v1, interpreter /lib64/ld-linux-x86-64.so.2, note GOAMD64=v3
    /// target: debian:11, glibc 2.31, cpu GOAMD64=v2, interpreter /lib64/ld-linux-x86-64.so.2
    /// ```
    /// ```case
    /// build:  cpu GOAMD64=v1, interpreter /lib/ld-musl-x86_64.so.1, note GOAMD64=v4
    /// target: alpine:3.20, musl 1.2.5, cpu GOAMD64=v2, interpreter /lib/ld-musl-x86_64.so.1
    /// ```
    newer_cpu_needed: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    if !case.platform_fits() {
        return Ok(None);
    }
    if let Some(finding) = held(case, Asks::Code, case.build.cpu.look())? {
        return Ok(Some(finding));
    }
    match reads_notes(case)? {
        true => held(case, Asks::Note, case.build.link.isa.look()),
        false => Ok(None),
    }
}

/// Whether the loader would hold a property note of the program against the CPU.
fn reads_notes(case: &Case<'_>) -> Result<bool, Unsure> {
    if !case.is_elf() || matches!(case.build.link.isa.look(), Ok(None)) {
        return Ok(false);
    }
    let Some(loader) = case.interpreter()? else { return Ok(false) };
    let since = landfall_know::since(Feature::IsaNote, loader.libc);
    let Some(since) = since.and_then(|(since, _)| since.parse::<GlibcVersion>().ok()) else {
        return Ok(false);
    };
    Ok(case.machine.glibc.look()?.is_some_and(|glibc| *glibc >= since))
}

/// Who asks for a level.
#[derive(Clone, Copy)]
enum Asks {
    /// The instructions of the program.
    Code,
    /// A note in it, on which the loader insists whatever the instructions are.
    Note,
}

fn held(case: &Case<'_>, asks: Asks, wanted: Result<Option<Seen<'_, CpuLevel>>, Unsure>) -> Answer {
    let base = case.build.arch.known().and_then(|arch| landfall_know::cpu_at_least(*arch));
    let (given, flags) = match case.is_emulated() {
        false => (case.machine.cpu.look(), case.machine.cpu_flags.look()),
        // What the machine says of its CPU is not what an emulator offers.
        true => {
            let unsure = || case.machine_unsure("runs it in an emulator of unknown CPU level");
            (Err(unsure()), Err(unsure()))
        }
    };
    let wanted = match wanted {
        Ok(Some(wanted)) => wanted,
        Ok(None) => return Ok(None),
        // Where the lowest machine has the highest level, no build can ask for more, unless this
        // machine is known to be lower still.
        Err(unsure) => {
            let enough = base.is_some_and(|(base, _)| {
                landfall_know::is_highest(&base)
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
            let says = format!("{} has {}", case.machine.name, *given);
            let mend = match asks {
                Asks::Code => format!("build with {}", *given),
                Asks::Note => without_note(),
            };
            let has = given.to_string();
            return Ok(Some(finding(asks, &wanted, &says, has, given.origin).mend(mend)));
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
        let mend = match asks {
            Asks::Code => "build for the oldest CPU that you ship to".to_owned(),
            Asks::Note => without_note(),
        };
        let has = format!("a CPU without {lacking}");
        return Ok(Some(finding(asks, &wanted, &says, has, flags.origin).mend(mend)));
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
    asks: Asks,
    wanted: &Seen<'_, CpuLevel>,
    says: &str,
    has: String,
    origin: &Origin,
) -> Finding {
    let level = wanted.value();
    let asking = match asks {
        Asks::Code => format!("the program is compiled for {level}"),
        Asks::Note => format!("a note in the program makes the loader insist on {level}"),
    };
    Finding::new(format!("{asking}; {says}"))
        .needs(level.to_string(), wanted.origin)
        .has(has, origin)
}

fn without_note() -> String {
    "link without -Wl,-z,x86-64-v2 or higher, and its C code without such a -march".to_owned()
}
