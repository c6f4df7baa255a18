//! A C compiler without headers.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};
use crate::there::{builds_with_c, there};

rule! {
    /// There is a C compiler, and it does not find the headers of the C library.
    ///
    /// ## Why it breaks
    /// cgo is on, for the compiler is found, and every package with C stops with `fatal error:
    /// stdlib.h: No such file or directory`. Images that install `gcc` alone have none: Alpine keeps
    /// them in `musl-dev`, Debian in `libc6-dev`.
    ///
    /// ## How to mend it
    /// Install `musl-dev` (Alpine), `libc6-dev` (Debian, Ubuntu) or `glibc-devel` (Red Hat).
    ///
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, no compiler.headers
    /// finds: gcc finds no stdlib.h: every package with C stops
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.headers /usr/include/stdlib.h
    /// fine: headers of C are in /usr/include/stdlib.h
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, toolchain.cgo_enabled 0, compiler.called gcc, compiler.path /usr/bin/gcc, no compiler.headers
    /// ```
    /// ```case
    /// target: laptop, toolchain.go /usr/local/go/bin/go, compiler.called gcc, compiler.path /usr/bin/gcc, compiler.headers ?
    /// unsure: permission denied
    /// ```
    c_headers_not_there: Breaks of a machine
}

fn check(machine: &Machine) -> Look {
    if !builds_with_c(machine)? {
        return Ok(Told::Nothing);
    }
    let Some(called) = machine.compiler.called.look()? else { return Ok(Told::Nothing) };
    let fault = || {
        let says = format!("{} finds no stdlib.h: every package with C stops", *called);
        Finding::new(says)
            .needs("#include <stdlib.h>", called.origin)
            .mend("install libc6-dev (Debian, Ubuntu), musl-dev (Alpine) or glibc-devel (Red Hat)")
    };
    let fine = |path: &String| format!("headers of C are in {path}");
    there(&machine.compiler.headers, fine, fault, "no stdlib.h")
}
