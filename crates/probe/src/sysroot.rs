//! What C code needs to be built that a machine has: headers, libraries to link, and the files by
//! which pkg-config knows them.

use std::collections::BTreeSet;

use landfall_facts::{CgoPackage, Fact, Origin, Resolved, Why};
use landfall_formats::pkgconfig::{self, PkgConfig};

use crate::roots::join;
use crate::world::{Blind, Kind, World};

/// Where compilers, linkers and pkg-config look.
#[expect(missing_debug_implementations, reason = "a world has none")]
pub struct Sysroot<'w> {
    world: &'w dyn World,
    headers: Vec<String>,
    libraries: Vec<String>,
    packages: Vec<String>,
}

/// What ends the name of a library that a linker takes for `-lx`.
const LIBRARIES: [&str; 4] = [".so", ".a", ".dylib", ".tbd"];
/// What a `#cgo` line calls the directory of its package.
const SRCDIR: &str = "${SRCDIR}";

impl<'w> Sysroot<'w> {
    /// The directories of a machine, as GCC, binutils and pkg-config search them on Linux for an
    /// architecture, by how Debian's names for it begin.
    pub fn new(world: &'w dyn World, multiarch: Option<&str>) -> Self {
        let list = |dir: &str| world.list(dir).unwrap_or_default();
        // Debian and others who have several architectures have a directory for each.
        let is_own = |name: &String| {
            name.split_once("-linux-").is_some_and(|(cpu, _)| multiarch == Some(cpu))
        };
        let own = || list("/usr/lib").into_iter().filter(is_own);
        // The C library of the system is seldom the other one.
        let (gnu, others): (Vec<_>, Vec<_>) = own().partition(|name| name.contains("-gnu"));
        let triplets = if gnu.is_empty() { others } else { gnu };
        let mut headers = vec!["/usr/local/include".to_owned()];
        let mut libraries = vec!["/usr/local/lib".to_owned()];
        let mut packages = Vec::new();
        let env = |name: &str| world.env(name).filter(|value| !value.is_empty());
        let split = |list: String| -> Vec<String> { list.split(':').map(str::to_owned).collect() };
        packages.extend(env("PKG_CONFIG_PATH").map(split).unwrap_or_default());
        let instead = env("PKG_CONFIG_LIBDIR").map(split);
        let is_instead = instead.is_some();
        packages.extend(instead.unwrap_or_default());
        let mut defaults = Vec::new();
        for prefix in ["/usr/local", "/usr"] {
            let of_arch = triplets.iter().map(|triplet| format!("{prefix}/lib/{triplet}"));
            let all = of_arch.chain(["lib", "lib64", "share"].map(|it| format!("{prefix}/{it}")));
            defaults.extend(all.map(|dir| format!("{dir}/pkgconfig")));
        }
        packages.extend(defaults.into_iter().filter(|_| !is_instead));
        for triplet in &triplets {
            headers.push(format!("/usr/include/{triplet}"));
            libraries.extend([format!("/lib/{triplet}"), format!("/usr/lib/{triplet}")]);
        }
        for gcc in list("/usr/lib/gcc").into_iter().filter(|name| triplets.contains(name)) {
            let dir = format!("/usr/lib/gcc/{gcc}");
            for version in list(&dir) {
                headers.push(format!("{dir}/{version}/include"));
                libraries.push(format!("{dir}/{version}"));
            }
        }
        headers.push("/usr/include".to_owned());
        libraries.extend(["/lib", "/usr/lib", "/lib64", "/usr/lib64"].map(str::to_owned));
        Self { world, headers, libraries, packages }
    }

