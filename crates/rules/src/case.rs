//! A build and a machine, side by side.

use std::cell::OnceCell;

use landfall_facts::{Build, Format, Interpreter, Machine, Unsure, Why};

use crate::loading::{self, Loading};

/// A build and a machine, side by side.
pub struct Case<'a> {
    /// What asks.
    pub build: &'a Build,
    /// What gives.
    pub machine: &'a Machine,
    loading: OnceCell<Result<Option<Loading>, Unsure>>,
}

impl<'a> Case<'a> {
    /// The case of a build on a machine.
    pub fn new(build: &'a Build, machine: &'a Machine) -> Self {
        Self { build, machine, loading: OnceCell::new() }
    }

    /// Whether the machine is of the platform that the build is for. Where it surely is not,
    /// every rule but those about the platform has nothing to say.
    pub(crate) fn platform_fits(&self) -> bool {
        let os = match (self.build.os.known(), self.machine.os.known()) {
            (Some(wanted), Some(given)) => wanted == given,
            _ => true,
        };
        let arch = match (self.build.arch.known(), self.machine.arches.known()) {
            (Some(wanted), Some(given)) => given.contains(wanted),
            _ => true,
        };
        os && arch
    }

    /// Whether the build is an ELF file, which is what the rules about loading know.
    pub(crate) fn is_elf(&self) -> bool {
        matches!(self.build.format.known(), Some(Format::Elf { .. }))
    }

    /// The loader of the machine that the kernel would start for the build; `None` where no
    /// loader is asked for or the one asked for is not there.
    pub(crate) fn interpreter(&self) -> Result<Option<&'a Interpreter>, Unsure> {
        let Some(wanted) = self.build.link.interpreter.look()? else { return Ok(None) };
        let Some(there) = self.machine.interpreters.look()? else { return Ok(None) };
        Ok(there.value().iter().find(|one| one.path == *wanted.value()))
    }

    /// What the machine's dynamic loader would come to; `None` where it has nothing to do or is
    /// never started.
    pub(crate) fn loading(&self) -> Result<Option<&Loading>, Unsure> {
        let loading = self.loading.get_or_init(|| loading::load(self));
        match loading {
            Ok(loading) => Ok(loading.as_ref()),
            Err(unsure) => Err(unsure.clone()),
        }
    }

    /// A doubt in the words of the machine.
    pub(crate) fn machine_unsure(&self, what: &str) -> Unsure {
        Unsure(Why::new(format!("{} {what}", self.machine.name)))
    }
}
