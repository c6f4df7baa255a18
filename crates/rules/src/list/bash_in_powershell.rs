//! Lines for bash that PowerShell runs.

use landfall_facts::Finding;

use crate::recipes::{Answers, StepSeen, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// A step on Windows sets variables as bash does, and PowerShell runs it.
    ///
    /// ## Why it breaks
    /// On a Windows runner a step that says no `shell:` is run by PowerShell, which takes `GOOS=linux` for the
    /// name of a program: `The term 'GOOS=linux' is not recognized as a name of a cmdlet, function, script file,
    /// or executable program.` Written in "Workflow syntax for GitHub Actions" under
    /// `jobs.<job_id>.steps[*].shell`, which is
    /// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax. No Windows was run here.
    ///
    /// ## How to mend it
    /// `shell: bash`, or `env:` in the place of the assignment.
    ///
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: windows-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: CGO_ENABLED=0 go build ./...
    /// -- finds --
    /// .github/workflows/ci.yml:6: PowerShell runs this step, and takes CGO_ENABLED=0 for a program
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: windows-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: CGO_ENABLED=0 go build ./...
    ///         shell: bash
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: windows-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: $env:CGO_ENABLED=0; go build ./...
    /// ```
    /// ```case
    /// -- .github/workflows/ci.yml --
    /// jobs:
    ///   build:
    ///     runs-on: ${{ inputs.windows-runner }}
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: CGO_ENABLED=0 go build ./...
    /// -- unsure --
    /// .github/workflows/ci.yml: ${{ inputs.windows-runner }} is known only when it runs
    /// ```
    bash_in_powershell: Breaks of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_steps(one)
}

fn one(seen: &StepSeen<'_>) -> Answer {
    let (Some(label), Some(script), None) = (&seen.job.runner, &seen.step.script, &seen.step.shell)
    else {
        return Ok(None);
    };
    let assigned = |line: &str| {
        let mut words = line.split_whitespace();
        let first = words.next()?;
        let (name, _) = first.split_once('=')?;
        let is_name = name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'0'..=b'9'));
        let is_set = !name.is_empty() && is_name && matches!(words.next(), Some("go" | "make"));
        is_set.then(|| first.to_owned())
    };
    let exported = |line: &str| {
        line.trim().strip_prefix("export ")?.contains('=').then(|| "export".to_owned())
    };
    let Some(word) =
        script.written.lines().find_map(|line| assigned(line).or_else(|| exported(line)))
    else {
        return Ok(None);
    };
    let Some(name) = label.known() else {
        let may_be = label.written.contains("windows");
        return if may_be { label.text.look().map(|_| None) } else { Ok(None) };
    };
    let is_windows = landfall_know::runner(name).is_some_and(|runner| runner.os == "windows");
    Ok(is_windows.then(|| {
        Finding::new(format!("PowerShell runs this step, and takes {word} for a program"))
            .has(format!("{word}, on {name}"), &script.at)
            .mend("shell: bash, in this step")
    }))
}
