use landfall_facts::{Recipes, Run};

use crate::recipes::{FoundText, read};

fn recipes(path: &str, text: &str) -> Recipes {
    read(vec![FoundText::new(path, text).unwrap()])
}

fn of(text: &str) -> Recipes {
    recipes(".github/workflows/ci.yml", text)
}

/// What the Go commands see of a variable.
fn seen(recipes: &Recipes, name: &str) -> Vec<Option<String>> {
    let go = |run: &&Run| run.go.is_some();
    recipes.runs.iter().filter(go).map(|run| run.env.get(name).known().cloned()).collect()
}

#[test]
fn the_environment_of_a_step_covers_that_of_its_job() {
    let recipes = of("\
env: {A: top, B: top, C: top}
jobs:
  build:
    runs-on: ubuntu-latest
    env:
      B: job
      C: job
    steps:
      - run: |
          D=${{ env.B }} go build .
        env:
          C: step
");
    assert_eq!(seen(&recipes, "A"), [Some("top".to_owned())]);
    assert_eq!(seen(&recipes, "B"), [Some("job".to_owned())]);
    assert_eq!(seen(&recipes, "C"), [Some("step".to_owned())]);
    assert_eq!(seen(&recipes, "D"), [Some("job".to_owned())]);
}

#[test]
fn a_matrix_is_run_through_and_conditions_leave_steps_out() {
    let recipes = of("\
jobs:
  build:
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-latest, macos-latest, windows-latest]
        arch: [amd64, arm64]
        exclude:
          - {os: macos-latest, arch: amd64}
        include:
          - {os: ubuntu-latest, tags: netgo}
          - {os: ubuntu-24.04-arm, arch: arm}
    steps:
      - run: GOARCH=${{ matrix.arch }} TAGS=${{ matrix.tags }} go build .
      - if: runner.os == 'Linux' && matrix.arch == 'arm64'
        run: GOARCH=only go vet .
");
    let labels: Vec<_> =
        recipes.jobs.iter().filter_map(|job| job.runner.as_ref()?.known()).collect();
    assert_eq!(
        labels,
        [
            "ubuntu-latest",
            "ubuntu-latest",
            "macos-latest",
            "windows-latest",
            "windows-latest",
            "ubuntu-24.04-arm"
        ]
    );
    let said = |text: &str| Some(text.to_owned());
    // What PowerShell runs is not read.
    assert_eq!(
        seen(&recipes, "GOARCH"),
        [said("amd64"), said("arm64"), said("only"), said("arm64"), said("arm")]
    );
    assert_eq!(seen(&recipes, "TAGS")[..2], [said("netgo"), said("netgo")]);
}

#[test]
fn what_is_written_into_github_env_is_seen_later_and_what_is_exported_is_not() {
    let recipes = of("\
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo \"GOOS=plan9\" >> $GITHUB_ENV
      - run: export GOARCH=arm64 CGO_ENABLED=0
      - run: go build .
");
    assert_eq!(seen(&recipes, "GOOS"), [Some("plan9".to_owned())]);
    assert_eq!(seen(&recipes, "GOARCH"), [None]);
    let lost: Vec<_> =
        recipes.jobs[0].steps[1].lost.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(lost, ["GOARCH", "CGO_ENABLED"]);
}

#[test]
fn a_pipe_hides_a_failure_unless_bash_is_asked_for() {
    let of = |shell: &str| {
        let text = format!(
            "jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: go test . | tee log\n{shell}"
        );
        of(&text).runs[0].flow.is_piped
    };
    assert!(of(""));
    assert!(!of("        shell: bash\n"));
    assert!(of("        shell: sh\n"));
    assert!(!of("        shell: bash -eo pipefail {0}\n"));
}

#[test]
fn the_version_of_an_action_stands_behind_it() {
    let major = |uses: &str| {
        let text = format!("jobs:\n  a:\n    steps:\n      - uses: {uses}\n");
        of(&text).jobs[0].steps[0].uses.clone().unwrap().major.known().copied()
    };
    assert_eq!(major("actions/setup-go@v5"), Some(5));
    assert_eq!(major("actions/setup-go@v5.0.1"), Some(5));
    assert_eq!(
        major("actions/setup-go@0123456789012345678901234567890123456789 # v6.1.0"),
        Some(6)
    );
    assert_eq!(major("actions/setup-go@0123456789012345678901234567890123456789"), None);
    assert_eq!(major("actions/setup-go@main"), None);
}

#[test]
fn a_matrix_that_is_computed_is_not_guessed() {
    let recipes = of("\
jobs:
  build:
    runs-on: ubuntu-latest
    strategy:
      matrix: ${{ fromJSON(needs.a.outputs.b) }}
    steps:
      - run: GOARCH=${{ matrix.arch }} go build .
");
    assert_eq!(seen(&recipes, "GOARCH"), [None]);
}

#[test]
fn words_alone_are_the_same_to_powershell() {
    let verbs = |script: &str, shell: &str| {
        let text = format!(
            "on: push\njobs:\n  a:\n    runs-on: windows-2025\n    steps:\n    - run: {script}\n      shell: {shell}\n"
        );
        let recipes = of(&text);
        assert_eq!(recipes.files[0].problems, []);
        let verb = |run: &landfall_facts::Run| run.go.as_ref().map(|go| go.verb.clone());
        recipes.runs.iter().filter_map(verb).collect::<Vec<_>>()
    };
    assert_eq!(verbs("go build -o bin/a.exe ./cmd/a", "pwsh"), ["build"]);
    assert_eq!(verbs("go vet ./...", "cmd"), ["vet"]);
    for script in
        ["GOOS=linux go build", "go build; go vet", "go build $x", "'if (a) { go build }'"]
    {
        assert_eq!(verbs(script, "pwsh"), Vec::<String>::new(), "{script}");
    }
}

#[test]
fn an_action_names_the_platforms_of_a_dockerfile() {
    let found = |path: &str, text: &str| FoundText::new(path, text).unwrap();
    let workflow = "\
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: web
          platforms: linux/amd64,linux/s390x
";
    let recipes = read(vec![
        found("web/Dockerfile", "FROM scratch\n"),
        found(".github/workflows/ci.yml", workflow),
    ]);
    let said = recipes.images.iter().filter(|image| image.target_said.is_some());
    let said: Vec<String> = said.map(|image| image.target.to_string()).collect();
    assert_eq!(said, ["linux/amd64", "linux/s390x"]);
}
