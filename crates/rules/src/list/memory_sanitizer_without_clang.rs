//! The memory sanitizer without clang.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::settings::{flag, is_on};

rule! {
    /// `GOFLAGS` has `-msan`, and the C compiler is GCC.
    ///
    /// ## Why it breaks
    /// Every build stops with `gcc: error: unrecognized argument to '-fsanitize=' option:
    /// 'memory'`: only clang has that sanitizer.
    ///
    /// ## How to mend it
    /// Set `CC=clang`, or take `-msan` out of `GOFLAGS`.
    ///
    /// ```case
    /// target: laptop, settings.goflags -msan, compiler.called gcc
    /// finds: GOFLAGS has -msan, which gcc cannot do
    /// ```
    /// ```case
    /// target: laptop, settings.goflags -msan, compiler.called clang-14
    /// ```
    /// ```case
    /// target: laptop, no settings.goflags, compiler.called gcc
    /// ```
    /// ```case
    /// target: laptop, settings.goflags ?, compiler.called gcc
    /// unsure: permission denied
    /// ```
    memory_sanitizer_without_clang: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some((value, origin)) = flag(machine, "-msan")? else { return Ok(Told::Nothing) };
    let Some(called) = machine.compiler.called.look()? else { return Ok(Told::Nothing) };
    if !is_on(value) || !called.contains("gcc") {
        return Ok(Told::Nothing);
    }
    Ok(Told::Fault(
        Finding::new(format!("GOFLAGS has -msan, which {} cannot do", *called))
            .needs("clang", origin)
            .has(called.value().clone(), called.origin)
            .mend("set CC=clang, or take -msan out of GOFLAGS"),
    ))
}
