//! No file of media types.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::there;

rule! {
    /// There is no file of media types where Go looks for one.
    ///
    /// ## Why it breaks
    /// `mime.TypeByExtension` knows only what is built in: a file server of Go 1.26 sends fonts
    /// (`.woff2`) and `.ico` of older releases as what their first bytes look like. The same
    /// program sends other headers on a machine that has the file.
    ///
    /// ## How to mend it
    /// Add the types that are served (`mime.AddExtensionType`), or install `media-types` or
    /// `shared-mime-info`.
    ///
    /// ```case
    /// target: laptop, no network.media_types
    /// finds: there is no file of media types: a file server guesses
    /// ```
    /// ```case
    /// target: laptop, network.media_types /etc/mime.types
    /// fine: media types are in /etc/mime.types
    /// ```
    /// ```case
    /// target: laptop, network.media_types ?
    /// unsure: permission denied
    /// ```
    no_media_types: Note of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("there is no file of media types: a file server guesses")
            .mend("add the types that are served by mime.AddExtensionType, or install media-types")
    };
    let fine = |path: &String| format!("media types are in {path}");
    there(&machine.network.media_types, fine, fault, "no /etc/mime.types")
}
