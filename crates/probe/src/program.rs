//! The programs of a module as they would be built from source: builds before there is a file.

mod needs;
mod said;

use std::collections::HashSet;

use landfall_facts::{
    Arch, Build, CpuLevel, Fact, Format, Go, GoVersion, Kind, Linking, Origin, Os, Source,
    SourcePackage, Why,
};

use crate::artifact::Lacks;
use crate::roots::{Home, Roots, join};
use crate::survey::{File, Lines, Obstacle, Other, Survey, Ways, obstacles};
use crate::world::World;

/// A platform that programs are to be built for: one of those that the module was looked at for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its place in the survey's list.
    pub platform: usize,
    /// GOOS.
    pub os: Os,
    /// GOARCH.
    pub arch: Arch,
    /// Who names it.
    pub origin: Origin,
    /// The CPU level that is built for.
    pub cpu: Fact<CpuLevel>,
    /// Who says whether cgo is on.
    pub cgo_origin: Origin,
    /// The C compiler, and who says so.
    pub compiler: (String, Origin),
    /// A flag of the Go command that changes how programs are linked, if one is set.
    pub linking: Option<String>,
    /// Why it is not sure which files are built, if it is not.
    pub doubt: Option<Why>,
    /// What the machines that it is built for may lack.
    pub lacks: Lacks,
    /// Whether a program is told too that has no file for the platform: somebody builds it for that by name.
    pub is_named: bool,
}

/// The programs of a module, each as it would be built for each platform; where it has none, its
/// packages taken together. `dir` is how the user named what they asked about.
pub fn builds(
    world: &dyn World,
    roots: &Roots,
    survey: &Survey<'_>,
    wanted: &[Wanted],
    dir: &str,
) -> Vec<Vec<Build>> {
    let obstacles = obstacles(survey);
    let is_main = |one: &usize| survey.packages[*one].name == "main";
    let mains: Vec<usize> = survey.entries.iter().copied().filter(is_main).collect();
    let subjects: Vec<(String, Vec<usize>)> = match mains.is_empty() {
        true => vec![(roots.module_path().to_owned(), survey.entries.clone())],
        false => mains.iter().map(|one| (survey.packages[*one].path.clone(), vec![*one])).collect(),
    };
    let look = Look { world, roots, survey, obstacles: &obstacles, dir };
    let of_platform = |wanted: &Wanted| {
        let has_files = |entries: &Vec<usize>| {
            entries.iter().any(|one| survey.packages[*one].built >> wanted.platform & 1 != 0)
        };
        let mut built: Vec<Build> = subjects
            .iter()
            .filter_map(|(name, entries)| match has_files(entries) {
                true => Some(look.program(name, entries, wanted)),
                false => wanted.is_named.then(|| look.nothing(name, name, wanted)),
            })
            .collect();
        if built.is_empty() {
            return vec![look.nothing(roots.module_path(), dir, wanted)];
        }
        // Who calls whom is not known of the standard library where no Go is here.
        let asks = wanted.lacks != Lacks::default() || starts(survey, wanted.platform);
        if asks && !survey.is_tabled {
            needs::fill(world, roots, survey, wanted, &mut built);
        }
        built
    };
    wanted.iter().map(of_platform).collect()
}

/// Whether anything but the standard library starts programs by name.
fn starts(survey: &Survey<'_>, platform: usize) -> bool {
    let there = survey.packages.iter().filter(|package| package.reached >> platform & 1 != 0);
    let mut files = there.flat_map(|package| &package.files);
    files.any(|file| file.built >> platform & 1 != 0 && !file.starts.is_empty())
}

struct Look<'l, 'p> {
    world: &'l dyn World,
    roots: &'l Roots,
    survey: &'l Survey<'p>,
    obstacles: &'l [Obstacle],
    dir: &'l str,
}

