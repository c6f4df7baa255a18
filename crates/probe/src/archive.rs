//! What a static archive holds: the platform of its members, and whether Go made it.

use landfall_facts::{Build, Fact, Format, Kind, Linking};
use landfall_formats::elf::Elf;
use landfall_formats::magic::{self, Magic};
use landfall_formats::{Part, ReadError, Source, ar, bytes_up_to};

use crate::artifact::{At, Depth, Lacks, blank};
use crate::{elf, macho, pe, xcoff};

/// The build that an archive is. Its platform and what is Go in it are those of its members.
pub(crate) fn build(source: &dyn Source, name: &str) -> Result<Build, ReadError> {
    let members = ar::read(source)?;
    let at = At::new(name);
    let mut build = blank(name, source);
    let head = at.byte(0);
    for member in &members {
        let Ok(part) = Part::new(source, member.offset, member.size) else { continue };
        let object = match magic::kind(&bytes_up_to(&part, 0, magic::LEN as u64)?) {
            Magic::Elf => Elf::read(&part)
                .and_then(|object| elf::build(&object, name, Depth::Verdict(Lacks::ANY)))
                .ok(),
            Magic::MachO => macho::thin(&part, name, Depth::Verdict(Lacks::ANY)).ok(),
            Magic::Pe => pe::build(&part, name, Depth::Verdict(Lacks::ANY)).ok(),
            Magic::Xcoff32 | Magic::Xcoff64 => {
                xcoff::build(&part, name, Depth::Verdict(Lacks::ANY)).ok()
            }
            _ => None,
        };
        let Some(object) = object else { continue };
        // `-buildmode=c-archive` puts all that is Go into one member, go.o.
        let is_go = object.go.is_go.known() == Some(&true);
        if is_go || build.arch.known().is_none() {
            (build.os, build.arch) = (object.os, object.arch);
            (build.cpu, build.cpu_at_start) = (object.cpu, object.cpu_at_start);
            (build.go, build.cgo) = (object.go, object.cgo);
            (build.needs, build.embedded, build.symbols) =
                (object.needs, object.embedded, object.symbols);
        }
        if is_go {
            break;
        }
    }
    build.format = Fact::Known(Format::Archive, head.clone());
    // What the compiler exports of a package comes first in it (cmd/internal/archive).
    let is_package = members.first().is_some_and(|first| first.name == "__.PKGDEF");
    build.kind = match is_package {
        true => Fact::Known(Kind::Package, head.clone()),
        false => Fact::Known(Kind::CArchive, head.clone()),
    };
    build.packed = Fact::Absent(head.clone());
    build.link.kind = Fact::Known(Linking::Static, head.clone());
    build.link.interpreter = Fact::Absent(head.clone());
    build.link.needed = Fact::Absent(head);
    Ok(build)
}
