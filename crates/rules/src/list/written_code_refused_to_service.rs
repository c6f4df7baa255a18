//! A service that may not run what it writes, and a module that does.

use landfall_facts::{Edit, Finding};

use crate::recipes::{Answers, Tree, UnitSeen, is_yes};
use crate::rule::{Answer, rule};

rule! {
    /// A unit says `MemoryDenyWriteExecute=yes`, and the module compiles at run time.
    ///
    /// ## Why it breaks
    /// Programs of Go write no code: one with `net/http` runs under it with cgo and without, tried here with the
    /// kernel's own `PR_SET_MDWE`. A compiler at run time maps memory, writes code into it and asks the kernel
    /// to let it run; that is refused. wazero stops at the first module: `panic: permission denied` in
    /// `mmapExecutable` (run here with v1.9.0; where systemd refuses by a filter, `operation not permitted`).
    /// Packed programs write their own code and die of it with SIGSEGV: upx/upx#702, go-vikunja/website#218.
    /// Written in systemd.exec(5) under `MemoryDenyWriteExecute=`.
    ///
    /// ## How to mend it
    /// `MemoryDenyWriteExecute=no`, or take the interpreter: `wazero.NewRuntimeConfigInterpreter()`.
    ///
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// require github.com/tetratelabs/wazero v1.9.0
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// MemoryDenyWriteExecute=yes
    /// -- finds --
    /// web.service:3: MemoryDenyWriteExecute refuses web the code that github.com/tetratelabs/wazero writes
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// require example.com/other v1.0.0
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// MemoryDenyWriteExecute=yes
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// require github.com/tetratelabs/wazero v1.9.0
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// MemoryDenyWriteExecute=no
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.24
    /// require github.com/tetratelabs/wazero v1.9.0
    /// -- web@.service --
    /// [Service]
    /// ExecStart=/usr/bin/web
    /// MemoryDenyWriteExecute=%i
    /// -- unsure --
    /// web@.service: what %i stands for is put in where the unit starts
    /// ```
    written_code_refused_to_service: Degrades of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_go_services(one)
}

fn one(seen: &UnitSeen<'_>) -> Answer {
    let writes = |(path, at): &(String, landfall_facts::Origin)| {
        landfall_know::writes_code(path).map(|row| (path.clone(), at.clone(), row))
    };
    let Some((path, at, row)) = seen.module().and_then(|module| module.imports().find_map(writes))
    else {
        return Ok(None);
    };
    let Some((value, setting)) = seen.word("MemoryDenyWriteExecute")? else { return Ok(None) };
    if !is_yes(value) {
        return Ok(None);
    }
    let name = seen.name();
    Ok(Some(
        Finding::new(format!("MemoryDenyWriteExecute refuses {name} the code that {path} writes"))
            .has(format!("MemoryDenyWriteExecute={value}"), &setting.at)
            .needs(path, &at)
            .needs("it writes code and runs it", &row)
            .mend("MemoryDenyWriteExecute=no")
            .mend("or let it interpret: wazero.NewRuntimeConfigInterpreter()")
            .perhaps_fixed_by("let it run what it writes", Edit::replace(&setting.value_at, "no")),
    ))
}
