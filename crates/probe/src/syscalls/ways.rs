//! How the functions of a program are come to: by the runtime of Go, by the program itself, or in no way that
//! was found.

use landfall_facts::Tier;

use super::object::Object;
use super::reach::Reach;

/// How functions are come to.
pub(super) struct Ways {
    runtime: Reach,
    likely: Reach,
}

impl Ways {
    pub(super) fn of(object: &Object) -> Self {
        let all = &object.program.all;
        let by = |is: fn(&str) -> bool| -> Vec<usize> {
            let named =
                all.iter().enumerate().filter(|(_, one)| one.go && is(object.program.name(one)));
            named.map(|(index, _)| index).collect()
        };
        let data = object.data();
        let mut first = by(is_first);
        first.extend(object.first.iter().copied().chain(object.entry));
        let own = by(is_of_program);
        let enters = |function: usize| {
            all.get(function).is_some_and(|one| !one.go || is_of_runtime(object.program.name(one)))
        };
        let runtime = Reach::from(&first, &object.graph, &data, enters);
        let likely = Reach::from(&own, &object.graph, &data, |function| !runtime.has(function));
        Self { runtime, likely }
    }

    /// How a function is come to, and by which way.
    pub(super) fn to(&self, object: &Object, function: usize) -> (Tier, Vec<String>) {
        let (tier, path) = if self.runtime.has(function) {
            (Tier::Runtime, self.runtime.path(function))
        } else if self.likely.has(function) {
            (Tier::Likely, self.likely.path(function))
        } else {
            (Tier::Reachable, vec![function])
        };
        (tier, path.into_iter().map(|one| object.name_of(one)).collect())
    }
}

/// Whether the kernel, the C library or a signal begins here.
fn is_first(name: &str) -> bool {
    const FIRST: [&str; 12] = [
        "_rt0_",
        "runtime.rt0_go",
        "runtime.main",
        "runtime.mstart",
        "runtime.sigtramp",
        "runtime.cgoSigtramp",
        "runtime.sigreturn",
        "runtime.cgocallback",
        "runtime.asyncPreempt",
        "runtime.goexit",
        "runtime.morestack",
        "runtime.sigfwd",
    ];
    FIRST.iter().any(|first| name.starts_with(first))
}

/// Whether the runtime of Go holds a function: what is not its own it calls only for the program.
fn is_of_runtime(name: &str) -> bool {
    const RUNTIME: [&str; 5] = ["runtime.", "runtime/", "internal/runtime/", "_rt0_", "_cgo_"];
    RUNTIME.iter().any(|package| name.starts_with(package))
}

/// Whether it is `main`, or an initialiser of a package.
fn is_of_program(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let Some((package, function)) = last.split_once('.') else { return false };
    let number = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    let init = function == "init" || function.strip_prefix("init.").is_some_and(number);
    (package == "main" && function == "main") || (init && !name.starts_with("runtime."))
}
