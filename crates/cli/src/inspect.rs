//! `landfall inspect`: the facts of artifacts.

use landfall_probe::Depth;

use crate::args::{Facts, Inspect};
use crate::files::look;
use crate::output::{Output, exit_code, say_failures};

pub(crate) fn run(args: &Inspect, output: &Output) -> i32 {
    let looked = look(&args.files, Depth::Everything);
    say_failures(&looked.failures);
    let text = match args.format {
        Facts::Text => landfall_report::inspection::render(&looked.builds),
        Facts::Json => landfall_report::json::artifacts(&looked.builds, &looked.failures),
    };
    output.finish(&text, exit_code(&[], &looked.failures))
}
