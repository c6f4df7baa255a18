//! Plugins for a program that cannot load any.

use landfall_facts::{Finding, Linking};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A static program opens plugins.
    ///
    /// ## Why it breaks
    /// A plugin is loaded by the C library's dlopen, and its symbols are bound by the loader, which a static program
    /// does not have. Without cgo `plugin.Open` answers `plugin: not implemented`; linked statically with musl,
    /// `Dynamic loading not supported`; linked statically with glibc, the program ends: `fatal error: runtime: no
    /// plugin module data`. Built and run here with Go 1.21 and 1.27; the same program linked dynamically, with glibc
    /// and with musl, opened its plugin.
    ///
    /// ## How to mend it
    /// `CGO_ENABLED=1` and no `-static`, on an image with the C library of the target; the plugin is built by the
    /// same Go, with the same flags. Or talk to another process in place of a plugin.
    ///
    /// ```case
    /// build:  uses plugins
    /// target: debian:12
    /// finds:  app opens plugins, and is a static program
    /// ```
    /// ```case
    /// build:  interpreter /lib64/ld-linux-x86-64.so.2, uses plugins
    /// target: debian:12, interpreter /lib64/ld-linux-x86-64.so.2
    /// ```
    /// ```case
    /// build:  linux/amd64
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  uses plugins ?
    /// target: debian:12
    /// unsure: permission denied
    /// ```
    plugins_opened_by_static_program: Degrades
}

fn check(case: &Case<'_>) -> Answer {
    if !case.is_elf() || !case.platform_fits() {
        return Ok(None);
    }
    let build = case.build;
    // Few programs open plugins: where none does, nobody asks how it is linked.
    if build.link.kind.known() == Some(&Linking::Dynamic) {
        return Ok(None);
    }
    let Some(function) = build.needs.plugins.look()? else { return Ok(None) };
    let Some(kind) = build.link.kind.look()? else { return Ok(None) };
    Ok(Some(
        Finding::new(format!("{} opens plugins, and is a static program", build.name))
            .needs(format!("{} is linked in", *function), function.origin)
            .has("it is linked statically", kind.origin)
            .mend("build with CGO_ENABLED=1 and without -static"),
    ))
}