impl Look<'_, '_> {
    fn program(&self, name: &str, entries: &[usize], wanted: &Wanted) -> Build {
        let survey = self.survey;
        let ways = survey.ways(entries, wanted.platform);
        let needed: HashSet<usize> = ways.packages().collect();
        let on = |obstacle: &&Obstacle| {
            obstacle.on >> wanted.platform & 1 != 0 && needed.contains(&obstacle.package)
        };
        let obstacles = self.obstacles.iter().filter(on);
        let mut lines = Lines::new(self.world);
        let mut told: Vec<_> =
            obstacles.map(|one| one.told(&mut lines, survey, &ways.to(one.package))).collect();
        told.extend(self.too_old());
        told.extend(wanted.doubt.as_ref().map(|why| self.unknown_tags(why)));
        told.extend(self.without_cgo(wanted));
        let mut packages: Vec<SourcePackage> = needed
            .iter()
            .filter(|one| !entries.contains(one))
            .map(|one| self.package(&ways, *one, wanted.platform))
            .collect();
        packages.sort_by(|a, b| a.path.cmp(&b.path));
        let is_built = |file: &File| file.built >> wanted.platform & 1 != 0;
        let links_c = |one: &&usize| {
            let package = &survey.packages[**one];
            // Objects that are there already are linked by whoever can, and of std by Go itself. What
            // SWIG writes speaks to C.
            let is_object = |other: &&Other| {
                let is_swig = other.name.contains(".swig");
                other.name.ends_with(".syso")
                    || (is_swig && survey.platforms[wanted.platform].has_cgo)
            };
            let mut objects = package.others.iter().filter(is_object);
            let is_std = package.home == Home::Std;
            package.files.iter().any(|file| file.imports_c && is_built(file))
                || (!is_std && objects.any(|other| other.fits >> wanted.platform & 1 != 0))
        };
        // Go's own linker does what such a line says, and what comes out asks for a library without holding C.
        let is_dynamic = |one: &&usize| {
            let mut files = survey.packages[**one].files.iter();
            files.any(|file| file.imports_dynamic && is_built(file))
        };
        // What others bring says more than what the standard library does.
        let of_std = |one: &&usize| survey.packages[**one].home == Home::Std;
        let asks = needed.iter().filter(|one| links_c(one) || is_dynamic(one));
        let asks = asks.min_by_key(|one| (of_std(one), ways.to(**one).len()));
        let asks = asks.map(|one| survey.packages[*one].path.as_str());
        let mut build = self.plain(name, wanted, asks);
        build.cgo.linked =
            Fact::Known(needed.iter().any(|one| links_c(&one)), Origin::Path(self.dir.to_owned()));
        let nowhere = needed.iter().filter_map(|one| match &survey.packages[*one].home {
            Home::Nowhere(why) => Some((&survey.packages[*one].path, why)),
            Home::Main | Home::Std | Home::Module { .. } => None,
        });
        // What is not on disk may need anything, of C as well.
        if let Some((_, why)) = nowhere.min_by_key(|(path, _)| *path) {
            build = self.blind(name, wanted, why);
        }
        self.lack(&mut build, &needed);
        let platform = &survey.platforms[wanted.platform];
        build.source = Fact::Known(
            Box::new(Source {
                release: platform.release,
                has_cgo: platform.has_cgo,
                cgo_origin: wanted.cgo_origin.clone(),
                obstacles: told,
                packages,
                settings: self.settings(entries, wanted.platform),
                cgo_lines: self.cgo_lines(&needed, wanted.platform),
                compiler: wanted.compiler.clone(),
                handed: self.handed(&needed, wanted.platform),
                allowed: self.allowed(),
                starts: match starts(survey, wanted.platform) {
                    true => Fact::Unknown(Why::new(
                        "who calls whom is not known: no Go is here, or not all of the source",
                    )),
                    false => Fact::Known(Vec::new(), Origin::Path(self.dir.to_owned())),
                },
            }),
            Origin::Path(self.dir.to_owned()),
        );
        build
    }

    /// That a module or program has no file for the platform at all.
    fn nothing(&self, name: &str, shown: &str, wanted: &Wanted) -> Build {
        let why = Why::new(format!("no file of {name} is built for this platform"));
        let mut build = self.blind(name, wanted, &why);
        let platform = &self.survey.platforms[wanted.platform];
        let obstacle = landfall_facts::Obstacle {
            kind: "excluded",
            name: name.to_owned(),
            says: format!("build constraints exclude all Go files in {shown}"),
            because: "no file of it is for this port".to_owned(),
            place: None,
            way: Vec::new(),
            is_doubt: false,
        };
        build.source = Fact::Known(
            Box::new(Source {
                release: platform.release,
                has_cgo: platform.has_cgo,
                cgo_origin: wanted.cgo_origin.clone(),
                obstacles: vec![obstacle],
                packages: Vec::new(),
                settings: Vec::new(),
                cgo_lines: Vec::new(),
                compiler: wanted.compiler.clone(),
                handed: Vec::new(),
                allowed: Vec::new(),
                starts: Fact::Known(Vec::new(), Origin::Path(self.dir.to_owned())),
            }),
            Origin::Path(self.dir.to_owned()),
        );
        build
    }

    fn package(&self, ways: &Ways, one: usize, platform: usize) -> SourcePackage {
        let bit = 1 << platform;
        let package = &self.survey.packages[one];
        let way = ways.to(one);
        let is_std = package.home == Home::Std;
        let importer = way.iter().rev().nth(1).filter(|_| !is_std);
        let importer = importer.map(|one| &self.survey.packages[*one]);
        let imported = importer.and_then(|importer| {
            let files = importer.files.iter().filter(|file| file.built & bit != 0);
            let mut places = files.flat_map(|file| file.imports.iter().map(move |it| (file, it)));
            let (file, import) = places.find(|(_, import)| import.package == one)?;
            let path = join(&importer.dir, &file.name);
            Some(Origin::Line { path, line: import.line })
        });
        SourcePackage {
            path: package.path.clone(),
            uses_cgo: package.files.iter().any(|file| file.imports_c && file.built & bit != 0),
            way: way.iter().map(|one| self.survey.packages[*one].path.clone()).collect(),
            imported,
        }
    }

