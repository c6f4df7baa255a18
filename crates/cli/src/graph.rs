//! `landfall graph`: the packages of a module that cgo builds, and who brings them in.

use landfall_facts::{Arch, CpuLevel, Os, Target, Why};
use landfall_probe::Real;
use landfall_probe::graph::{Wanted, graph};
use landfall_probe::roots::Roots;

use crate::args::{GraphArgs, GraphFormat};
use crate::output::{Output, could_not_work};

pub(crate) fn run(args: &GraphArgs, output: &Output) -> i32 {
    let (os, arch, level) = match args.platform.as_deref().map(platform).unwrap_or_else(own) {
        Ok(platform) => platform,
        Err(error) => return could_not_work(&error),
    };
    let dir = args.dir.display().to_string();
    let roots = match Roots::new(&Real, &dir) {
        Ok(roots) => roots,
        Err(why) => return could_not_work(&format!("could not look at {dir}: {why}")),
    };
    let (systems, architectures) = landfall_know::platform_names();
    let release = roots.release(&Real).unwrap_or_else(landfall_know::newest_go);
    let settings = &roots.settings;
    let level = level.map(|level| level.level).or_else(|| {
        let setting = landfall_know::level_setting(arch)?;
        settings.get(&Real, setting)
    });
    let tool_tags =
        landfall_know::tool_tags(release, (os, arch), level.as_deref(), &settings.experiments);
    // As with the Go command, what is said here counts and not what GOFLAGS says.
    let tags = if args.tags.is_empty() { &settings.tags } else { &args.tags };
    let tags = tags.iter().chain(&settings.sanitizers).chain(tool_tags.iter().flatten());
    let wanted = Wanted {
        system: os.name(),
        architecture: arch.name(),
        has_cgo: !args.no_cgo,
        release,
        tags: tags.map(String::as_str).collect(),
        systems,
        architectures,
    };
    let mut graph = graph(&Real, &roots, &wanted);
    if tool_tags.is_none() {
        let go = format!("Go 1.{release}");
        let why = format!("nobody here knows which build tags {go} sets by itself");
        graph.unread.push((go, Why::new(why)));
    }
    let text = match args.format {
        GraphFormat::Text => landfall_report::graph::text(&graph),
        GraphFormat::Dot => landfall_report::graph::dot(&graph),
        GraphFormat::Mermaid => landfall_report::graph::mermaid(&graph),
        GraphFormat::Json if args.files => landfall_report::graph::json_with_files(&graph),
        GraphFormat::Json => landfall_report::graph::json(&graph),
    };
    // What was not found could bring cgo in.
    let is_sure = graph.nowhere.is_empty() && graph.unread.is_empty();
    output.finish(&text, if is_sure { 0 } else { 2 })
}

/// What to build for, and the level of the architecture if one is said.
type Wished = (Os, Arch, Option<CpuLevel>);

fn platform(text: &str) -> Result<Wished, String> {
    match text.parse::<Target>() {
        Ok(Target::Platform { os, arch, cpu }) => Ok((os, arch, cpu)),
        Ok(_) => Err(format!("could not use {text:?}: write a platform, as in linux/arm64")),
        Err(error) => Err(error.to_string()),
    }
}

/// The platform that this landfall is made for.
fn own() -> Result<Wished, String> {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let no_name = || format!("could not tell what to build for: Go has no name for {os}/{arch}");
    let (Some(os), Some(arch)) = landfall_probe::machine::own_platform() else {
        return Err(no_name());
    };
    Ok((os, arch, None))
}
