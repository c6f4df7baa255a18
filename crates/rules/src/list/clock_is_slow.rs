//! A clock that every look costs a call of the kernel.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The kernel tells the time by a source that programs cannot read themselves.
    ///
    /// ## Why it breaks
    /// `time.Now` is a call of the kernel of a microsecond instead of some 40 ns: programs that
    /// log, trace or measure much use several times the processor. Kernels fall back to `hpet` or
    /// `acpi_pm` where the processors' counters disagree (`tsc` marked unstable in the kernel's
    /// log), and old machines of Xen have `xen`.
    ///
    /// ## How to mend it
    /// See in the kernel's log why `tsc` was left; on virtual machines `kvm-clock` and
    /// `hyperv_clocksource_tsc_page` are as fast.
    ///
    /// ```case
    /// target: laptop, surroundings.clock_source hpet
    /// finds: the time is read from hpet: each time.Now is a call of the kernel
    /// ```
    /// ```case
    /// target: laptop, surroundings.clock_source tsc
    /// ```
    /// ```case
    /// target: laptop, surroundings.clock_source kvm-clock
    /// ```
    /// ```case
    /// target: laptop, no surroundings.clock_source
    /// ```
    /// ```case
    /// target: laptop, surroundings.clock_source ?
    /// unsure: permission denied
    /// ```
    clock_is_slow: Degrades of a machine, preview
}

fn check(machine: &Machine) -> Look {
    /// Without a part in the vDSO (`arch/x86/kernel`, `drivers/clocksource`).
    const SLOW: [&str; 6] = ["hpet", "acpi_pm", "xen", "jiffies", "refined-jiffies", "pit"];
    let Some(source) = machine.surroundings.clock_source.look()? else { return Ok(Told::Nothing) };
    if !SLOW.contains(&source.value().as_str()) {
        return Ok(Told::Nothing);
    }
    let says = format!("the time is read from {}: each time.Now is a call of the kernel", *source);
    Ok(Told::Fault(
        Finding::new(says)
            .has(source.value().clone(), source.origin)
            .mend("see in the kernel's log why tsc was left"),
    ))
}
