//! A Mac without its command line tools.

use landfall_facts::{Finding, Machine, Os};

use crate::rule::{Look, Told, rule};
use crate::there::there;

rule! {
    /// The developer tools of macOS are not installed.
    ///
    /// ## Why it breaks
    /// `/usr/bin/clang` and `/usr/bin/git` are there on every Mac, and stop with `xcrun: error:
    /// invalid active developer path (/Library/Developer/CommandLineTools)`: each build with cgo,
    /// and each look at a repository. An update of macOS removes the tools.
    ///
    /// ## How to mend it
    /// `xcode-select --install`.
    ///
    /// ```case
    /// target: darwin/arm64, no surroundings.developer_tools
    /// finds: clang and git of macOS do not work: the command line tools are not installed
    /// ```
    /// ```case
    /// target: darwin/arm64, surroundings.developer_tools /Library/Developer/CommandLineTools
    /// ```
    /// ```case
    /// target: laptop, no surroundings.developer_tools
    /// ```
    /// ```case
    /// target: darwin/arm64, surroundings.developer_tools ?
    /// unsure: permission denied
    /// ```
    command_line_tools_not_there: Degrades of a machine, preview
}

fn check(machine: &Machine) -> Look {
    if machine.os.look()?.is_none_or(|os| *os.value() != Os::Darwin) {
        return Ok(Told::Nothing);
    }
    let fault = || {
        let says = "clang and git of macOS do not work: the command line tools are not installed";
        Finding::new(says).mend("xcode-select --install")
    };
    let fine = |dir: &String| format!("the command line tools are in {dir}");
    match there(&machine.surroundings.developer_tools, fine, fault, "no developer directory")? {
        Told::Fine(..) => Ok(Told::Nothing),
        told => Ok(told),
    }
}
