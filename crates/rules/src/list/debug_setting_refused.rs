//! A GODEBUG setting in source that the Go release does not take.

use landfall_facts::{DebugSetting, Finding, Unsure, Why};
use landfall_know::Godebug;

use crate::case::Case;
use crate::rule::{Answer, rule};

rule! {
    /// The source sets a GODEBUG key that the Go release refuses.
    ///
    /// ## Why it breaks
    /// A `//go:debug` line and the `godebug` block of go.mod may only name settings that the
    /// release knows: `unknown //go:debug setting "x"` and `unknown godebug "x"` end the build. A
    /// setting goes away some releases after the change it undid. In the environment nobody checks
    /// them.
    ///
    /// ## How to mend it
    /// Take the line out; a key that only the runtime reads (`gctrace`) goes into the environment.
    ///
    /// ```case
    /// build:  source without cgo, debug nosuchkey=1
    /// target: debian:12
    /// finds:  Go 1.26 does not know the setting nosuchkey=1
    /// ```
    /// ```case
    /// build:  source without cgo, debug gctrace=1
    /// target: debian:12
    /// finds:  Go 1.26 takes the setting gctrace=1 from the environment only
    /// ```
    /// ```case
    /// build:  source without cgo, debug http2client=0
    /// target: debian:12
    /// ```
    /// ```case
    /// build:  source ?
    /// target: debian:12
    /// unsure: permission denied
    /// also:   source_does_not_build, driver_is_stub, cgo_flag_refused, cplusplus_flag_for_c, go_pointer_handed_to_c
    /// ```
    debug_setting_refused: Breaks
}

fn check(case: &Case<'_>) -> Answer {
    let Some(source) = case.build.source.look()? else { return Ok(None) };
    for setting in &source.value().settings {
        // `default=go1.21` stands for all settings of a release.
        if setting.key == "default" {
            continue;
        }
        let release = source.release;
        let Some(known) = landfall_know::godebug(&setting.key, release) else {
            let what =
                format!("godebug.csv has no Go 1.{release}, so {} is not known", setting.key);
            return Err(Unsure(Why::new(what)));
        };
        let DebugSetting { key, value, origin } = setting;
        let told = format!("{key}={value}");
        let finding = match known {
            Godebug::Setting(_) => continue,
            Godebug::Removed { refused, .. }
                if !refused.is_empty() && !refused.contains(&value.as_str()) =>
            {
                continue;
            }
            Godebug::Removed { since, origin: row, .. } => {
                let says = format!("Go 1.{release} has no setting {told} any more");
                Finding::new(says).has(format!("{key} was taken out in Go 1.{since}"), &row)
            }
            Godebug::Runtime(row) => {
                let says =
                    format!("Go 1.{release} takes the setting {told} from the environment only");
                Finding::new(says)
                    .has(format!("{key} is a key of the runtime"), &row)
                    .mend(format!("set GODEBUG={told} where the program runs"))
            }
            Godebug::Unknown => {
                Finding::new(format!("Go 1.{release} does not know the setting {told}"))
            }
        };
        return Ok(Some(finding.needs(told, origin).mend("take the line out")));
    }
    Ok(None)
}
