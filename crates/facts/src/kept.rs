//! What is kept from earlier builds and is no longer what it should be.

/// What was looked at of all that is kept, and what of it is to go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// What was asked about.
    pub what: String,
    /// GOCACHE, where it is known.
    pub build_cache: Option<String>,
    /// GOMODCACHE, where it is known.
    pub module_cache: Option<String>,
    /// How many modules were held against go.sum.
    pub modules: usize,
    /// How many entries of the build cache were held against their names.
    pub entries: usize,
    /// How many packages with C were held against what they include.
    pub with_c: usize,
    /// What is to go.
    pub stale: Vec<Stale>,
    /// What could not be looked at, and why.
    pub unsure: Vec<String>,
}

/// Something that is kept and to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// What is wrong with it.
    pub fault: StaleFault,
    /// The package, the module with its version, or the product.
    pub what: String,
    /// How that is known.
    pub why: String,
    /// The files and directories that go, and nothing else.
    pub removes: Vec<String>,
    /// What happens, or is to be done, when they are gone.
    pub then: String,
    /// Whether they were removed, or why they could not be; `None` where nobody was told to.
    pub removed: Option<Result<(), String>>,
}

/// What is wrong with something that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StaleFault {
    /// A module's directory or archive is not what go.sum says.
    Module,
    /// The index of a module was made of other files than lie there.
    Index,
    /// A file of the build cache does not have the bytes that its name says.
    Damaged,
    /// A package's C was compiled with headers that have changed since.
    Headers,
    /// A product was linked with an archive that has changed since.
    Linked,
}

impl StaleFault {
    /// The word for it in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Index => "index",
            Self::Damaged => "damaged",
            Self::Headers => "headers",
            Self::Linked => "linked",
        }
    }

    /// Where such a thing is kept.
    pub const fn cache(self) -> &'static str {
        match self {
            Self::Module => "module cache",
            Self::Index | Self::Damaged | Self::Headers => "build cache",
            Self::Linked => "product",
        }
    }
}

impl Kept {
    /// Takes up what was found by another look; what both found is there once.
    pub fn join(&mut self, other: Self) {
        self.build_cache = self.build_cache.take().or(other.build_cache);
        self.module_cache = self.module_cache.take().or(other.module_cache);
        self.modules += other.modules;
        self.entries += other.entries;
        self.with_c += other.with_c;
        for stale in other.stale {
            if !self.stale.iter().any(|one| one.removes == stale.removes) {
                self.stale.push(stale);
            }
        }
        for unsure in other.unsure {
            if !self.unsure.contains(&unsure) {
                self.unsure.push(unsure);
            }
        }
    }

    /// Whether all that is to go is gone.
    pub fn is_clean(&self) -> bool {
        self.stale.iter().all(|stale| stale.removed == Some(Ok(())))
    }
}
