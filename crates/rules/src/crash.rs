//! What a crash was: whose code each frame is, who is the likely culprit, what was said in plain words, and what
//! it is counted by.

mod clusters;
mod means;
mod signature;

use std::collections::HashMap;

use landfall_facts::{Crash, CrashFrame, CrashGroup, Whose};
use landfall_know::is_standard_package;

pub use clusters::clusters;

/// Understands a crash; `module` is the program's own, where a binary tells it.
pub fn understand(crash: &mut Crash, module: Option<&str>) {
    let mut owners = Owners { module, standard: HashMap::new() };
    for group in &mut crash.groups {
        group.frames.iter_mut().chain(&mut group.creator).for_each(|frame| owners.tell(frame));
    }
    if let Some(signal) = &mut crash.signal {
        signal.at.iter_mut().for_each(|frame| owners.tell(frame));
    }
    crash.culprit = culprit(crash);
    means::tell(crash);
    signature::tell(crash);
}

/// Whose code a frame is, looked up once for each package.
struct Owners<'a> {
    module: Option<&'a str>,
    standard: HashMap<String, bool>,
}

impl Owners<'_> {
    fn tell(&mut self, frame: &mut CrashFrame) {
        frame.whose = self.whose(frame);
    }

    fn whose(&mut self, frame: &CrashFrame) -> Whose {
        let name = frame.function.as_str();
        if is_boundary(name) {
            return Whose::Boundary;
        }
        if frame.whose == Whose::C || frame.whose == Whose::Unknown && name.is_empty() {
            return frame.whose;
        }
        if matches!(name, "panic" | "gopanic") {
            return Whose::Runtime;
        }
        let Some(package) = package_of(name) else { return Whose::C };
        if package == "main" || package == "main_test" || package == "command-line-arguments" {
            return Whose::Own;
        }
        if package == "runtime"
            || package.starts_with("internal/runtime/")
            || package.starts_with("runtime/internal/")
        {
            return Whose::Runtime;
        }
        if self.module.is_some_and(|module| is_below(&package, module)) {
            return Whose::Own;
        }
        if self.is_standard(&package) {
            return Whose::Standard;
        }
        let file = frame.file.replace('\\', "/");
        let is_fetched =
            file.contains("/pkg/mod/") || file.contains("@v") || file.contains("/vendor/");
        if is_fetched || self.module.is_some() {
            return Whose::Dependency;
        }
        if file.is_empty() { Whose::Unknown } else { Whose::Own }
    }

    fn is_standard(&mut self, package: &str) -> bool {
        let first = package.split('/').next().unwrap_or_default();
        // A path with a point in its first part is of a module, but for what Go itself brings along.
        if first.contains('.') {
            return false;
        }
        // Nobody else can have these.
        if matches!(first, "internal" | "vendor") {
            return true;
        }
        let known = self.standard.get(package).copied();
        known.unwrap_or_else(|| {
            let is_one =
                is_standard_package(package) || is_standard_package(first) && first != "main";
            self.standard.insert(package.to_owned(), is_one);
            is_one
        })
    }
}

