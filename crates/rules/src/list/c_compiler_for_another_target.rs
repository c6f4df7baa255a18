//! A C compiler that compiles for something else.

use landfall_facts::{Arch, Finding, Machine, Unsure, Why};

use crate::rule::{Look, Told, rule};

rule! {
    /// The C compiler compiles for another architecture than Go builds for.
    ///
    /// ## Why it breaks
    /// cgo hands it C and assembly of the architecture that Go builds for: `gcc_arm64.S:30: Error: no
    /// such instruction: `stp x29,x30,[sp,'`. It happens where `GOARCH` is set and `CC` is not, or
    /// where `CC` was left set.
    ///
    /// ## How to mend it
    /// Set `CC` to a compiler for that architecture (`aarch64-linux-gnu-gcc`, `zig cc -target
    /// aarch64-linux-gnu`), or `CGO_ENABLED=0`.
    ///
    /// ```case
    /// target: laptop, toolchain.cgo_enabled 1, toolchain.arch_said arm64, no toolchain.os_said, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.target x86_64-linux-gnu
    /// finds: gcc compiles for x86_64-linux-gnu, and Go builds for linux/arm64
    /// also: platform_left_set
    /// ```
    /// ```case
    /// target: laptop, no toolchain.cgo_enabled, no toolchain.arch_said, no toolchain.os_said, compiler.called aarch64-linux-gnu-gcc, compiler.path /usr/bin/aarch64-linux-gnu-gcc, compiler.target aarch64-linux-gnu
    /// finds: aarch64-linux-gnu-gcc compiles for aarch64-linux-gnu, and Go builds for linux/amd64
    /// ```
    /// ```case
    /// target: laptop, no toolchain.cgo_enabled, no toolchain.arch_said, no toolchain.os_said, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.target x86_64-linux-gnu
    /// fine: gcc compiles for x86_64-linux-gnu, as Go does
    /// ```
    /// ```case
    /// target: laptop, no toolchain.cgo_enabled, no toolchain.arch_said, no toolchain.os_said, compiler.called x86_64-w64-mingw32-gcc, compiler.path /usr/bin/x86_64-w64-mingw32-gcc, compiler.target x86_64-w64-mingw32
    /// finds:  x86_64-w64-mingw32-gcc compiles for x86_64-w64-mingw32, and Go builds for linux/amd64
    /// ```
    /// Without cgo it is not called.
    /// ```case
    /// target: laptop, toolchain.cgo_enabled 0, toolchain.arch_said arm64, no toolchain.os_said, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.target x86_64-linux-gnu
    /// also: platform_left_set
    /// ```
    /// ```case
    /// target: laptop, no toolchain.cgo_enabled, no toolchain.arch_said, no toolchain.os_said, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.target ?
    /// unsure: permission denied
    /// ```
    c_compiler_for_another_target: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let (tools, compiler) = (&machine.toolchain, &machine.compiler);
    let cgo = tools.cgo_enabled.look()?;
    if cgo.as_ref().is_some_and(|said| said.value() == "0") {
        return Ok(Told::Nothing);
    }
    let Some(path) = compiler.path.look()? else { return Ok(Told::Nothing) };
    let Some(own_os) = machine.os.look()? else { return Ok(Told::Nothing) };
    let Some(arches) = machine.arches.look()? else { return Ok(Told::Nothing) };
    let Some(own_arch) = arches.first() else { return Ok(Told::Nothing) };
    let (os, arch) = (tools.os_said.look()?, tools.arch_said.look()?);
    let is_other = os.is_some() || arch.is_some();
    // For another platform cgo is off, but where somebody says otherwise.
    if is_other && cgo.is_none() {
        return Ok(Told::Nothing);
    }
    let os = os.as_ref().map_or(own_os.name(), |os| os.value());
    let arch = arch.as_ref().map_or(own_arch.name(), |arch| arch.value());
    let (Ok(wanted), Some(target)) = (arch.parse::<Arch>(), compiler.target.look()?) else {
        return Ok(Told::Nothing);
    };
    let Some(called) = compiler.called.look()? else { return Ok(Told::Nothing) };
    let Some(given) = of_target(target.value()) else {
        let why = format!("what {} compiles for is not known: {}", *called, *target);
        return Err(Unsure(Why::new(why)));
    };
    // A compiler for either of the two with 32 and 64 bits takes -m32 and -m64, which Go gives it.
    let is_x86 = |arch| matches!(arch, Arch::Amd64 | Arch::I386);
    let fits_system = system_of(target.value()).is_none_or(|system| system == os);
    if fits_system && (given == wanted || (is_x86(given) && is_x86(wanted))) {
        let says = format!("{} compiles for {}, as Go does", *called, *target);
        return Ok(Told::Fine(says, target.origin.clone()));
    }
    let says = format!("{} compiles for {}, and Go builds for {os}/{arch}", *called, *target);
    Ok(Told::Fault(
        Finding::new(says)
            .needs(format!("C for {arch}"), own_os.origin)
            .has(format!("{} for {}", *path, *target), target.origin)
            .mend(format!("set CC to a compiler for {arch}, as in CC=\"zig cc -target …\""))
            .mend("or build with CGO_ENABLED=0"),
    ))
}

/// The operating system that a target of GCC or Clang names, if it is one that Go has.
fn system_of(target: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 8] = [
        ("mingw", "windows"),
        ("windows", "windows"),
        ("darwin", "darwin"),
        ("apple", "darwin"),
        ("freebsd", "freebsd"),
        ("netbsd", "netbsd"),
        ("openbsd", "openbsd"),
        ("linux", "linux"),
    ];
    NAMES.iter().find(|(name, _)| target.contains(name)).map(|(_, system)| *system)
}

/// The architecture that a target of GCC or Clang begins with.
fn of_target(target: &str) -> Option<Arch> {
    let cpu = target.split('-').next()?;
    let cpu = match cpu {
        "i386" | "i486" | "i586" | "i686" => "386",
        arm if arm.starts_with("armv") || arm == "arm" => "arm",
        "powerpc64le" => "ppc64le",
        "powerpc64" => "ppc64",
        other => other,
    };
    match cpu.parse::<Arch>() {
        Ok(arch) => Some(arch),
        Err(error) => error.meant?.parse().ok(),
    }
}
