//! What go.mod, `#cgo` lines and the environment say of a program, and what Go refuses of it.

use std::collections::HashSet;

use landfall_facts::{Arch, CgoLine, DebugSetting, HandedToC, Obstacle, Origin, Os, Why};
use landfall_formats::gosrc::Verb;

use super::{Look, Wanted};
use crate::roots::{Home, TooOld, join};
use crate::survey::Lines;

impl Look<'_, '_> {
    /// The settings of go.mod, and of the files of package main.
    pub(super) fn settings(&self, entries: &[usize], platform: usize) -> Vec<DebugSetting> {
        let gomod = join(&self.roots.module_dir, "go.mod");
        let split = |text: &str, origin: Origin| {
            let (key, value) = text.split_once('=')?;
            Some(DebugSetting {
                key: key.trim().to_owned(),
                value: value.trim().to_owned(),
                origin,
            })
        };
        let said = self.roots.module.godebug.iter().filter_map(|said| {
            split(&said.text, Origin::Line { path: gomod.clone(), line: said.line })
        });
        let mut settings: Vec<DebugSetting> = said.collect();
        let mut lines = Lines::new(self.world);
        for package in entries.iter().map(|one| &self.survey.packages[*one]) {
            let built = package.files.iter().filter(|file| file.built >> platform & 1 != 0);
            for file in built.filter(|_| package.name == "main") {
                let path = join(&package.dir, &file.name);
                settings.extend(
                    file.settings
                        .iter()
                        .filter_map(|(text, at)| split(text, line(&mut lines, &path, *at))),
                );
            }
        }
        settings
    }

    /// The `#cgo` lines that count. Those of the standard library are Go's own business.
    pub(super) fn cgo_lines(&self, needed: &HashSet<usize>, platform: usize) -> Vec<CgoLine> {
        let mut told = Vec::new();
        let mut lines = Lines::new(self.world);
        for package in needed.iter().map(|one| &self.survey.packages[*one]) {
            for file in package.files.iter().filter(|_| package.home != Home::Std) {
                let path = join(&package.dir, &file.name);
                let counting = file.cgo_lines.iter().filter(|line| line.on >> platform & 1 != 0);
                told.extend(counting.filter_map(|it| {
                    let name = match it.verb {
                        Verb::CFlags => "CFLAGS",
                        Verb::CppFlags => "CPPFLAGS",
                        Verb::CxxFlags => "CXXFLAGS",
                        Verb::FFlags => "FFLAGS",
                        Verb::LdFlags => "LDFLAGS",
                        Verb::PkgConfig => "pkg-config",
                        Verb::NoEscape | Verb::NoCallback | Verb::Unknown => {
                            return None;
                        }
                    };
                    let origin = line(&mut lines, &path, it.at);
                    let (package, flags) = (package.path.clone(), it.arguments.clone());
                    Some(CgoLine { package, name, flags, origin })
                }));
            }
        }
        told.sort_by(|a, b| {
            (&a.package, a.origin.to_string()).cmp(&(&b.package, b.origin.to_string()))
        });
        told
    }

    /// What is handed to C that cgo would refuse, on the way.
    pub(super) fn handed(&self, needed: &HashSet<usize>, platform: usize) -> Vec<HandedToC> {
        let mut told = Vec::new();
        let mut lines = Lines::new(self.world);
        for package in needed.iter().map(|one| &self.survey.packages[*one]) {
            for file in package.files.iter().filter(|file| file.built >> platform & 1 != 0) {
                let path = join(&package.dir, &file.name);
                told.extend(file.handed.iter().map(|it| HandedToC {
                    package: package.path.clone(),
                    function: it.function.clone(),
                    written: it.written.clone(),
                    kind: it.kind,
                    origin: line(&mut lines, &path, it.at),
                }));
            }
        }
        told.sort_by(|a, b| {
            (&a.package, a.origin.to_string()).cmp(&(&b.package, b.origin.to_string()))
        });
        told
    }

    /// What the environment lets `#cgo` lines have besides what the Go command does by itself.
    pub(super) fn allowed(&self) -> Vec<(String, String)> {
        let get = |name: &str| {
            let name = format!("CGO_{name}_ALLOW");
            let value = self.roots.settings.get(self.world, &name)?;
            (!value.is_empty()).then_some((name, value))
        };
        ["CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS"]
            .iter()
            .filter_map(|it| get(it))
            .collect()
    }

    /// That the Go at hand does not even begin.
    pub(super) fn too_old(&self) -> Option<Obstacle> {
        let TooOld { place: (path, line), asked, here, setting } = self.roots.too_old.as_ref()?;
        let file = path.rsplit('/').next().unwrap_or(path);
        Some(Obstacle {
            kind: "go_too_old",
            name: asked.clone(),
            says: format!(
                "{file} requires go >= {asked} (running go {here}; GOTOOLCHAIN={setting})"
            ),
            because: "the Go at hand is older and may not fetch another".to_owned(),
            place: Some((path.clone(), *line as usize)),
            way: Vec::new(),
            is_doubt: false,
        })
    }

    /// That it is not sure which files are built.
    pub(super) fn unknown_tags(&self, why: &Why) -> Obstacle {
        Obstacle {
            kind: "unknown_tags",
            name: self.roots.module_path().to_owned(),
            says: String::new(),
            because: why.to_string(),
            place: None,
            way: Vec::new(),
            is_doubt: true,
        }
    }

    /// Flags that GOFLAGS sets and for which Go wants cgo.
    ///
    /// Written in `cmd/go/internal/work/init.go`, in the words of which it is told.
    pub(super) fn without_cgo(&self, wanted: &Wanted) -> Vec<Obstacle> {
        let platform = &self.survey.platforms[wanted.platform];
        if platform.has_cgo || wanted.arch == Arch::Wasm {
            return Vec::new();
        }
        let settings = &self.roots.settings;
        // Apple's systems have what the race detector is made of.
        let is_needed = |name: &&String| *name != "race" || wanted.os != Os::Darwin;
        let sanitizers = settings.sanitizers.iter().filter(is_needed).map(|name| {
            let says = format!("-{name} requires cgo; enable cgo by setting CGO_ENABLED=1");
            (format!("-{name}"), says)
        });
        let modes = settings.linked_as.iter().filter_map(|flag| {
            match flag.as_str() {
                // This is no word of the Go command but of its linker.
                "-buildmode=c-archive" => Some("loadinternal: cannot find runtime/cgo".to_owned()),
                "-buildmode=c-shared" | "-buildmode=plugin" | "-linkshared" => {
                    Some(format!("{flag} requires external (cgo) linking, but cgo is not enabled"))
                }
                _ => None,
            }
            .map(|says| (flag.clone(), says))
        });
        let told = |(flag, says): (String, String)| Obstacle {
            kind: "flag_needs_cgo",
            because: format!("GOFLAGS sets {flag}"),
            name: flag,
            says,
            place: None,
            way: Vec::new(),
            is_doubt: false,
        };
        sanitizers.chain(modes).map(told).collect()
    }
}

fn line(lines: &mut Lines<'_>, path: &str, at: u32) -> Origin {
    let line = u32::try_from(lines.of(path, at)).unwrap_or(u32::MAX);
    Origin::Line { path: path.to_owned(), line }
}
