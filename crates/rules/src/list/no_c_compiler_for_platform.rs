//! No compiler of C for another platform.

use landfall_facts::{Finding, Machine};
use landfall_know::{CrossCompiler, cross_compilers};

use crate::rule::{Look, Told, rule};

rule! {
    /// Nothing on `PATH` compiles C for a platform that was asked for.
    ///
    /// ## Why it breaks
    /// Go turns cgo off for another platform than its own, without a word; with `CGO_ENABLED=1` it
    /// calls the compiler of this one, which stops with `gcc: error: unrecognized command-line
    /// option` or `bad value for '-march=' switch`.
    ///
    /// ## How to mend it
    /// Install a compiler for it and say so: `CGO_ENABLED=1 CC=aarch64-linux-gnu-gcc GOARCH=arm64
    /// go build`. `zig cc -target` compiles for every Linux, with the headers of glibc.
    ///
    /// ```case
    /// target: laptop, compiler.cross linux/arm64= windows/amd64=x86_64-w64-mingw32-gcc
    /// finds: nothing here compiles C for linux/arm64
    /// ```
    /// ```case
    /// target: laptop, compiler.cross linux/arm64=zig
    /// fine: C for linux/arm64 is compiled by CGO_ENABLED=1 CC="zig cc -target aarch64-linux-gnu"
    /// ```
    /// ```case
    /// target: laptop, no compiler.cross
    /// ```
    /// ```case
    /// target: laptop, compiler.cross ?
    /// unsure: permission denied
    /// ```
    no_c_compiler_for_platform: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(found) = machine.compiler.cross.look()? else { return Ok(Told::Nothing) };
    let each = || found.iter().filter_map(|one| one.split_once('='));
    let missing: Vec<&str> =
        each().filter(|(_, program)| program.is_empty()).map(|(platform, _)| platform).collect();
    if missing.is_empty() {
        let by = each().map(|(platform, program)| {
            let compilers = of(platform);
            let one = compilers.iter().find(|one| one.program == program);
            let command = one.map_or(program, |one| one.command.as_str());
            format!("{platform} is compiled by CGO_ENABLED=1 CC=\"{command}\"")
        });
        let says = format!("C for {}", by.collect::<Vec<_>>().join(", "));
        return Ok(Told::Fine(says, found.origin.clone()));
    }
    let says = format!("nothing here compiles C for {}", missing.join(", "));
    let mut finding = Finding::new(says).has("none of their usual names", found.origin);
    for platform in missing {
        let compilers = of(platform);
        let package = compilers.iter().find_map(|one| one.package);
        finding = match package {
            Some(package) => finding.mend(format!("install {package} (Debian), or zig")),
            None => finding.mend(format!("build for {platform} with CGO_ENABLED=0")),
        };
    }
    Ok(Told::Fault(finding))
}

fn of(platform: &str) -> Vec<CrossCompiler> {
    let parts = platform.split_once('/').map(|(os, arch)| (os.parse(), arch.parse()));
    match parts {
        Some((Ok(os), Ok(arch))) => cross_compilers(os, arch),
        _ => Vec::new(),
    }
}
