//! A build and a machine, side by side.

use std::cell::OnceCell;

use landfall_facts::{Binding, Build, Format, Interpreter, Machine, Shelf, Unsure, Why};

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
            (Some(wanted), Some(given)) => given.contains(wanted) || self.is_emulated(),
            _ => true,
        };
        os && arch
    }

    /// Whether an emulator of the machine is known to run the build.
    pub(crate) fn is_emulated(&self) -> bool {
        match (self.build.arch.known(), self.machine.emulated.known()) {
            (Some(wanted), Some(emulated)) => emulated.contains(wanted),
            _ => false,
        }
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
        let loading = self.loading.get_or_init(|| self.load());
        match loading {
            Ok(loading) => Ok(loading.as_ref()),
            Err(unsure) => Err(unsure.clone()),
        }
    }

    fn load(&self) -> Result<Option<Loading>, Unsure> {
        if !self.is_elf() || !self.platform_fits() {
            return Ok(None);
        }
        let (build, machine, link) = (self.build, self.machine, &self.build.link);
        if link.needed.look()?.is_none() {
            return Ok(None);
        }
        // What the loader would be guided by and nobody could read leaves its way unknown.
        build.arch.look()?;
        link.rpath.look()?;
        link.runpath.look()?;
        link.no_default_dirs.look()?;
        link.versions.look()?;
        link.imports.look()?;
        // A list of names is that of the machine's own C library.
        if let (Some(Shelf::Listed(_)), Some(wanted), Some(own)) =
            (machine.libraries.known(), link.libc.known(), machine.libc.known())
            && wanted != own
            && self.interpreter()?.is_some()
        {
            return Err(self.machine_unsure(&format!("lists the libraries of {own} alone")));
        }
        match (self.build.link.interpreter.look()?, self.interpreter()?) {
            // The kernel refuses before any loader could start; a rule of its own says so.
            (Some(_), None) => Ok(None),
            (_, interpreter) => loading::load(self.build, self.machine, interpreter),
        }
    }

    /// What a table leaves open of the symbols that are bound at one time or the other. It knows
    /// which libraries there are, and not what they offer: a symbol with a version is held against
    /// the version, one without may be of any library that is not the C library.
    pub(crate) fn unseen_symbol(&self, binding: Binding) -> Result<Option<Unsure>, Unsure> {
        let Some(shelf) = self.machine.libraries.look()? else { return Ok(None) };
        let Shelf::Listed(listed) = shelf.value() else { return Ok(None) };
        let Some(imports) = self.build.link.imports.look()? else { return Ok(None) };
        let plain = imports
            .iter()
            .find(|import| !import.weak && import.version.is_none() && import.binding == binding);
        let Some(plain) = plain else { return Ok(None) };
        let Some(libc) = self.machine.libc.look()? else { return Ok(None) };
        let Some(needed) = self.build.link.needed.look()? else { return Ok(None) };
        let is_other = |name: &&String| landfall_know::comes_with(*libc.value(), name).is_none();
        let there = |name: &String| listed.sonames.iter().any(|soname| soname == name);
        let mut others = needed.iter().filter(is_other);
        // Where a library is missing nothing is bound, and another rule says so.
        let open = match listed.complete {
            true => others.next().is_some_and(|first| there(first) && others.all(there)),
            false => others.next().is_some(),
        };
        Ok(open.then(|| {
            self.machine_unsure(&format!(
                "is not looked into, so nobody saw whether its libraries offer {}",
                plain.symbol
            ))
        }))
    }

    /// A doubt in the words of the machine.
    pub(crate) fn machine_unsure(&self, what: &str) -> Unsure {
        Unsure(Why::new(format!("{} {what}", self.machine.name)))
    }
}
