//! `landfall graph`: the packages of a module that cgo builds, and who brings them in.

use landfall_probe::Real;
use landfall_probe::graph::{Wanted, graph};

use crate::args::{GraphArgs, GraphFormat};
use crate::module;
use crate::output::{Output, could_not_work};

pub(crate) fn run(args: &GraphArgs, output: &Output) -> i32 {
    let (os, arch) =
        match args.platform.as_deref().map(module::platform).unwrap_or_else(module::own) {
            Ok(platform) => platform,
            Err(error) => return could_not_work(&error),
        };
    let roots = match module::find(&args.dir) {
        Ok((roots, _)) => roots,
        Err(error) => return could_not_work(&error),
    };
    let (systems, architectures) = landfall_know::platform_names();
    let release = module::release(&roots);
    let experiments = landfall_know::experiment_tags(release, os, arch).unwrap_or_default();
    let wanted = Wanted {
        system: os.name(),
        architecture: arch.name(),
        has_cgo: !args.no_cgo,
        release,
        tags: args.tags.iter().chain(&experiments).map(String::as_str).collect(),
        systems,
        architectures,
    };
    let graph = graph(&Real, &roots, &wanted);
    let text = match args.format {
        GraphFormat::Text => landfall_report::graph::text(&graph),
        GraphFormat::Dot => landfall_report::graph::dot(&graph),
        GraphFormat::Mermaid => landfall_report::graph::mermaid(&graph),
        GraphFormat::Json => landfall_report::graph::json(&graph),
    };
    // What was not found could bring cgo in.
    let is_sure = graph.nowhere.is_empty() && graph.unread.is_empty();
    output.finish(&text, if is_sure { 0 } else { 2 })
}
