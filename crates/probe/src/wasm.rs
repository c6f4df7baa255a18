//! What a WebAssembly module asks for.

use landfall_facts::{Arch, Build, Fact, Format, Kind, Linking, Os, Why};
use landfall_formats::wasm::{self, Host};
use landfall_formats::{ReadError, Source};

use crate::artifact::{At, Depth, blank};
use crate::go;

/// The build that a module is.
pub(crate) fn build(source: &dyn Source, name: &str, _depth: Depth) -> Result<Build, ReadError> {
    let wasm = wasm::read(source)?;
    let at = At::new(name);
    let mut build = blank(name, source);
    let head = at.byte(0);
    build.format = Fact::Known(Format::Wasm, head.clone());
    build.kind = Fact::Known(Kind::Executable, head.clone());
    build.arch = Fact::Known(Arch::Wasm, head.clone());
    build.cpu = Fact::Absent(head.clone());
    build.cpu_at_start = Fact::Absent(head.clone());
    build.packed = Fact::Absent(head.clone());
    build.os = match wasm.host() {
        Some(Host::Js) => Fact::Known(Os::Js, head.clone()),
        Some(Host::Wasip1) => Fact::Known(Os::Wasip1, head.clone()),
        None => Fact::Unknown(Why::new("it imports from neither host that Go builds for")),
    };
    let producers = wasm.producers(source).unwrap_or_default();
    let version = producers
        .iter()
        .find(|producer| producer.name == "Go")
        .map(|producer| producer.version.as_str());
    go::fill_wasm(source, version, &mut build);
    let link = &mut build.link;
    link.kind = Fact::Known(Linking::Static, head.clone());
    link.interpreter = Fact::Absent(head.clone());
    link.needed = Fact::Absent(head.clone());
    link.libc = Fact::Absent(head.clone());
    build.symbols.symtab = match wasm.custom("name") {
        Some(section) => Fact::Known(1, at.byte(section.offset)),
        None => Fact::Absent(head.clone()),
    };
    build.symbols.dwarf = Fact::Known(wasm.custom(".debug_info").is_some(), head);
    Ok(build)
}