    /// Where each thing is that a package asks for. `dir` is the directory of the package, in the
    /// world where the source lies.
    pub fn resolve(&self, package: &CgoPackage, source: &dyn World, dir: &str) -> Vec<Resolved> {
        let mut found = Vec::new();
        let (mut headers, mut libraries) = (Vec::new(), Vec::new());
        for name in package.pkg_config.iter().filter(|name| !name.starts_with('-')) {
            let mut seen = BTreeSet::new();
            let at = self.package(name, &mut seen, &mut |file| {
                headers.extend(file.include_dirs.iter().cloned());
                libraries.extend(file.library_dirs.iter().cloned());
            });
            found.push(Resolved { kind: "pkg-config", name: name.clone(), at });
        }
        let flags =
            |flag: &'static str| package.flags.iter().filter_map(move |it| it.strip_prefix(flag));
        let (own, others): (Vec<&str>, Vec<&str>) =
            flags("-I").partition(|dir| dir.starts_with(SRCDIR) || !dir.starts_with('/'));
        headers.extend(others.into_iter().map(str::to_owned));
        let below = |it: &str| join(dir, it.trim_start_matches(SRCDIR).trim_start_matches('/'));
        let own: Vec<String> = own.into_iter().map(below).chain([dir.to_owned()]).collect();
        let (own_libraries, others): (Vec<&str>, Vec<&str>) =
            flags("-L").partition(|dir| dir.starts_with(SRCDIR) || !dir.starts_with('/'));
        let own_libraries: Vec<String> = own_libraries.into_iter().map(below).collect();
        libraries.extend(others.into_iter().map(str::to_owned));
        headers.extend(self.headers.iter().cloned());
        libraries.extend(self.libraries.iter().cloned());
        for name in &package.libraries {
            // `-l:libx.a` is a file's own name.
            let names: Vec<String> = match name.strip_prefix(':') {
                Some(file) => vec![file.to_owned()],
                None => LIBRARIES.iter().map(|ending| format!("lib{name}{ending}")).collect(),
            };
            let at = first(source, &own_libraries, &names).unwrap_or_else(|| {
                first(self.world, &libraries, &names)
                    .unwrap_or_else(|| absent(self.world, &libraries))
            });
            found.push(Resolved { kind: "library", name: name.clone(), at });
        }
        for name in &package.includes {
            let names = [name.clone()];
            let at = first(source, &own, &names)
                .or_else(|| first(self.world, &headers, &names))
                .unwrap_or_else(|| match package.conditional.contains(name) {
                    true => Fact::Unknown(Why::new("it is only included in a condition")),
                    false => absent(self.world, &headers),
                });
            found.push(Resolved { kind: "header", name: name.clone(), at });
        }
        found
    }

    /// The file of a name with its version, if those that it needs are there too.
    fn package(
        &self,
        name: &str,
        seen: &mut BTreeSet<String>,
        take: &mut dyn FnMut(&PkgConfig),
    ) -> Fact<String> {
        let files = [format!("{name}.pc")];
        let found = first(self.world, &self.packages, &files);
        let Some(Fact::Known(path, origin)) = found else {
            return found.unwrap_or_else(|| absent(self.world, &self.packages));
        };
        let text = match self.world.text(&path) {
            Ok(text) => text,
            Err(Blind::NotThere) => return absent(self.world, &self.packages),
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        };
        let dir = path.rsplit_once('/').map_or("/", |(dir, _)| dir);
        let file = pkgconfig::read(&text, dir);
        take(&file);
        for needed in &file.requires {
            if !seen.insert(needed.clone()) {
                continue;
            }
            match self.package(needed, seen, take) {
                Fact::Known(..) => {}
                // pkg-config refuses the one for want of the other.
                Fact::Absent(_) => {
                    let why = format!("{name} needs {needed}, which is not there");
                    return Fact::Unknown(Why::new(why));
                }
                Fact::Unknown(why) => return Fact::Unknown(why),
            }
        }
        Fact::Known(format!("{path} ({})", file.version), origin)
    }
}

/// The first file of these names in these directories; `None` if there is none.
fn first(world: &dyn World, dirs: &[String], names: &[String]) -> Option<Fact<String>> {
    for path in dirs.iter().flat_map(|dir| names.iter().map(move |name| join(dir, name))) {
        match world.kind(&path) {
            Ok(Kind::File) => {
                let origin = Origin::Path(world.shown(&path));
                return Some(Fact::Known(path, origin));
            }
            Ok(_) | Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Some(Fact::Unknown(why)),
        }
    }
    None
}

fn absent(world: &dyn World, dirs: &[String]) -> Fact<String> {
    Fact::Absent(Origin::Path(world.shown(dirs.last().map_or("/", String::as_str))))
}
