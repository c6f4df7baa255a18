//! A machine that does not know localhost.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, rule};
use crate::there::there;

rule! {
    /// `/etc/hosts` does not know `localhost`.
    ///
    /// ## Why it breaks
    /// A program that resolves names itself, without cgo, asks DNS for it: `lookup localhost on …: no
    /// such host`, or what a name server far away answers. Servers that listen on `localhost:8080`
    /// and tests fail.
    ///
    /// ## How to mend it
    /// Write `127.0.0.1 localhost` and `::1 localhost` into `/etc/hosts`.
    ///
    /// ```case
    /// target: laptop, no surroundings.localhost
    /// finds: localhost is not in /etc/hosts: programs of Go ask DNS for it
    /// ```
    /// ```case
    /// target: laptop, surroundings.localhost 127.0.0.1
    /// fine: localhost is 127.0.0.1
    /// ```
    /// ```case
    /// target: laptop, surroundings.localhost ?
    /// unsure: permission denied
    /// ```
    localhost_not_known: Degrades of a machine
}

fn check(machine: &Machine) -> Look {
    let fault = || {
        Finding::new("localhost is not in /etc/hosts: programs of Go ask DNS for it")
            .mend("write `127.0.0.1 localhost` into /etc/hosts")
    };
    let fine = |address: &String| format!("localhost is {address}");
    there(&machine.surroundings.localhost, fine, fault, "no line with localhost")
}
