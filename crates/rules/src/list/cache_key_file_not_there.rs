//! A cache that has no file to go by.

use landfall_facts::Finding;

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// `actions/setup-go` looks for go.mod or go.sum at the top, where there is none, and caches nothing.
    ///
    /// ## Why it breaks
    /// The key of the cache is taken from a file at the top of the repository (`go.sum`, and `go.mod` since v6).
    /// Where the module lies below, the log says `Restore cache failed: Dependencies file is not found in …` and
    /// each run fetches and builds everything anew. Written in `src/cache-restore.ts` of
    /// https://github.com/actions/setup-go.
    ///
    /// ## How to mend it
    /// `cache-dependency-path: api/go.sum`.
    ///
    /// ```case
    /// -- api/go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: api/go.mod
    ///       - run: go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:6: nothing is cached: there is no go.mod at the top to take the key from
    /// ```
    /// ```case
    /// -- api/go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: api/go.mod
    ///           cache-dependency-path: api/go.sum
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: go.mod
    ///       - run: go build ./...
    /// ```
    /// ```case
    /// -- api/go.mod --
    /// module example.com/web
    /// go 1.22
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - uses: actions/setup-go@v6
    ///         with:
    ///           go-version-file: api/go.mod
    ///           cache: ${{ inputs.cache }}
    ///       - run: go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.cache }} is known only when it runs
    /// ```
    cache_key_file_not_there: Note of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    if !seen.sets_go_up() || !seen.job().is_workflow() || !seen.is_at_top() {
        return Ok(None);
    }
    let is_old = seen.major().is_none_or(|major| major < 4);
    let modules = &seen.recipes.modules;
    let [module] = modules.as_slice() else { return Ok(None) };
    if is_old || module.dir.is_empty() || seen.step.with("cache-dependency-path").is_some() {
        return Ok(None);
    }
    let builds = |making: &crate::recipes::Making<'_>| {
        making.go.compiles() && !making.run.written.contains('@')
    };
    let is_used = seen.behind().any(|step| step.makings().any(|making| builds(&making)));
    if seen.is_checked_out() != Some(true) || !is_used {
        return Ok(None);
    }
    if let Some(cache) = seen.step.with("cache") {
        let cache = cache.text.look()?;
        if cache.is_some_and(|cache| cache.value() == "false") {
            return Ok(None);
        }
    }
    Ok(Some(
        Finding::new("nothing is cached: there is no go.mod at the top to take the key from")
            .has("no cache-dependency-path", seen.place())
            .needs(
                format!("the module lies in {}", module.dir),
                &landfall_facts::Origin::Path(module.path.to_string()),
            )
            .mend(format!("cache-dependency-path: {}/go.sum", module.dir)),
    ))
}
