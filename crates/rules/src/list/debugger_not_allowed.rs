//! A debugger that may not attach.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::builds_go;

rule! {
    /// The kernel lets nobody attach to a running process who has not started it.
    ///
    /// ## Why it breaks
    /// `dlv attach PID` and `gdb -p` stop: `Could not attach to pid …: this could be caused by a
    /// kernel security setting, try writing "0" to /proc/sys/kernel/yama/ptrace_scope`. From 2 on
    /// only who has the capability `SYS_PTRACE` may, and with 3 nobody until the next start
    /// (kernel, admin-guide/LSM/Yama). `dlv debug` and `dlv exec` start the program themselves and
    /// work with 1.
    ///
    /// ## How to mend it
    /// `sysctl kernel.yama.ptrace_scope=0` while debugging, or the capability `SYS_PTRACE` for the
    /// container.
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, sysctl.kernel_yama_ptrace_scope 1, surroundings.capabilities net_raw
    /// finds: no debugger may attach to a running process: ptrace_scope is 1
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, sysctl.kernel_yama_ptrace_scope 1, surroundings.capabilities sys_ptrace
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, sysctl.kernel_yama_ptrace_scope 0
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, no sysctl.kernel_yama_ptrace_scope
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/bin/go, sysctl.kernel_yama_ptrace_scope ?
    /// unsure: permission denied
    /// ```
    debugger_not_allowed: Note of a machine, preview
}

fn check(machine: &Machine) -> Look {
    if !builds_go(machine)? {
        return Ok(Told::Nothing);
    }
    let scope = &machine.sysctl.kernel_yama_ptrace_scope;
    let Some(scope) = scope.look()?.filter(|scope| **scope > 0) else { return Ok(Told::Nothing) };
    let rights = machine.surroundings.capabilities.look()?;
    let has_right = rights.is_some_and(|rights| rights.iter().any(|right| right == "sys_ptrace"));
    if has_right && *scope < 3 {
        return Ok(Told::Nothing);
    }
    let says = format!("no debugger may attach to a running process: ptrace_scope is {}", *scope);
    Ok(Told::Fault(
        Finding::new(says)
            .has(scope.to_string(), scope.origin)
            .mend("sysctl kernel.yama.ptrace_scope=0 while debugging"),
    ))
}
