//! `landfall ci`: a small workflow that checks each change.

use std::path::{Path, PathBuf};

use landfall_know::pinned_action;

use crate::args::{CiArgs, CiHost};
use crate::output::{Output, could_not_work};
use crate::written;

pub(crate) fn run(args: &CiArgs, output: &Output) -> i32 {
    let text = match workflow(args) {
        Ok(text) => text,
        Err(error) => return could_not_work(&error),
    };
    if args.print {
        return output.finish(&text, 0);
    }
    let path = match args.write {
        CiHost::Github => PathBuf::from(".github/workflows/landfall.yml"),
        CiHost::Gitlab => PathBuf::from(".gitlab/landfall.gitlab-ci.yml"),
    };
    if path.exists() && !args.force {
        let path = path.display();
        return could_not_work(&format!(
            "could not write {path}: it is there already; --force writes it anew"
        ));
    }
    let done = std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
        .map_err(|error| format!("could not write {}: {error}", path.display()))
        .and_then(|()| written::write(&path, &text));
    match (done, args.write) {
        (Err(error), _) => could_not_work(&error),
        (Ok(()), CiHost::Github) => output.finish(&format!("wrote {}\n", path.display()), 0),
        (Ok(()), CiHost::Gitlab) => {
            let path = path.display();
            let told = format!(
                "wrote {path}; .gitlab-ci.yml includes it by\n\ninclude:\n  - local: {path}\n"
            );
            output.finish(&told, 0)
        }
    }
}

/// The text of the workflow.
fn workflow(args: &CiArgs) -> Result<String, String> {
    let bad = |what: &str| format!("could not use --from {:?}: {what}", args.from);
    let (home, commit) = args.from.rsplit_once('@').ok_or_else(|| {
        bad("write where landfall comes from and its commit, as in OWNER/landfall@0123…")
    })?;
    let is_whole = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_whole {
        return Err(bad("pin it by a whole commit, 40 digits: a tag may be moved"));
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/:.-_@".contains(c);
    if home.is_empty() || !home.chars().all(is_plain) {
        return Err(bad("that is no place of a repository"));
    }
    match args.write {
        CiHost::Github => github(home, commit, &bad),
        CiHost::Gitlab => Ok(gitlab(home, commit)),
    }
}

fn github(home: &str, commit: &str, bad: &dyn Fn(&str) -> String) -> Result<String, String> {
    let is_short = home.split('/').count() >= 2 && !home.contains(':');
    if !is_short {
        return Err(bad("GitHub wants OWNER/REPOSITORY"));
    }
    let action = |name: &str| {
        pinned_action(name)
            .ok_or_else(|| format!("could not write a workflow: nobody here pins {name}"))
    };
    let checkout = action("actions/checkout")?;
    let upload = action("github/codeql-action/upload-sarif")?;
    Ok(format!(
        "# Checks with landfall whether what is built here runs where it goes. Written by `landfall ci`.\n\
         name: landfall\n\
         \n\
         on:\n\
         \x20 pull_request:\n\
         \x20 push:\n\
         \x20   branches: [main, master]\n\
         \n\
         permissions: {{}}\n\
         \n\
         concurrency:\n\
         \x20 group: landfall-${{{{ github.ref }}}}\n\
         \x20 cancel-in-progress: true\n\
         \n\
         jobs:\n\
         \x20 landfall:\n\
         \x20   name: landfall\n\
         \x20   runs-on: ubuntu-24.04\n\
         \x20   timeout-minutes: 20\n\
         \x20   permissions:\n\
         \x20     contents: read # to read the sources and recipes\n\
         \x20     security-events: write # to show findings beside the lines of a pull request\n\
         \x20   steps:\n\
         \x20     - uses: {checkout}\n\
         \x20       with:\n\
         \x20         persist-credentials: false\n\
         \x20     - uses: {home}@{commit}\n\
         \x20       with:\n\
         \x20         sarif: landfall.sarif\n\
         \x20     - uses: {upload}\n\
         \x20       if: ${{{{ !cancelled() }}}}\n\
         \x20       with:\n\
         \x20         sarif_file: landfall.sarif\n\
         \x20         category: landfall\n"
    ))
}

fn gitlab(home: &str, commit: &str) -> String {
    let url =
        if home.contains("://") { home.to_owned() } else { format!("https://github.com/{home}") };
    format!(
        "# Checks with landfall whether what is built here runs where it goes. Written by `landfall ci`.\n\
         landfall:\n\
         \x20 image: rust:1-bookworm\n\
         \x20 rules:\n\
         \x20   - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n\
         \x20   - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n\
         \x20 script:\n\
         \x20   - cargo install --locked --git {url} --rev {commit} landfall\n\
         \x20   - landfall check . --format sarif > landfall.sarif || code=$?\n\
         \x20   - landfall check . || true\n\
         \x20   - test \"${{code:-0}}\" -ne 1 && test \"${{code:-0}}\" -ne 3\n\
         \x20 artifacts:\n\
         \x20   when: always\n\
         \x20   paths: [landfall.sarif]\n"
    )
}
