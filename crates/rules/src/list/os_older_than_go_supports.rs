//! macOS or Windows older than the Go release supports.

use std::fmt::Display;

use landfall_facts::{Finding, Origin, Os};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The macOS or Windows of the target is older than the Go release supports.
    ///
    /// ## Why it breaks
    /// The runtime calls what older releases do not have. What the file itself says is no guide:
    /// Go 1.21 to 1.26 write Windows 7 into the header and run on Windows 10 and later.
    ///
    /// ## How to mend it
    /// Build with a Go release that still supports the target.
    ///
    /// This rule is a preview: the numbers are the Go project's. It makes a pair unsure, never
    /// broken.
    ///
    /// ```case
    /// build:  darwin/arm64, go1.27.0
    /// target: macos:12, darwin/arm64, macos 12
    /// finds:  go1.27.0 supports macOS 13 and later; macos:12 is 12
    /// ```
    /// ```case
    /// build:  darwin/arm64, go1.27.0
    /// target: macos:14, darwin/arm64, macos 14
    /// ```
    /// ```case
    /// build:  windows/amd64, go1.21.0
    /// target: windows:7, windows/amd64, windows 6.1
    /// finds:  go1.21.0 supports Windows 10.0 and later; windows:7 is 6.1
    /// ```
    /// ```case
    /// build:  windows/amd64, go1.21.0
    /// target: prod-7, windows/amd64, windows ?
    /// unsure: permission denied
    /// ```
    os_older_than_go_supports: Breaks, preview
}

fn check(case: &Case<'_>) -> Answer {
    let (build, machine) = (case.build, case.machine);
    if !case.platform_fits() {
        return Ok(None);
    }
    let os = match build.os.known() {
        Some(Os::Darwin) => Os::Darwin,
        Some(Os::Windows) => Os::Windows,
        _ => return Ok(None),
    };
    let Some(go) = build.go.version.look()? else { return Ok(None) };
    let Some(release) = landfall_know::go_release(go.value(), build.arch.known().copied()) else {
        return Err(landfall_facts::Unsure(landfall_facts::Why::not_in_table(
            "go-releases.csv",
            &format!("which systems {} supports", *go),
        )));
    };
    let tell = |name: &str, oldest: &dyn Display, has: &dyn Display, origin: &Origin| {
        let says = format!("{} supports {name} {oldest} and later; {} is {has}", *go, machine.name);
        Finding::new(says)
            .needs(format!("{name} {oldest}"), &release.origin)
            .has(format!("{name} {has}"), origin)
            .mend("build with an older Go release, or update the target")
    };
    if os == Os::Darwin {
        let Some(oldest) = release.macos else { return Ok(None) };
        let Some(has) = machine.macos.look()? else { return Ok(None) };
        return Ok((*has < oldest).then(|| tell("macOS", &oldest, &*has, has.origin)));
    }
    let Some(oldest) = release.windows else { return Ok(None) };
    let Some(has) = machine.windows.look()? else { return Ok(None) };
    Ok((*has < oldest).then(|| tell("Windows", &oldest, &*has, has.origin)))
}
