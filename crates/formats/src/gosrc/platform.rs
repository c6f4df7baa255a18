//! What a build is for, as far as it decides which files are built.

use super::{Constraint, Fault, filename, header};

/// The names that Go knows, by release: who asks brings them.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Every GOOS there was or will be; a file name may end in one.
    pub systems: &'a [&'a str],
    /// The GOOS for which the tag `unix` is set.
    pub unix_systems: &'a [&'a str],
    /// Every GOARCH there was or will be.
    pub architectures: &'a [&'a str],
}

/// What a build is for.
#[derive(Debug, Clone, Copy)]
pub struct Platform<'a> {
    /// GOOS.
    pub system: &'a str,
    /// GOARCH.
    pub architecture: &'a str,
    /// Whether cgo is enabled.
    pub has_cgo: bool,
    /// The compiler: `gc` or `gccgo`.
    pub compiler: &'a str,
    /// The Go release, 26 for Go 1.26.
    pub release: u32,
    /// What else is set: of `-tags`, `race`, `goexperiment.x`, `amd64.v2`.
    pub tags: &'a [&'a str],
    /// The names that this release of Go knows.
    pub known: Known<'a>,
}

impl Platform<'_> {
    /// Whether a build tag is set.
    ///
    /// Written in `go/build` under `matchTag`.
    pub fn has(&self, tag: &str) -> bool {
        let tag = match tag {
            "cgo" if self.has_cgo => return true,
            "linux" if self.system == "android" => return true,
            "solaris" if self.system == "illumos" => return true,
            "darwin" if self.system == "ios" => return true,
            "unix" if self.known.unix_systems.contains(&self.system) => return true,
            "boringcrypto" => "goexperiment.boringcrypto",
            _ if [self.system, self.architecture, self.compiler].contains(&tag) => return true,
            _ => tag,
        };
        self.tags.contains(&tag) || self.has_release(tag)
    }

    /// Whether a constraint holds.
    pub fn meets(&self, constraint: &Constraint) -> bool {
        constraint.holds(&|tag| self.has(tag))
    }

    /// Whether a file is built: by its name and by the constraint at its head. That it imports
    /// "C" and cgo is not there is another matter.
    pub fn takes(&self, name: &str, text: &[u8]) -> Result<bool, Fault> {
        if filename::is_ignored(name) || !filename::fits(name, self) {
            return Ok(false);
        }
        Ok(header::constraint(text)?.is_none_or(|constraint| self.meets(&constraint)))
    }

    /// Of `go1.N`: there is a tag for each release up to this one.
    fn has_release(&self, tag: &str) -> bool {
        let Some(number) = tag.strip_prefix("go1.") else { return false };
        number.parse().is_ok_and(|release: u32| {
            (1..=self.release).contains(&release) && release.to_string() == number
        })
    }
}
