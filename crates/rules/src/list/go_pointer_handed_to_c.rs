//! Pointers of Go in what C is handed.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// C is handed the address of something that holds pointers of Go, which ends the program.
    ///
    /// ## Why it breaks
    /// The program builds, and starts. When C is called, cgo looks at what it is handed: memory of
    /// Go that points to memory of Go ends the program with `panic: runtime error: argument of cgo
    /// function has Go pointer to unpinned Go pointer` (`Go map`, `Go slice` …), for the collector
    /// may move or free what C does not know of. A map, a channel, a slice and a pointer are such
    /// pointers as soon as they are not nil. Told where the same function shows what the variable
    /// is, as in `m := map[string]int{}` before `C.f(unsafe.Pointer(&m))`; `go vet` sees more of it,
    /// where it can build.
    ///
    /// ## How to mend it
    /// Hand over the first element of a slice of numbers (`&b[0]`), a copy in memory of C, a
    /// `cgo.Handle`, or pin what is pointed to (`runtime.Pinner`, Go 1.21). `GODEBUG=cgocheck=0`
    /// only hides it.
    ///
    /// ```case
    /// build:  source with cgo, hands take &m
    /// target: debian:12
    /// finds:  C.take is handed &m, a map of Go: the call ends the program
    /// ```
    /// ```case
    /// build:  source without cgo, hands take &m
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  source ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   source_does_not_build, driver_is_stub, debug_setting_refused, cgo_flag_refused, cplusplus_flag_for_c
    /// ```
    go_pointer_handed_to_c: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    let Some(source) = case.build.source.look()? else { return Ok(None) };
    let source = source.value();
    if !source.has_cgo {
        return Ok(None);
    }
    let [first, rest @ ..] = source.handed.as_slice() else { return Ok(None) };
    let mut says = format!(
        "C.{} is handed {}, a {} of Go: the call ends the program",
        first.function, first.written, first.kind
    );
    if !rest.is_empty() {
        says += &format!(", and {} more", rest.len());
    }
    let mut finding = Finding::new(says);
    for it in source.handed.iter().take(MOST) {
        let call = format!("C.{} is handed {} in {}", it.function, it.written, it.package);
        finding = finding.needs(call, &it.origin);
    }
    Ok(Some(
        finding
            .has("cgo refuses pointers of Go in it", &source.cgo_origin)
            .mend("hand over memory of C, a cgo.Handle, or &b[0] of a slice of numbers")
            .mend("or pin what it points to with runtime.Pinner"),
    ))
}

/// How many are shown.
const MOST: usize = 4;
