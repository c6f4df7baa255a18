//! `landfall graph`: the packages of a module that cgo builds, and who brings them in.

use std::collections::BTreeMap;

use landfall_facts::{Arch, PackageGraph};
use landfall_probe::Real;
use landfall_probe::graph::{Wanted, graph};
use landfall_probe::listing::differences;
use landfall_probe::sysroot::Sysroot;

use crate::args::{GraphArgs, GraphFormat};
use crate::module::{self, Plan};
use crate::output::{Output, could_not_work};
use crate::targets::Door;

pub(crate) fn run(args: &GraphArgs, output: &Output) -> i32 {
    let graph = match look(args) {
        Ok(graph) => graph,
        Err(error) => return could_not_work(&error),
    };
    let text = match args.format {
        GraphFormat::Text => landfall_report::graph::text(&graph),
        GraphFormat::Dot => landfall_report::graph::dot(&graph),
        GraphFormat::Mermaid => landfall_report::graph::mermaid(&graph),
        GraphFormat::Svg => landfall_report::graph::svg(&graph),
        GraphFormat::Json if args.files => landfall_report::graph::json_with_files(&graph),
        GraphFormat::Json => landfall_report::graph::json(&graph),
    };
    // What was not found could bring cgo in.
    let agrees = graph.checked.as_ref().is_none_or(|it| it.known().is_some_and(Vec::is_empty));
    let is_sure = graph.nowhere.is_empty() && graph.unread.is_empty() && agrees;
    output.finish(&text, if is_sure { 0 } else { 2 })
}

/// The graph that is asked for.
pub(crate) fn look(args: &GraphArgs) -> Result<PackageGraph, String> {
    let asked = args.platform.as_deref().map(module::platform).unwrap_or_else(module::own);
    let (os, arch, level) = asked?;
    let roots = module::find(&args.dir)?;
    let (systems, architectures) = landfall_know::platform_names();
    let release = module::release(&roots);
    let has_cgo = !args.no_cgo;
    let plan = Plan::new(&roots, release, (os, arch, level), has_cgo, &args.tags);
    let standard = module::standard(&roots, release, std::slice::from_ref(&plan));
    let wanted = Wanted {
        system: os.name(),
        architecture: arch.name(),
        has_cgo,
        release,
        tags: plan.tags.iter().map(String::as_str).collect(),
        systems,
        architectures,
        standard,
    };
    let mut graph = graph(&Real, &roots, &wanted);
    if let Some(doubt) = plan.doubt(release) {
        graph.unread.push((format!("Go 1.{release}"), doubt));
    }
    if let Some(machine) = &args.on {
        resolve(&mut graph, machine, arch)?;
    }
    if args.with_go {
        graph.checked = Some(differences(&roots, &wanted, &args.tags, &graph.listed));
    }
    Ok(graph)
}

/// Looks for what C code asks for on a machine.
fn resolve(graph: &mut PackageGraph, machine: &str, arch: Arch) -> Result<(), String> {
    let door = Door::open(machine)?;
    let world = door.world().ok_or_else(|| {
        format!("could not look for headers on {machine:?}: only here, rootfs:DIR and image:FILE have files")
    })?;
    let multiarch = landfall_know::architecture(arch).and_then(|arch| arch.multiarch);
    let sysroot = Sysroot::new(world, multiarch);
    let dirs: BTreeMap<&str, &str> =
        graph.listed.iter().map(|one| (one.path.as_str(), one.dir.as_str())).collect();
    for package in &mut graph.cgo {
        let dir = dirs.get(package.path.as_str()).copied().unwrap_or_default();
        package.resolved = sysroot.resolve(package, &Real, dir);
    }
    Ok(())
}
