//! Threads of C that are refused.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// C may not start threads: landfall itself was refused one, or a line of C that `--probe`
    /// built.
    ///
    /// ## Why it breaks
    /// Every program with cgo ends with `runtime/cgo: pthread_create failed: Operation not
    /// permitted`. From version 2.34 on glibc starts threads by `clone3`; a seccomp profile of
    /// Docker before 20.10.10 or of an old libseccomp refuses that with EPERM, where ENOSYS would
    /// let glibc go on. Seen with a filter that does so. The same with `Resource temporarily
    /// unavailable` is a limit of processes.
    ///
    /// ## How to mend it
    /// Update the container runtime (Docker 20.10.10, containerd 1.5.7, libseccomp 2.5.2), or build
    /// without cgo. `seccomp=unconfined` mends it too, and opens everything else.
    ///
    /// ```case
    /// target: laptop, compiler.thread runtime/cgo: pthread_create failed: Operation not permitted
    /// finds: a program with C does not run here: runtime/cgo: pthread_create failed: Operation not permitted
    /// ```
    /// ```case
    /// target: laptop, compiler.thread built
    /// fine: a program with C runs, with a thread of its own
    /// ```
    /// ```case
    /// target: laptop, no compiler.thread
    /// ```
    /// ```case
    /// target: laptop, compiler.thread ?
    /// unsure: permission denied
    /// ```
    c_threads_refused: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    let Some(came) = machine.compiler.thread.look()? else { return Ok(Told::Nothing) };
    if came.value() == "built" {
        let says = "a program with C runs, with a thread of its own".to_owned();
        return Ok(Told::Fine(says, came.origin.clone()));
    }
    Ok(Told::Fault(
        Finding::new(format!("a program with C does not run here: {}", *came))
            .has(came.value().clone(), came.origin)
            .mend("update the container runtime, so that clone3 gives ENOSYS instead of EPERM")
            .mend("or build without cgo: CGO_ENABLED=0"),
    ))
}
