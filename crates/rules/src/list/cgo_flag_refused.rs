//! A flag in a `#cgo` line that the Go command does not let in.

use landfall_facts::{CgoLine, Finding, Source, Unsure, Why};
use landfall_know::{CgoFlag, CgoFlags};

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// A `#cgo` line has a flag that the Go release refuses.
    ///
    /// ## Why it breaks
    /// The flags of a `#cgo` line run on the machine of whoever builds the module, so the Go command
    /// lets in only those of a list that are known to do no harm: `go build: invalid flag in #cgo
    /// LDFLAGS: -Wl,-z,muldefs`. The list grows from release to release, and what one builds
    /// another refuses. What stands in the environment (`CGO_LDFLAGS`) is not checked.
    ///
    /// ## How to mend it
    /// Take the flag out, set it in the environment instead, or let it in there with a regular
    /// expression: `CGO_LDFLAGS_ALLOW='-Wl,-z,.*'`.
    ///
    /// ```case
    /// build:  source with cgo, flags LDFLAGS -lm -Wl,-z,muldefs
    /// target: debian:12
    /// finds:  Go 1.26 refuses the flag -Wl,-z,muldefs in #cgo LDFLAGS of example.com/c
    /// ```
    /// ```case
    /// build:  source with cgo, flags LDFLAGS -L${SRCDIR}/lib ${SRCDIR}/libx.a -framework Security
    /// target: debian:12
    /// ```
    /// Whoever builds it has let it in.
    /// ```case
    /// build:  source with cgo, flags LDFLAGS -Wl,-z,muldefs, allow CGO_LDFLAGS_ALLOW=-Wl,-z,.*
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  source ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   source_does_not_build, driver_is_stub, debug_setting_refused, cplusplus_flag_for_c, go_pointer_handed_to_c
    /// ```
    cgo_flag_refused: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(source) = case.build.source.look()? else { return Ok(None) };
    let is_of_flags = |line: &&CgoLine| line.name != "pkg-config";
    for line in source.value().cgo_lines.iter().filter(is_of_flags) {
        let Some(flag) = refused(source.value(), line.name, &line.flags)? else { continue };
        let (release, name) = (source.release, line.name);
        let says =
            format!("Go 1.{release} refuses the flag {flag} in #cgo {name} of {}", line.package);
        let exactly = landfall_know::exactly(flag);
        return Ok(Some(
            Finding::new(says)
                .needs(format!("#cgo {name}: {}", line.flags.join(" ")), &line.origin)
                .mend(format!("build with CGO_{name}_ALLOW='{exactly}'"))
                .mend(format!("or take the flag out, and set CGO_{name} where it is built")),
        ));
    }
    Ok(None)
}

/// The first flag of a line that is not let in.
fn refused<'a>(
    source: &Source,
    name: &str,
    flags: &'a [String],
) -> Result<Option<&'a str>, Unsure> {
    let kind = if name == "LDFLAGS" { CgoFlags::Linker } else { CgoFlags::Compiler };
    let mut all = flags.iter().enumerate();
    while let Some((number, flag)) = all.next() {
        // The Go command puts the package's directory there before it looks.
        let expanded = flag.replace("${SRCDIR}", "/src");
        let next = flags.get(number + 1).map(|next| next.replace("${SRCDIR}", "/src"));
        let Some(answer) =
            landfall_know::cgo_flag(source.release, kind, &expanded, next.as_deref())
        else {
            let what = format!("cgo-flags.csv has no Go 1.{}", source.release);
            return Err(Unsure(Why::new(what)));
        };
        let allow = format!("CGO_{name}_ALLOW");
        let is_let_in = || {
            let mut all = source.allowed.iter().filter(|(name, _)| *name == allow);
            all.any(|(_, pattern)| landfall_know::is_whole(pattern, &expanded))
        };
        match answer {
            CgoFlag::Allowed => {}
            CgoFlag::WithNext => drop(all.next()),
            CgoFlag::Refused if is_let_in() => {}
            CgoFlag::Refused => return Ok(Some(flag)),
        }
    }
    Ok(None)
}
