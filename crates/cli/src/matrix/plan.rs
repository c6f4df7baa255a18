//! The combinations, and what is foretold of each from source, before anything is built.

use std::env;

use landfall_facts::{Arch, Asked, Build, CpuLevel, Fact, GoVersion, Origin, Os, Unsure, Verdict};
use landfall_probe::program::{self, Wanted};
use landfall_probe::roots::Roots;
use landfall_probe::survey::{Set, Survey};
use landfall_probe::{Lacks, Real};
use landfall_rules::judge;

use super::asked::{self, Order};
use super::libraries::PkgConfig;
use super::toolchain::{Toolchain, on_path};
use crate::args::{Cgo, MatrixArgs};
use crate::module::{self, Plan};
use crate::targets::Door;

/// A combination, before it is built.
pub(crate) struct Planned {
    pub(crate) os: Os,
    pub(crate) arch: Arch,
    pub(crate) level: Option<CpuLevel>,
    pub(crate) has_cgo: bool,
    /// The Go that builds it, by its place in the list.
    pub(crate) go: usize,
    pub(crate) program: String,
    pub(crate) predicted: Verdict,
    pub(crate) reason: String,
    pub(crate) compiler: Option<String>,
    /// What is asked of it.
    pub(crate) asked: Asked,
}

/// What is built, and for what.
struct Row {
    asked: module::Asked,
    has_cgo: bool,
    compiler: Compiler,
}

/// A compiler of C for a port.
#[derive(Clone)]
enum Compiler {
    /// The one that the Go command takes by itself.
    Own,
    Said(String),
    /// None, and why.
    No(String),
}

/// Foretells each combination.
pub(crate) fn plan(
    args: &MatrixArgs,
    roots: &Roots,
    gos: &[Toolchain],
    flags: &[String],
) -> Result<Vec<Planned>, String> {
    let mut all = Vec::new();
    for (go, toolchain) in gos.iter().enumerate() {
        all.extend(of_go(args, roots, (go, toolchain), flags)?);
    }
    if all.is_empty() {
        return Err(format!(
            "could not plan anything for {}: it has no program (landfall ports tells of packages alone)",
            args.package.display()
        ));
    }
    // All that is said of a program stands together, and of a port.
    let ports: Vec<(Os, Arch)> =
        ports(args, newest(gos))?.into_iter().map(|(os, arch, _)| (os, arch)).collect();
    all.sort_by_key(|one| {
        let port = ports.iter().position(|port| *port == (one.os, one.arch));
        (one.program.clone(), port, one.go, one.has_cgo)
    });
    Ok(all)
}

fn newest(gos: &[Toolchain]) -> u32 {
    gos.iter().map(|go| go.version.minor()).max().unwrap_or_else(landfall_know::newest_go)
}

fn of_go(
    args: &MatrixArgs,
    roots: &Roots,
    (go, toolchain): (usize, &Toolchain),
    flags: &[String],
) -> Result<Vec<Planned>, String> {
    let mut roots = roots.clone();
    roots.goroot = Some(toolchain.goroot.clone());
    roots.modcache = Some(toolchain.modcache.clone());
    let release = toolchain.version.minor();
    let known = landfall_know::ports(release);
    let mut rows = Vec::new();
    for asked in ports(args, release)? {
        let has_cgo = known
            .iter()
            .find(|port| (port.0, port.1) == (asked.0, asked.1))
            .is_some_and(|port| port.2);
        let compiler = compiler(&args.cc, (asked.0, asked.1), toolchain.host);
        for cgo in &args.cgo {
            match cgo {
                Cgo::Off => {
                    rows.push(Row {
                        asked: asked.clone(),
                        has_cgo: false,
                        compiler: Compiler::Own,
                    });
                }
                Cgo::On if has_cgo => {
                    let compiler = compiler.clone();
                    rows.push(Row { asked: asked.clone(), has_cgo: true, compiler });
                }
                // There is no cgo on that port.
                Cgo::On => {}
            }
        }
    }
    let too_old = too_old(&roots, toolchain);
    let pkg_config = PkgConfig::of(&roots);
    let mut all = Vec::new();
    // So many platforms are looked at in one go.
    for rows in rows.chunks(Set::BITS as usize) {
        let built = built(&roots, release, rows, flags);
        // A directory with a program is that program, and any other all programs below.
        let own = roots.asked_package();
        let is_own = |build: &Build| build.go.main.known() == Some(&own);
        let has_own = built.iter().flatten().any(is_own);
        for (row, builds) in rows.iter().zip(&built) {
            let wanted = builds.iter().filter(|build| !has_own || is_own(build));
            all.extend(wanted.map(|build| {
                let mut planned = foretold(build, row, &pkg_config, (go, toolchain), flags);
                if let Some(why) = &too_old {
                    (planned.predicted, planned.reason) = (Verdict::Breaks, why.clone());
                }
                planned
            }));
        }
    }
    Ok(all)
}

