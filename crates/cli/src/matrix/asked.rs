//! What a build is asked to be, from the flags and the environment of the command that builds it.

use landfall_facts::{Asked, CpuLevel, Fact, GlibcVersion, GoVersion, Kind, Libc, Origin, Setting};

/// The flags of go build that it writes down as build settings, and whether they have a value.
const WRITTEN: [(&str, bool); 8] = [
    ("-tags", true),
    ("-trimpath", false),
    ("-race", false),
    ("-msan", false),
    ("-asan", false),
    ("-cover", false),
    ("-compiler", true),
    ("-gcflags", true),
];

/// The variables of the environment that go build writes down as build settings, as they are.
const ENVIRONMENT: [&str; 2] = ["GOEXPERIMENT", "GOFIPS140"];

/// A build as it is asked for.
pub(crate) struct Order<'a> {
    /// The file that comes out.
    pub(crate) file: &'a str,
    pub(crate) go: &'a GoVersion,
    pub(crate) program: &'a str,
    pub(crate) level: Option<&'a CpuLevel>,
    /// Whether C is to be linked in, where that is known: with cgo it is if a package wants it.
    pub(crate) links_c: Option<bool>,
    /// The C compiler, where cgo is on.
    pub(crate) compiler: Option<&'a str>,
    /// The flags, those of GOFLAGS first.
    pub(crate) flags: &'a [String],
}

/// What is asked of a build.
pub(crate) fn of(order: &Order<'_>) -> Asked {
    let said = |word: &str| Origin::Word(word.to_owned());
    let mut asked = Asked::nothing(order.file);
    asked.go = Fact::Known(order.go.clone(), said("--go"));
    asked.main = Fact::Known(order.program.to_owned(), said(order.program));
    if let Some(level) = order.level {
        asked.level = Fact::Known(level.clone(), said(&level.to_string()));
    }
    if let Some(links_c) = order.links_c {
        asked.cgo =
            Fact::Known(links_c, said(if links_c { "CGO_ENABLED=1" } else { "CGO_ENABLED=0" }));
    }
    for name in ENVIRONMENT {
        let Some(value) = std::env::var(name).ok().filter(|value| !value.is_empty()) else {
            continue;
        };
        let origin = said(&format!("{name}={value}"));
        asked.settings.push((Setting { key: name.to_owned(), value }, origin));
    }
    let flags = parted(order.flags);
    let last = |name: &str| flags.iter().rev().find(|(one, _)| one == name);
    for (name, has_value) in WRITTEN {
        let Some((_, value)) = last(name) else { continue };
        let value = match (has_value, value.as_str()) {
            (false, "false") => "",
            (true, "") => continue,
            (_, value) => value,
        };
        // What -trimpath takes out of the build settings nobody can look for.
        if name == "-gcflags" && last("-trimpath").is_some() {
            continue;
        }
        // Blanks part tags as commas do, and belong to any other value.
        let value = if name == "-tags" { value.replace(' ', ",") } else { value.to_owned() };
        let setting = Setting { key: name.to_owned(), value: value.clone() };
        asked.settings.push((setting, said(&format!("{name}={value}"))));
    }
    if let Some((_, mode)) = last("-buildmode") {
        asked.kind = match kind(mode) {
            Some(kind) => Fact::Known(kind, said(&format!("-buildmode={mode}"))),
            None => asked.kind,
        };
    }
    if last("-buildvcs").is_some_and(|(_, value)| value == "true") {
        asked.revision = Fact::Known(true, said("-buildvcs=true"));
    }
    if let Some((_, flags)) = last("-ldflags") {
        of_linker(flags, &mut asked);
    }
    if let Some(compiler) = order.compiler.filter(|_| order.links_c == Some(true)) {
        of_compiler(compiler, &mut asked);
    }
    asked
}

/// Flags with their values, by their names with one dash.
pub(super) fn parted(flags: &[String]) -> Vec<(String, String)> {
    /// Flags whose value may be the next word.
    const VALUED: [&str; 10] = [
        "-tags",
        "-ldflags",
        "-gcflags",
        "-asmflags",
        "-buildmode",
        "-mod",
        "-modfile",
        "-o",
        "-p",
        "-pgo",
    ];
    let mut all = Vec::new();
    let mut words = flags.iter();
    while let Some(word) = words.next() {
        let name = format!("-{}", word.trim_start_matches('-'));
        match name.split_once('=') {
            Some((name, value)) => all.push((name.to_owned(), value.to_owned())),
            None if VALUED.contains(&name.as_str()) => {
                all.push((name, words.next().cloned().unwrap_or_default()));
            }
            None => all.push((name, "true".to_owned())),
        }
    }
    all
}

