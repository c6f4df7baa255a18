//! Any text as a property list, a pkg-config file, or the head of a profile of AppArmor or SELinux.
#![no_main]

use landfall_formats::{confinement, pkgconfig, plist};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = (plist::read(text), pkgconfig::read(text, "/usr/lib/pkgconfig"));
    let _ = (confinement::apparmor(text), confinement::contexts(text));
});