/// Why a Go refuses the module: from 1.21 on it does where go.mod asks for a newer one (`cmd/go/internal/modload`).
fn too_old(roots: &Roots, toolchain: &Toolchain) -> Option<String> {
    let asked = roots.module.go.as_ref()?;
    let wanted: GoVersion = format!("go{}", asked.text).parse().ok()?;
    let have = &toolchain.version;
    let number = |version: &GoVersion| (version.minor(), version.patch().unwrap_or(0));
    let is_strict = have.minor() >= 21;
    (is_strict && number(&wanted) > number(have))
        .then(|| format!("go.mod asks for Go {}, and {have} builds nothing newer", asked.text))
}

/// The ports that are asked for.
fn ports(args: &MatrixArgs, release: u32) -> Result<Vec<module::Asked>, String> {
    let known = landfall_know::ports(release);
    let mut all: Vec<module::Asked> = Vec::new();
    for name in &args.ports {
        match name.as_str() {
            "all" => all.extend(known.iter().map(|port| (port.0, port.1, None))),
            "first-class" => {
                let first =
                    known.iter().filter(|port| landfall_know::is_first_class(port.0, port.1));
                all.extend(first.map(|port| (port.0, port.1, None)));
            }
            name => {
                let asked = module::platform(name)?;
                if !known.iter().any(|port| (port.0, port.1) == (asked.0, asked.1)) {
                    return Err(format!("could not use {name:?}: Go 1.{release} has no such port"));
                }
                all.push(asked);
            }
        }
    }
    let mut seen: Vec<module::Asked> = Vec::new();
    all.retain(|one| {
        let is_new = !seen.contains(one);
        seen.push(one.clone());
        is_new
    });
    Ok(all)
}

/// The programs as they would be built, for each row.
fn built(roots: &Roots, release: u32, rows: &[Row], flags: &[String]) -> Vec<Vec<Build>> {
    let tags = tags(flags);
    let plans: Vec<Plan> = rows
        .iter()
        .map(|row| Plan::new(roots, release, row.asked.clone(), row.has_cgo, &tags))
        .collect();
    let wanted: Vec<Wanted> = rows
        .iter()
        .zip(&plans)
        .enumerate()
        .map(|(platform, (row, plan))| Wanted {
            platform,
            os: row.asked.0,
            arch: row.asked.1,
            origin: Origin::Word("--ports".to_owned()),
            cpu: Fact::Absent(Origin::Word("--ports".to_owned())),
            cgo_origin: Origin::Word(format!("CGO_ENABLED={}", u8::from(row.has_cgo))),
            compiler: (row.compiler.command().to_owned(), Origin::Word("--cc".to_owned())),
            linking: None,
            doubt: plan.doubt(release),
            lacks: Lacks::default(),
            is_named: true,
        })
        .collect();
    let standard = module::standard(roots, release, &plans);
    let shown = &roots.module_dir;
    module::with_platforms(release, &plans, |platforms| {
        let mut survey = Survey::new(&Real, roots, platforms, standard.as_ref());
        module::tell(&mut survey, &plans);
        let is_program = |one: &usize| survey.packages[*one].name == "main";
        match survey.entries.iter().any(is_program) {
            true => program::builds(&Real, roots, &survey, &wanted, shown),
            false => Vec::new(),
        }
    })
}

