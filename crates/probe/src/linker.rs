//! What the Go linker itself says leads to a symbol: `-dumpdep` of a build that is not kept.

use std::collections::VecDeque;
use std::process::{Command, Stdio};

use hashbrown::HashMap;
use landfall_facts::{Fact, Origin, Why};
use landfall_formats::gosrc::Platform;

use crate::roots::Roots;

/// What is looked for among the linker's symbols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// Anything of a package but what happens as it is imported.
    Package(String),
    /// A function or method: `path.Func`, `path.Type.Method`.
    Function(String),
    /// A function of C, or any.
    C(Option<String>),
}

impl Goal {
    /// What an answer of a kind is about; the linker knows nothing of other kinds.
    pub fn of(kind: &str, subject: &str) -> Option<Self> {
        match kind {
            "package" => Some(Self::Package(subject.to_owned())),
            "function" => Some(Self::Function(subject.to_owned())),
            "c" => Some(Self::C(None)),
            "c_symbol" => Some(Self::C(subject.strip_prefix("C.").map(str::to_owned))),
            _ => None,
        }
    }

    fn is(&self, symbol: &str) -> bool {
        match self {
            Self::Package(path) => {
                let name = symbol.strip_prefix(path.as_str()).and_then(|it| it.strip_prefix('.'));
                name.is_some_and(|name| {
                    name.starts_with(|c: char| c.is_alphanumeric() || c == '(' || c == '_')
                        && name != "init"
                        && !name.starts_with("init.")
                })
            }
            Self::Function(name) => {
                // Behind a bracket stands of which types a generic function was made.
                let symbol = symbol.split('[').next().unwrap_or(symbol);
                symbol.replace("(*", "").replace(')', "") == *name
            }
            Self::C(name) => {
                let found = ["._Cfunc_", "._C2func_"].iter().find_map(|it| symbol.split_once(it));
                found.is_some_and(|(_, of)| name.as_ref().is_none_or(|name| name == of))
            }
        }
    }
}

/// The shortest way from the program's beginning to a symbol that the linker keeps; `None` if it
/// keeps none. Nothing is written but Go's own cache. `tags` are build tags besides those that Go
/// sets by itself.
pub fn way(
    roots: &Roots,
    platform: &Platform<'_>,
    tags: &[String],
    program: &str,
    goal: &Goal,
) -> Fact<Vec<String>> {
    let mut last = Fact::Unknown(Why::not_given("flags of a build"));
    // What is put into its callers as they are compiled has no symbol: without that it has.
    for flags in [&["-ldflags=-dumpdep"][..], &["-ldflags=-dumpdep", "-gcflags=all=-l"]] {
        last = match told(roots, platform, (flags, tags), program) {
            Ok(told) => {
                let origin = Origin::Command(format!("go build {} {program}", flags.join(" ")));
                Fact::from_option(shortest(&told, goal), origin)
            }
            Err(why) => return Fact::Unknown(why),
        };
        if last.known().is_some() {
            break;
        }
    }
    last
}

/// What the linker prints.
fn told(
    roots: &Roots,
    platform: &Platform<'_>,
    (flags, tags): (&[&str], &[String]),
    program: &str,
) -> Result<String, Why> {
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let mut build = Command::new(roots.go());
    build.args(["build", "-o", nowhere]).args(flags);
    if !tags.is_empty() {
        build.arg(format!("-tags={}", tags.join(",")));
    }
    build
        .arg(program)
        .env("GOOS", platform.system)
        .env("GOARCH", platform.architecture)
        .env("CGO_ENABLED", if platform.has_cgo { "1" } else { "0" })
        .current_dir(&roots.module_dir)
        .stdin(Stdio::null());
    let output = build
        .output()
        .map_err(|error| Why::new(format!("could not start go for its linker: {error}")))?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        let mut lines = told.lines().filter(|line| !line.starts_with('#') && !is_edge(line));
        let says = lines.next().unwrap_or("no word");
        return Err(Why::new(format!("go could not build {program}: {}", says.trim())));
    }
    Ok(told)
}

fn is_edge(line: &str) -> bool {
    line.contains(" -> ")
}

/// The shortest way through what the linker prints, from `main` if that leads there.
fn shortest(told: &str, goal: &Goal) -> Option<Vec<String>> {
    let mut edges: HashMap<&str, Vec<&str>> = HashMap::new();
    for (from, to) in told.lines().filter_map(|line| line.split_once(" -> ")) {
        let plain = |name: &'_ str| name.find(" <").unwrap_or(name.len());
        edges.entry(&from[..plain(from)]).or_default().push(&to[..plain(to)]);
    }
    // A dot in the last element of a path is written `%2e`.
    let is_goal = |symbol: &str| goal.is(&symbol.replace("%2e", "."));
    ["main.main", "_"].iter().find_map(|start| {
        let mut before: HashMap<&str, Option<&str>> = [(*start, None)].into();
        let mut pending = VecDeque::from([*start]);
        while let Some(at) = pending.pop_front() {
            if at != *start && is_goal(at) {
                let mut way = vec![at.to_owned()];
                let mut at = at;
                while let Some(last) = before[at] {
                    way.push(last.to_owned());
                    at = last;
                }
                way.retain(|name| name != "_");
                way.reverse();
                return Some(way);
            }
            for next in edges.get(at).into_iter().flatten() {
                before.entry(next).or_insert_with(|| {
                    pending.push_back(next);
                    Some(at)
                });
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "# example.com/m\n_ -> _rt0_amd64_linux\n_ -> go:main.inittasks\n\
        main.main -> example.com/m/a.Do\nmain.main -> type:*int <UsedInIface>\n\
        example.com/m/a.Do -> example.com/m/v%2e2.(*T).Go\n\
        example.com/m/v%2e2.(*T).Go -> net._Cfunc_getaddrinfo\n\
        go:main.inittasks -> os/user.init\nos/user.init -> os/user.Current\n";

    #[test]
    fn main_goes_before_what_happens_as_packages_are_imported() {
        let way = |goal| shortest(TOLD, &goal).map(|way| way.join(" "));
        let function = Goal::Function("example.com/m/v.2.T.Go".to_owned());
        let to = "main.main example.com/m/a.Do example.com/m/v%2e2.(*T).Go";
        assert_eq!(way(function).as_deref(), Some(to));
        assert_eq!(way(Goal::C(None)), Some(format!("{to} net._Cfunc_getaddrinfo")));
        assert_eq!(way(Goal::C(Some("getnameinfo".to_owned()))), None);
        let by_import = "go:main.inittasks os/user.init os/user.Current";
        assert_eq!(way(Goal::Package("os/user".to_owned())).as_deref(), Some(by_import));
        assert_eq!(way(Goal::Package("os/use".to_owned())), None);
    }

    #[test]
    fn a_generic_function_and_one_that_begins_as_init_are_known() {
        assert!(Goal::Function("m.F".to_owned()).is("m.F[go.shape.int]"));
        let package = Goal::Package("m".to_owned());
        assert!(
            package.is("m.initialise") && !package.is("m.init.0") && !package.is("m..inittask")
        );
    }
}
