//! What a Plan 9 executable asks for.

use landfall_facts::{Arch, Build, Fact, Format, Kind, Linking};
use landfall_formats::layout::{Layout, Stretch};
use landfall_formats::plan9::{self, Machine};
use landfall_formats::{ReadError, Source};

use crate::artifact::{At, Depth, blank};
use crate::go;

/// The build that a Plan 9 file is.
pub(crate) fn build(source: &dyn Source, name: &str, depth: Depth) -> Result<Build, ReadError> {
    let plan9 = plan9::read(source)?;
    let at = At::new(name);
    let mut build = blank(name, source);
    let head = at.byte(0);
    let arch = match plan9.machine {
        Machine::Amd64 => Arch::Amd64,
        Machine::I386 => Arch::I386,
        Machine::Arm => Arch::Arm,
        Machine::Arm64 => Arch::Arm64,
    };
    build.format = Fact::Known(Format::Plan9 { bits: plan9.bits }, head.clone());
    build.kind = Fact::Known(Kind::Executable, head.clone());
    build.os = Fact::Known(landfall_facts::Os::Plan9, head.clone());
    build.arch = Fact::Known(arch, head.clone());
    build.packed = Fact::Absent(head.clone());
    let stretch = |name: &str, of: &plan9::Stretch, writable: bool| Stretch {
        name: name.to_owned(),
        address: of.address,
        offset: of.offset,
        len: of.size,
        writable,
        executable: !writable,
    };
    let loaded = vec![stretch(".text", &plan9.text, false), stretch(".data", &plan9.data, true)];
    // The header is big-endian, the program's data its machine's: all that Go builds for are little.
    let layout = Layout::new(source, plan9.bits, false, loaded.clone(), loaded);
    layout.check_whole()?;
    go::fill(&layout, &mut build, depth);
    let link = &mut build.link;
    link.kind = Fact::Known(Linking::Static, head.clone());
    link.interpreter = Fact::Absent(head.clone());
    link.needed = Fact::Absent(head.clone());
    link.libc = Fact::Absent(head.clone());
    if plan9.symbols.size == 0 {
        build.symbols.symtab = Fact::Absent(head);
    } else if depth == Depth::Everything {
        build.symbols.symtab = Fact::Known(plan9.count_symbols(source)?, head);
    }
    Ok(build)
}
