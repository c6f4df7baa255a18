//! `landfall inspect`: the facts of artifacts, and of the Go source in directories.

use landfall_probe::Depth;

use crate::args::{Facts, Inspect};
use crate::files::{artifacts, nothing_in};
use crate::output::{Output, exit_code, say_failures};
use crate::sources;

pub(crate) fn run(args: &Inspect, output: &Output) -> i32 {
    let mut looked = artifacts(&args.files, Depth::Everything);
    let (sources, unread) = sources::look(&args.files);
    looked.failures.extend(unread);
    if looked.builds.is_empty() && sources.is_empty() && looked.failures.is_empty() {
        looked.failures.push(nothing_in(&args.files, "artifact and no Go source"));
    }
    say_failures(&looked.failures);
    let text = match args.format {
        Facts::Text => landfall_report::inspection::render(&looked.builds, &sources),
        Facts::Json => landfall_report::json::facts(&looked.builds, &sources, &looked.failures),
    };
    output.finish(&text, exit_code(&[], &looked.failures))
}
