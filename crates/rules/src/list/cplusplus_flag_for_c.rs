//! A flag for C++ where cgo hands it to the C compiler.

use landfall_facts::Finding;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A `#cgo` line gives the C compiler a standard of C++, which Clang refuses.
    ///
    /// ## Why it breaks
    /// `CFLAGS` are for C, and what stands above `import "C"` is C. GCC warns of `-std=c++17` there
    /// and goes on, so nobody notices on Linux; Clang, which Go takes on macOS and the BSDs and which
    /// `zig cc` is, ends the build: `invalid argument '-std=c++17' not allowed with 'C'`.
    ///
    /// ## How to mend it
    /// Write `CXXFLAGS`.
    ///
    /// ```case
    /// build:  source with cgo, compiler clang, flags CFLAGS -O2 -std=c++17
    /// target: debian:12
    /// finds:  clang refuses -std=c++17 in #cgo CFLAGS of example.com/c
    /// ```
    /// ```case
    /// build:  source with cgo, compiler zig cc -target x, flags CFLAGS -std=gnu++20
    /// target: debian:12
    /// finds:  zig refuses -std=gnu++20 in #cgo CFLAGS of example.com/c
    /// ```
    /// GCC only warns.
    /// ```case
    /// build:  source with cgo, compiler gcc, flags CFLAGS -std=c++17
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  source with cgo, compiler clang, flags CXXFLAGS -std=c++17
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  source with cgo, compiler clang, flags CFLAGS -std=c11
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  source ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   source_does_not_build, driver_is_stub, debug_setting_refused, cgo_flag_refused, go_pointer_handed_to_c
    /// ```
    cplusplus_flag_for_c: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(source) = case.build.source.look()? else { return Ok(None) };
    let source = source.value();
    let (compiler, origin) = &source.compiler;
    let program = compiler.split_whitespace().next().unwrap_or_default();
    let program = program.rsplit(['/', '\\']).next().unwrap_or(program);
    if !source.has_cgo || !(program.contains("clang") || program.starts_with("zig")) {
        return Ok(None);
    }
    let is_of_cplusplus = |flag: &&String| {
        let standard = flag.strip_prefix("-std=").or_else(|| flag.strip_prefix("--std="));
        standard.is_some_and(|standard| standard.contains("++"))
    };
    let lines = source.cgo_lines.iter().filter(|line| line.name == "CFLAGS");
    let found = lines.filter_map(|line| Some((line, line.flags.iter().find(is_of_cplusplus)?)));
    let Some((line, flag)) = found.into_iter().next() else { return Ok(None) };
    let package = &line.package;
    Ok(Some(
        Finding::new(format!("{program} refuses {flag} in #cgo CFLAGS of {package}"))
            .needs(format!("#cgo CFLAGS: {}", line.flags.join(" ")), &line.origin)
            .has(format!("C is compiled by {compiler}"), origin)
            .mend(format!("write #cgo CXXFLAGS: {flag}")),
    ))
}