fn kind(mode: &str) -> Option<Kind> {
    let all = [Kind::Executable, Kind::Pie, Kind::CShared, Kind::CArchive, Kind::Plugin];
    all.into_iter().find(|kind| kind.name() == mode)
}

fn of_linker(flags: &str, asked: &mut Asked) {
    let origin = Origin::Word(format!("-ldflags={flags}"));
    let words: Vec<&str> =
        flags.split_whitespace().map(|word| word.trim_matches(['\'', '"'])).collect();
    // The last one counts, as in `-w=0`.
    let is_on = |name: &str| {
        let of = |word: &&&str| {
            **word == name || word.strip_prefix(name).is_some_and(|it| it.starts_with('='))
        };
        let last = words.iter().rev().find(of)?;
        Some(!matches!(last.split_once('=').map(|(_, value)| value), Some("0" | "false")))
    };
    let (symbols, dwarf) = (is_on("-s"), is_on("-w"));
    if symbols == Some(true) {
        asked.without_symbols = Fact::Known(true, origin.clone());
    }
    // Without symbols the linker writes no debugging information, unless it is told to.
    if dwarf == Some(true) || (symbols == Some(true) && dwarf.is_none()) {
        asked.without_dwarf = Fact::Known(true, origin.clone());
    }
    if words.iter().any(|word| word.trim_matches(['\'', '"']).ends_with("-static")) {
        asked.without_loader = Fact::Known(true, origin);
    }
}

/// The C library that a C compiler links, where its name tells.
fn of_compiler(compiler: &str, asked: &mut Asked) {
    let origin = Origin::Word(format!("CC={compiler}"));
    if compiler.contains("musl") {
        asked.libc = Fact::Known(Libc::Musl, origin);
        return;
    }
    let target = compiler.split_once("-linux-gnu").map(|(_, behind)| behind);
    let Some(behind) = target else { return };
    asked.libc = Fact::Known(Libc::Glibc, origin.clone());
    // `-target aarch64-linux-gnu.2.28`, `arm-linux-gnueabihf.2.28`
    let version = behind.split_once('.').map(|(_, version)| version.split_whitespace().next());
    if let Some(Ok(version)) = version.flatten().map(str::parse::<GlibcVersion>) {
        asked.newest_glibc = Fact::Known(version, origin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(flags: &[&str], compiler: Option<&str>) -> Asked {
        let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        let go = "go1.27.3".parse().unwrap();
        of(&Order {
            file: "app",
            go: &go,
            program: "example.com/app",
            level: None,
            links_c: compiler.map(|_| true),
            compiler,
            flags: &flags,
        })
    }

    #[test]
    fn the_last_flag_counts() {
        let told = asked(&["-trimpath", "-ldflags", "-s -w", "-tags=a,b", "-ldflags=-w"], None);
        assert!(told.without_symbols.known().is_none());
        assert_eq!(told.without_dwarf.known(), Some(&true));
        let settings: Vec<String> =
            told.settings.iter().map(|(one, _)| format!("{}={}", one.key, one.value)).collect();
        assert_eq!(settings, ["-tags=a,b", "-trimpath=true"]);
        let told = asked(&["-tags", "a b", "-gcflags=all=-N -l"], None);
        let settings: Vec<String> =
            told.settings.iter().map(|(one, _)| format!("{}={}", one.key, one.value)).collect();
        assert_eq!(settings, ["-tags=a,b", "-gcflags=all=-N -l"]);
        assert!(asked(&["-ldflags=-s -w=0"], None).without_dwarf.known().is_none());
        assert_eq!(asked(&["-ldflags=-s"], None).without_dwarf.known(), Some(&true));
    }

    #[test]
    fn a_static_program_a_mode_and_a_revision() {
        let told = asked(
            &[
                "-ldflags=-linkmode=external -extldflags=-static",
                "--buildmode=pie",
                "-buildvcs=true",
            ],
            None,
        );
        assert_eq!(told.without_loader.known(), Some(&true));
        assert_eq!(told.kind.known(), Some(&Kind::Pie));
        assert_eq!(told.revision.known(), Some(&true));
        assert!(asked(&["-buildvcs=auto"], None).revision.known().is_none());
    }

    #[test]
    fn a_compiler_names_its_c_library() {
        let told = asked(&[], Some("zig cc -target aarch64-linux-gnu.2.28"));
        assert_eq!(told.libc.known(), Some(&Libc::Glibc));
        assert_eq!(told.newest_glibc.known().map(ToString::to_string).as_deref(), Some("2.28"));
        assert_eq!(asked(&[], Some("musl-gcc")).libc.known(), Some(&Libc::Musl));
        assert_eq!(asked(&[], Some("x86_64-linux-gnu-gcc")).libc.known(), Some(&Libc::Glibc));
        assert!(asked(&[], Some("gcc")).libc.known().is_none());
    }
}
