//! What cgo compiles and links C with, as the compiler says or its files show.

use landfall_facts::{Compiler, Fact, Machine, Origin, Why};

use super::files::{first, on_path};
use super::tools::by_name;
use crate::roots::join;
use crate::world::{Blind, Kind, World};

/// What cgo would call, and what that would call.
pub(super) fn fill(
    world: &dyn World,
    cc: &Fact<String>,
    pkg_config: &Fact<String>,
    default_cc: &str,
    machine: &mut Machine,
) {
    let compiler = &mut machine.compiler;
    let called = match cc {
        Fact::Known(said, _) => said.clone(),
        Fact::Absent(_) | Fact::Unknown(_) => default_cc.to_owned(),
    };
    let said_by = cc.origin().cloned().unwrap_or_else(|| by_name("CC"));
    compiler.is_said = Fact::Known(cc.known().is_some(), said_by);
    let words: Vec<&str> = called.split_whitespace().collect();
    let program = words.first().copied().unwrap_or_default().to_owned();
    let go_does = Origin::Go(format!("{default_cc} is called where CC is not set"));
    // Its arguments may be anything; the name is what is asked for.
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    compiler.called =
        Fact::Known(name, cc.origin().filter(|_| cc.known().is_some()).cloned().unwrap_or(go_does));
    compiler.path = match program.contains(['/', '\\']) {
        true => first(world, &[&program], Kind::File),
        false => on_path(world, &program),
    };
    compiler.trial = Fact::Absent(Origin::Nature("no trial was asked for".to_owned()));
    let not_asked = || Fact::Absent(Origin::Nature("nobody asked for another platform".to_owned()));
    (compiler.cross, compiler.cross_trial) = (not_asked(), not_asked());
    compiler.thread = Fact::Absent(Origin::Nature("no trial was asked for".to_owned()));
    let tool = pkg_config.known().map_or("pkg-config", String::as_str);
    compiler.pkg_config = match tool.contains(['/', '\\']) {
        true => first(world, &[tool], Kind::File),
        false => on_path(world, tool),
    };
    let Fact::Known(..) = compiler.path else {
        let none = |path: &Fact<String>| match path {
            Fact::Unknown(why) => Fact::Unknown(why.clone()),
            Fact::Known(_, origin) | Fact::Absent(origin) => Fact::Absent(origin.clone()),
        };
        for fact in [
            &mut compiler.target,
            &mut compiler.linker,
            &mut compiler.assembler,
            &mut compiler.headers,
            &mut compiler.proper,
        ] {
            *fact = none(&compiler.path);
        }
        return;
    };
    let asked = |arguments: &[&str]| {
        let command: Vec<&str> = words.iter().chain(arguments).copied().collect();
        // What else `CC` says may be a secret.
        let shown = format!("$(go env CC) {}", arguments.join(" "));
        match world.run(&command) {
            Ok(text) => Fact::Known(text.trim().to_owned(), Origin::Command(shown)),
            Err(Blind::NotThere) => {
                Fact::Unknown(Why::new(format!("`{shown}` is not there to be run")))
            }
            Err(Blind::Cannot(_)) => {
                Fact::Unknown(Why::new(format!("`{shown}` could not be run, or failed")))
            }
        }
    };
    compiler.target = asked(&["-dumpmachine"]);
    compiler.linker = called_by(world, asked(&["-print-prog-name=ld"]));
    compiler.assembler = called_by(world, asked(&["-print-prog-name=as"]));
    compiler.proper = proper(world, asked(&["-print-prog-name=cc1"]));
    // Clang goes by other names too, and knows of no such program.
    if let Fact::Absent(_) = compiler.proper
        && asked(&["--version"]).known().is_none_or(|says| !says.contains("Free Software"))
    {
        let none = Origin::Nature("it is no GCC, which has a program of its own for C".to_owned());
        compiler.proper = Fact::Known("its own compiler".to_owned(), none);
    }
    // Clang assembles by itself, and zig links by itself too.
    let name = compiler.called.known().map(String::as_str).unwrap_or_default();
    let own = |what: &str| {
        Fact::Known(format!("its own {what}"), Origin::Nature(format!("{name} has one of its own")))
    };
    if name.contains("clang") || name == "zig" {
        compiler.assembler = own("assembler");
    }
    if name.contains("clang") || name == "zig" {
        compiler.proper = own("compiler");
    }
    if name == "zig" {
        compiler.linker = own("linker");
    }
    // What it would read, with a header that is not there left as it is written.
    const HEADER: &str = "stdlib.h";
    compiler.headers = match asked(&["-M", "-MG", "-include", HEADER, "-xc", "/dev/null"]) {
        Fact::Known(text, origin) => {
            let mut files = text.split_ascii_whitespace();
            let found = files.find(|file| {
                file.strip_suffix(HEADER).is_some_and(|dir| dir.ends_with(['/', '\\']))
            });
            Fact::from_option(found.map(str::to_owned), origin)
        }
        other => other,
    };
    by_files(world, compiler);
}

