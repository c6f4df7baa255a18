//! What every probe of an artifact starts with: a blank build, how far to look, and the origins
//! and reasons of one file.

use landfall_facts::{Build, Fact, Machine, Origin, Why};
use landfall_formats::{ReadError, Source, upx};

/// How far to look into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// What a verdict needs: headers, imports, and whether functions are linked in that read what
    /// the machines may lack.
    Verdict(Lacks),
    /// All that there is to say.
    Everything,
}

/// What of the files that functions read some machine may lack. What every machine surely has need
/// not be looked for in the artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Lacks {
    /// Certificate authorities.
    pub certificates: bool,
    /// Time zones.
    pub time_zones: bool,
    /// A user database, or none beside it.
    pub users: bool,
    /// A resolver configuration, or no other source of names.
    pub resolver: bool,
    /// A directory for temporary files.
    pub temporary_files: bool,
}

impl Lacks {
    /// A machine that may lack any of them.
    pub const ANY: Self = Self {
        certificates: true,
        time_zones: true,
        users: true,
        resolver: true,
        temporary_files: true,
    };

    /// What is lacking here or, as far as is known, on a machine.
    #[must_use]
    pub fn or_on(self, machine: &Machine) -> Self {
        let may_lack = |file: &Fact<String>| file.known().is_none();
        let may_ask = |sources: &Fact<Vec<String>>| !matches!(sources, Fact::Absent(_));
        Self {
            certificates: self.certificates || may_lack(&machine.certificates),
            time_zones: self.time_zones || may_lack(&machine.time_zones),
            users: self.users || may_lack(&machine.users) || may_ask(&machine.user_sources),
            resolver: self.resolver
                || may_lack(&machine.resolver)
                || may_ask(&machine.host_sources),
            temporary_files: self.temporary_files || may_lack(&machine.temporary_files),
        }
    }
}

/// Origins and reasons of one file.
pub(crate) struct At<'a> {
    name: &'a str,
}

impl<'a> At<'a> {
    pub(crate) fn new(name: &'a str) -> Self {
        Self { name }
    }

    /// A place in the file.
    pub(crate) fn byte(&self, offset: u64) -> Origin {
        Origin::Bytes { path: self.name.to_owned(), offset }
    }

    /// A list that is absent where it is empty.
    pub(crate) fn list(&self, list: Vec<String>, offset: u64) -> Fact<Vec<String>> {
        match list.is_empty() {
            true => Fact::Absent(self.byte(offset)),
            false => Fact::Known(list, self.byte(offset)),
        }
    }

    /// Why what is damaged could not be read.
    pub(crate) fn damaged(&self, error: &ReadError) -> Why {
        Why::damaged(self.name, error)
    }
}

/// The packer of a file.
pub(crate) fn packed(source: &dyn Source, at: &At<'_>) -> Fact<String> {
    match upx::packed(source) {
        Ok(Some(packed)) => {
            let release = packed.release.map_or(String::new(), |release| format!(" {release}"));
            Fact::Known(format!("UPX{release}"), at.byte(0))
        }
        Ok(None) => Fact::Absent(at.byte(0)),
        Err(error) => Fact::Unknown(at.damaged(&error)),
    }
}

/// A build to be filled in, of which nothing has been looked at yet.
pub(crate) fn blank(name: &str, source: &dyn Source) -> Build {
    let mut build =
        Build::unknown(name, &Why::new("landfall does not look for this in such a file"));
    build.size = source.len();
    build
}