fn is_below(package: &str, module: &str) -> bool {
    package.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a function stands where Go and C meet.
fn is_boundary(name: &str) -> bool {
    const RUNTIME: [&str; 6] = [
        "runtime.cgocall",
        "runtime.asmcgocall",
        "runtime.cgocallback",
        "runtime.cgocallbackg",
        "runtime.cgocallbackg1",
        "runtime.cgocallback_gofunc",
    ];
    let last = name.rsplit('.').next().unwrap_or(name);
    RUNTIME.iter().any(|one| {
        name == *one || name.strip_prefix(one).is_some_and(|rest| rest.starts_with(".abi"))
    }) || name.starts_with("crosscall")
        || ["_cgo_", "_cgoexp_", "_Cfunc_", "_C2func_", "_cgoexpwrap_"]
            .iter()
            .any(|begin| last.starts_with(begin))
}

/// The import path in a function's name; `None` for one that no package has, as those of C.
pub(crate) fn package_of(function: &str) -> Option<String> {
    let plain = function.split('[').next().unwrap_or(function);
    let slash = plain.rfind('/').map_or(0, |at| at + 1);
    let point = plain[slash..].find('.')? + slash;
    // A point in the last part of a path is written as the linker does.
    Some(plain[..point].replace("%2e", ".")).filter(|package| !package.is_empty())
}

/// The frame that is likely at fault: behind the last call of a panic, the first of the program's own, else of a
/// dependency, else of C.
fn culprit(crash: &Crash) -> Option<(usize, usize)> {
    let is_candidate = |group: &CrashGroup| {
        !(group.of == "runtime" || group.number == Some(0) && group.of == "goroutine")
    };
    let groups = || crash.groups.iter().enumerate().filter(|(_, group)| is_candidate(group));
    // The one that crashed is the first; in a dump it may be the runtime's, and another one tells more.
    let told = groups().find_map(|(at, group)| Some((at, in_group(group, &[Whose::Own])?)));
    let first = groups().next();
    let of_first = first.and_then(|(at, group)| {
        Some((
            at,
            in_group(group, &[Whose::Own])
                .or_else(|| in_group(group, &[Whose::Dependency, Whose::Unknown]))?,
        ))
    });
    let in_c = || groups().find_map(|(at, group)| Some((at, in_group(group, &[Whose::C])?)));
    let any = || {
        groups().find_map(|(at, group)| {
            Some((at, in_group(group, &[Whose::Dependency, Whose::Unknown])?))
        })
    };
    of_first.or(told).or_else(any).or_else(in_c)
}

fn in_group(group: &CrashGroup, whose: &[Whose]) -> Option<usize> {
    const RAISES: [&str; 7] = [
        "panic",
        "runtime.gopanic",
        "runtime.sigpanic",
        "runtime.panicmem",
        "runtime.throw",
        "runtime.fatal",
        "runtime.sigpanic0",
    ];
    let raised = group.frames.iter().rposition(|frame| RAISES.contains(&&*frame.function));
    let from = raised.map_or(0, |at| at + 1);
    let find = |from: usize| {
        let named = |frame: &CrashFrame| !frame.function.is_empty() && whose.contains(&frame.whose);
        group.frames.iter().skip(from).position(named).map(|at| at + from)
    };
    find(from).or_else(|| find(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whose(function: &str, file: &str, module: Option<&str>) -> Whose {
        let frame =
            CrashFrame { function: function.into(), file: file.into(), ..CrashFrame::default() };
        Owners { module, standard: HashMap::new() }.whose(&frame)
    }

    #[test]
    fn each_frame_has_its_owner() {
        for (function, file, module, is) in [
            ("main.main", "/src/main.go", None, Whose::Own),
            (
                "net/http.(*conn).serve",
                "/usr/local/go/src/net/http/server.go",
                None,
                Whose::Standard,
            ),
            ("runtime.gopark", "", None, Whose::Runtime),
            ("internal/runtime/maps.fatal", "", None, Whose::Runtime),
            (
                "github.com/a/b.F",
                "/root/go/pkg/mod/github.com/a/b@v1.2.3/f.go",
                None,
                Whose::Dependency,
            ),
            ("github.com/a/b.F", "github.com/a/b@v1.2.3/f.go", None, Whose::Dependency),
            ("github.com/me/x/y.(*T).m", "/src/x/y/t.go", None, Whose::Own),
            ("github.com/me/x/y.F", "y/t.go", Some("github.com/me/x"), Whose::Own),
            ("github.com/me/xy.F", "y/t.go", Some("github.com/me/x"), Whose::Dependency),
            ("shop/internal/cart.Add", "/src/cart.go", None, Whose::Own),
            ("main._Cfunc_f", "_cgo_gotypes.go", None, Whose::Boundary),
            ("runtime.cgocall", "", None, Whose::Boundary),
            ("_cgo_1f_Cfunc_f", "", None, Whose::Boundary),
            ("sqlite3_step", "", None, Whose::C),
            (
                "gopkg.in/yaml%2ev3.Unmarshal",
                "/m/gopkg.in/yaml.v3@v3.0.1/yaml.go",
                None,
                Whose::Dependency,
            ),
        ] {
            assert_eq!(whose(function, file, module), is, "{function} {file}");
        }
    }

    #[test]
    fn packages_are_cut_from_functions() {
        assert_eq!(package_of("net/http.(*conn).serve").as_deref(), Some("net/http"));
        assert_eq!(package_of("a.com/b.F[a.com/c.T]").as_deref(), Some("a.com/b"));
        assert_eq!(package_of("gopkg.in/yaml%2ev3.F").as_deref(), Some("gopkg.in/yaml.v3"));
        assert_eq!(package_of("abort"), None);
    }
}