    /// A program of which only what its platform is can be told before it is built.
    fn blind(&self, name: &str, wanted: &Wanted, why: &Why) -> Build {
        let platform = &self.survey.platforms[wanted.platform];
        let said = &wanted.origin;
        let mut build = Build::unknown(name, why);
        build.file = self.dir.to_owned();
        build.os = Fact::Known(wanted.os, said.clone());
        build.arch = Fact::Known(wanted.arch, said.clone());
        build.cpu = wanted.cpu.clone();
        build.cpu_at_start = wanted.cpu.clone();
        build.packed = Fact::Absent(said.clone());
        build.kind = Fact::Known(Kind::Executable, said.clone());
        let blind = build.go.clone();
        let version = format!("go1.{}", platform.release).parse::<GoVersion>();
        build.go = Go {
            is_go: Fact::Known(true, said.clone()),
            version: version.map_or(blind.version, |version| Fact::Known(version, said.clone())),
            main: Fact::Known(name.to_owned(), Origin::Path(self.dir.to_owned())),
            ..build.go
        };
        build.cgo.recorded = Fact::Known(platform.has_cgo, wanted.cgo_origin.clone());
        build
    }

    /// A program as the Go command would build it: without C it is one static file, and where a package asks for C
    /// libraries it is what the machine makes of it that builds it.
    fn plain(&self, name: &str, wanted: &Wanted, asks: Option<&str>) -> Build {
        let why = match (asks, &wanted.linking) {
            (_, Some(flag)) => Why::new(format!(
                "it is not built yet, and {flag} changes how it is linked; check the file that \
                 comes out"
            )),
            (Some(package), None) => Why::new(format!(
                "it is not built yet, and {package} links it against C libraries of the machine \
                 that builds it; check the file that comes out"
            )),
            (None, None) => Why::new("it is not built yet; check the file that comes out"),
        };
        let mut build = self.blind(name, wanted, &why);
        // Written in cmd/link under `Main`: only here is a program without C a static one.
        let is_static = matches!(wanted.os, Os::Linux | Os::Freebsd | Os::Netbsd);
        if asks.is_some() || wanted.linking.is_some() || !is_static {
            return build;
        }
        let origin = Origin::Path(self.dir.to_owned());
        let absent = || origin.clone();
        build.format = Fact::Known(Format::Elf { bits: 64, big_endian: false }, absent());
        let link = &mut build.link;
        link.kind = Fact::Known(Linking::Static, absent());
        link.interpreter = Fact::Absent(absent());
        link.needed = Fact::Absent(absent());
        link.soname = Fact::Absent(absent());
        link.rpath = Fact::Absent(absent());
        link.runpath = Fact::Absent(absent());
        link.no_default_dirs = Fact::Absent(absent());
        link.libc = Fact::Absent(absent());
        link.versions = Fact::Absent(absent());
        link.imports = Fact::Absent(absent());
        link.newest_glibc_import = Fact::Absent(absent());
        link.relr = Fact::Absent(absent());
        link.kernel = Fact::Absent(absent());
        link.isa = Fact::Absent(absent());
        link.static_glibc = Fact::Absent(absent());
        link.static_glibc_names = Fact::Absent(absent());
        build.needs.c_names = Fact::Absent(absent());
        build
    }

    /// What a program surely does not need of a machine: no package that could is built in.
    fn lack(&self, build: &mut Build, needed: &HashSet<usize>) {
        if needed.iter().any(|one| matches!(self.survey.packages[*one].home, Home::Nowhere(_))) {
            return;
        }
        let has = |path: &str| {
            self.survey.package(path, true).is_some_and(|package| needed.contains(&package))
        };
        let origin = || Origin::Path(self.dir.to_owned());
        for (package, need) in [
            ("crypto/x509", &mut build.needs.certificates),
            ("os/user", &mut build.needs.users),
            ("os/user", &mut build.needs.user_file),
            ("net", &mut build.needs.names),
            ("time", &mut build.needs.time_zones),
            ("os", &mut build.needs.temporary_files),
            ("plugin", &mut build.needs.plugins),
        ] {
            if !has(package) {
                *need = Fact::Absent(origin());
            }
        }
        for (package, data) in [
            ("time/tzdata", &mut build.embedded.time_zones),
            ("golang.org/x/crypto/x509roots/fallback", &mut build.embedded.certificates),
        ] {
            *data = match has(package) {
                true => Fact::Known(package.to_owned(), origin()),
                false => Fact::Absent(origin()),
            };
        }
    }
}