/// Looks for what compiles C for platforms: each by its name, with the programs that would do.
pub fn cross(world: &dyn World, wanted: &[(String, Vec<&str>)]) -> Fact<Vec<String>> {
    let found = wanted.iter().map(|(platform, programs)| {
        let is_there = |program: &&&str| matches!(on_path(world, program), Fact::Known(..));
        let program = programs.iter().find(is_there).copied().unwrap_or_default();
        format!("{platform}={program}")
    });
    Fact::Known(found.collect(), Origin::Setting { name: "PATH".to_owned(), by: "the environment" })
}

/// What the files of a compiler tell that cannot be started, as in a root filesystem: GCC has a
/// directory for each target, and where distributions put it it looks into `/usr/include`.
fn by_files(world: &dyn World, compiler: &mut Compiler) {
    const OF_GCC: &str = "/usr/lib/gcc";
    if let (Fact::Unknown(_), Ok(targets)) = (&compiler.target, world.list(OF_GCC))
        && let [only] = targets.as_slice()
    {
        let origin = Origin::Path(world.shown(&format!("{OF_GCC}/{only}")));
        compiler.target = Fact::Known(only.clone(), origin);
    }
    if let Fact::Unknown(_) = &compiler.proper
        && let Some(found) = proper_of_files(world)
    {
        compiler.proper = found;
    }
    for (tool, fact) in [("ld", &mut compiler.linker), ("as", &mut compiler.assembler)] {
        if let (Fact::Unknown(_), Fact::Known(path, origin)) = (&fact, on_path(world, tool)) {
            *fact = Fact::Known(path, origin);
        }
    }
    let is_of_distribution =
        compiler.path.known().is_some_and(|path| path.strip_prefix("/usr/bin/").is_some());
    if let (Fact::Unknown(_), true) = (&compiler.headers, is_of_distribution) {
        compiler.headers = first(world, &["/usr/include/stdlib.h"], Kind::File);
    }
}

/// The compiler proper, which GCC does not look for on PATH: what it knows no path of is not there.
fn proper(world: &dyn World, said: Fact<String>) -> Fact<String> {
    match said {
        Fact::Known(name, origin) if name == "cc1" => Fact::Absent(origin),
        said => called_by(world, said),
    }
}

/// The compiler proper where distributions put it: `/usr/lib/gcc/x86_64-linux-gnu/12/cc1`.
fn proper_of_files(world: &dyn World) -> Option<Fact<String>> {
    let below = |dir: &String| {
        let names = world.list(dir).unwrap_or_default();
        names.into_iter().map(|name| join(dir, &name)).collect::<Vec<_>>()
    };
    let dirs = ["/usr/libexec/gcc", "/usr/lib/gcc"].map(str::to_owned);
    let targets = dirs.iter().flat_map(below);
    let versions: Vec<String> = targets.flat_map(|target| below(&target)).collect();
    let files: Vec<String> = versions.iter().map(|dir| join(dir, "cc1")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    (!files.is_empty()).then(|| first(world, &files, Kind::File))
}

/// The program that a compiler says it calls: one without a directory is looked for on PATH.
fn called_by(world: &dyn World, said: Fact<String>) -> Fact<String> {
    match said {
        Fact::Known(name, _) if !name.contains(['/', '\\']) => on_path(world, &name),
        Fact::Known(path, origin) => match world.kind(&path) {
            Ok(_) => Fact::Known(path, origin),
            Err(Blind::NotThere) => Fact::Absent(origin),
            Err(Blind::Cannot(why)) => Fact::Unknown(why),
        },
        other => other,
    }
}