/// The tags that flags of go build say: the last flag counts.
fn tags(flags: &[String]) -> Vec<String> {
    let flags = asked::parted(flags);
    let last = flags.iter().rev().find(|(name, _)| name == "-tags");
    let tags = last.map_or("", |(_, tags)| tags).split([',', ' ']);
    tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

impl Compiler {
    fn command(&self) -> &str {
        match self {
            Self::Said(command) => command,
            Self::Own | Self::No(_) => "",
        }
    }
}

/// The C compiler for a port, as --cc says it.
fn compiler(cc: &str, port: (Os, Arch), host: (Os, Arch)) -> Compiler {
    let is_here = |program: &str| on_path(program).is_some();
    let zig = || {
        let target = landfall_know::zig_cc(port.0, port.1);
        target.map(|target| Compiler::Said(format!("zig cc -target {target}")))
    };
    let name = format!("{}/{}", port.0.name(), port.1.name());
    match cc {
        "zig" if !is_here("zig") => Compiler::No("no zig is in PATH".to_owned()),
        "zig" => zig().unwrap_or_else(|| Compiler::No(format!("zig has no C library for {name}"))),
        "auto" => {
            if port == host {
                return match landfall_know::default_cc(port.0) {
                    Some((own, _)) if env::var_os("CC").is_none() && !is_here(own) => {
                        Compiler::No(format!("no C compiler is here: {own} is not in PATH"))
                    }
                    _ => Compiler::Own,
                };
            }
            let all = landfall_know::cross_compilers(port.0, port.1);
            let there = all.iter().find(|one| is_here(one.program));
            if let Some(there) = there {
                return Compiler::Said(there.command.clone());
            }
            if is_here("zig")
                && let Some(zig) = zig()
            {
                return zig;
            }
            let packages: Vec<&str> = all.iter().filter_map(|one| one.package).take(1).collect();
            let mend = match packages.first() {
                Some(package) => format!("; apt-get install {package}, or zig in PATH"),
                None => String::new(),
            };
            Compiler::No(format!("no C compiler for {name} is in PATH{mend}"))
        }
        said => Compiler::Said(said.to_owned()),
    }
}

/// What is foretold of a program, from its source.
fn foretold(
    build: &Build,
    row: &Row,
    pkg_config: &PkgConfig,
    (go, toolchain): (usize, &Toolchain),
    flags: &[String],
) -> Planned {
    let (os, arch, level) = row.asked.clone();
    let program = build.go.main.known().cloned().unwrap_or_default();
    let links_c = build.cgo.linked.known().copied();
    let (predicted, reason) = of_source(build, row, pkg_config);
    let compiler = match &row.compiler {
        Compiler::Said(command) if row.has_cgo => Some(command.clone()),
        _ => None,
    };
    // Where no level is said, that of the environment counts, and else what the release takes.
    let counts = level.clone().or_else(|| {
        let setting = landfall_know::level_setting(arch)?;
        let said = env::var(setting).ok().filter(|level| !level.is_empty());
        said.map(|level| CpuLevel::new(setting, level))
            .or_else(|| Some(landfall_know::default_level(toolchain.version.minor(), arch)?.0))
    });
    let asked = asked::of(&Order {
        file: &program,
        go: &toolchain.version,
        program: &program,
        level: counts.as_ref(),
        links_c: if row.has_cgo { links_c } else { Some(false) },
        compiler: compiler.as_deref(),
        flags,
    });
    Planned {
        os,
        arch,
        level,
        has_cgo: row.has_cgo,
        go,
        program,
        predicted,
        reason,
        compiler,
        asked,
    }
}

fn of_source(build: &Build, row: &Row, pkg_config: &PkgConfig) -> (Verdict, String) {
    let platform = format!("{}/{}", row.asked.0.name(), row.asked.1.name());
    let machine = match Door::open(&platform) {
        Ok(door) => door.machine(build),
        Err(why) => return (Verdict::Unsure, why),
    };
    let report = judge(build, &machine, &[]);
    let breaks = report
        .findings
        .iter()
        .find(|finding| finding.severity == landfall_facts::Severity::Breaks && !finding.preview);
    if let Some(finding) = breaks {
        // The cell itself says for what.
        return (Verdict::Breaks, finding.says.replace(&format!(" for {platform}"), ""));
    }
    // C is asked of a compiler only where a package wants it, or the linker.
    let wants_c = build.cgo.linked.known() == Some(&true);
    if let (true, Compiler::No(why)) = (wants_c && row.has_cgo, &row.compiler) {
        return (Verdict::Breaks, why.clone());
    }
    let lines = build.source.known().map(|source| source.cgo_lines.as_slice()).unwrap_or_default();
    if let (true, Some(why)) = (row.has_cgo, pkg_config.refuses(lines)) {
        return (Verdict::Breaks, why);
    }
    let doubt = report.doubts.iter().find(|doubt| doubt.rules.contains(&"source_does_not_build"));
    match doubt {
        Some(doubt) => {
            let Unsure(why) = &doubt.unsure;
            (Verdict::Unsure, why.to_string())
        }
        None => (Verdict::Runs, String::new()),
    }
}
