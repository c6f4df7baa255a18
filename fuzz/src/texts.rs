//! Readers of texts: source, recipes, logs, and what a machine or an image says of itself.

use super::text;
use landfall_formats::crash::Reader;
use landfall_formats::makefile::Kind;
use landfall_formats::yaml::{Node, Value};
use landfall_formats::{confinement, ld_cache, loader, oci, pkgconfig, plist, yaml as yaml_file};
use landfall_probe::crash::CrashLog;
use landfall_probe::recipes::FoundText;

/// Any bytes as a log with crashes, in pieces of any length: what is read does not depend on these.
pub fn crash(bytes: &[u8]) {
    let [length, log @ ..] = bytes else { return };
    let read = |length: usize| {
        let (mut reader, mut all) = (Reader::default(), Vec::new());
        for piece in log.chunks(length) {
            reader.push(piece, |crash| all.push(crash));
        }
        reader.finish(|crash| all.push(crash));
        all
    };
    assert_eq!(read(usize::from(*length) + 1), read(log.len().max(1)));
    let mut told = CrashLog::new("fuzzed.log", &[], None);
    told.push(log, |_| {});
    told.finish(|_| {});
}

/// Any text as a Dockerfile: what is told stands in the text.
pub fn dockerfile(bytes: &[u8]) {
    let text = text(bytes);
    let read = landfall_formats::dockerfile::read(text);
    for one in &read.instructions {
        assert!(text.get(one.span.range()).is_some(), "{one:?}");
        assert!(text.get(one.keyword_span.range()).is_some(), "{one:?}");
        assert!(one.heres.iter().all(|here| text.get(here.body.range()).is_some()), "{one:?}");
        let _ = (one.words(), one.elements(), one.pairs());
        let _ = landfall_formats::shell::read(&one.body.text, one.body.start);
    }
}

/// Any bytes as an entry of the build cache, or an index of a module.
pub fn gocache(bytes: &[u8]) {
    use landfall_formats::gocache;

    let _ = gocache::entry(bytes);
    let _ = gocache::index(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = gocache::action(text);
    }
}

/// Any bytes as a go.mod or go.work file.
pub fn gomod(bytes: &[u8]) {
    let _ = landfall_formats::gomod::read(bytes);
}

/// Any bytes as a Go file.
pub fn gosrc(bytes: &[u8]) {
    use landfall_formats::gosrc::{header, read, references};

    let file = read(bytes);
    for preamble in file.imports.iter().filter_map(|import| import.preamble.as_ref()) {
        let _ = preamble.text(bytes);
    }
    for directive in &file.directives {
        let _ = directive.embeds();
    }
    let _ = header::constraint(bytes);
    let _ = references(bytes);
}

/// Any bytes as the lines of a log.
pub fn log(bytes: &[u8]) {
    use landfall_formats::log::{Lines, message, plain};

    let mut lines = Lines::default();
    let (first, second) = bytes.split_at(bytes.len() / 2);
    for piece in [first, second] {
        lines.push(piece, |line| assert!(message(line).len() <= line.len()));
    }
    lines.finish(|line| assert!(message(line).len() <= line.len()));
    let _ = plain(bytes);
}

/// Any bytes as the texts of a machine: a loader's cache, a loader, a recorded machine, an image's JSON.
pub fn machines(bytes: &[u8]) {
    let _ = ld_cache::read(bytes);
    let bytes = bytes.to_vec();
    let _ = loader::glibc_directories(&bytes);
    let _ = loader::glibc_version(&bytes);
    let _ = loader::musl_version(&bytes);
    let _ = oci::layout_version(&bytes);
    let _ = oci::config(&bytes);
    let _ = oci::document(&bytes);
    let _ = oci::saved(&bytes);
    if let Ok(text) = std::str::from_utf8(&bytes) {
        let _ = loader::musl_directories(text);
        let _ = landfall_probe::recorded::read(text, "fuzzed.toml");
    }
}

/// Any text as a Makefile, with the scripts in it: what is told stands in the text.
pub fn makefile(bytes: &[u8]) {
    use landfall_formats::{makefile, shell};

    let text = text(bytes);
    let read = makefile::read(text);
    for item in &read.items {
        assert!(text.get(item.span.range()).is_some(), "{item:?}");
        assert!(read.branches(item.condition).count() <= read.conditions.len());
        match &item.kind {
            Kind::Rule(rule) => {
                for line in &rule.recipe {
                    assert!(text.get(line.span.range()).is_some(), "{line:?}");
                    let _ = shell::read(&line.script.text, line.script.start);
                }
            }
            Kind::Assignment(one) => {
                let _ = makefile::script(text, one.value_span);
            }
            Kind::Export(_) | Kind::Include(_) | Kind::Expansion => {}
        }
    }
}

/// A recipe of each kind, by the path that it is found at.
const RECIPES: [&str; 17] = [
    "Dockerfile",
    "build.sh",
    "Makefile",
    ".github/workflows/ci.yml",
    "action.yml",
    ".gitlab-ci.yml",
    ".goreleaser.yaml",
    ".ko.yaml",
    "compose.yaml",
    "web.service",
    "seccomp.json",
    "Library/LaunchDaemons/web.plist",
    "etc/apparmor.d/web",
    "web.fc",
    "go.env",
    "go.mod",
    "web.service.d/more.conf",
];

/// Any text as a recipe of each kind, followed to what it runs; a byte says which.
pub fn recipes(bytes: &[u8]) {
    let [which, bytes @ ..] = bytes else { return };
    let path = RECIPES[usize::from(*which) % RECIPES.len()];
    let _ = landfall_probe::recipes::read(FoundText::new(path, text(bytes)).into_iter().collect());
}

/// Any text as a shell script: what is told stands in the text.
pub fn shell(bytes: &[u8]) {
    use landfall_formats::shell;

    let text = text(bytes);
    let script = shell::read(text, 0);
    for statement in &script.list {
        for (_, pipeline) in &statement.pipelines {
            assert!(text.get(pipeline.span.range()).is_some(), "{pipeline:?}");
        }
    }
    assert!(script.problems.iter().all(|problem| text.get(problem.span.range()).is_some()));
    shell::redirects(&script, &mut |_| {});
    let _ = shell::words(text, 0);
}

/// Any text as a property list, a pkg-config file, or the head of a profile of AppArmor, SELinux or seccomp.
pub fn small(bytes: &[u8]) {
    let text = text(bytes);
    let _ = (plist::read(text), pkgconfig::read(text, "/usr/lib/pkgconfig"));
    let _ = (confinement::apparmor(text), confinement::contexts(text));
    let _ = landfall_probe::seccomp_profile("fuzzed.json", text);
}

/// Any text as a unit of systemd.
pub fn unit(bytes: &[u8]) {
    use landfall_formats::unit;

    let read = unit::read(text(bytes));
    for entry in read.sections.iter().flat_map(|section| &section.entries) {
        let _ = unit::words(&entry.value);
    }
    let _ = read.all("Service", "ExecStart").count();
}

/// Any text as YAML, with the scripts in it: what is told stands in the text.
pub fn yaml(bytes: &[u8]) {
    let text = text(bytes);
    let read = yaml_file::read(text);
    read.documents.iter().for_each(|document| visit(text, document));
    for span in read.comments.iter().chain(read.problems.iter().map(|problem| &problem.span)) {
        assert!(text.get(span.range()).is_some(), "{span:?}");
    }
}

fn visit(text: &str, node: &Node) {
    assert!(text.get(node.span.range()).is_some(), "{node:?}");
    match &node.value {
        Value::Scalar { .. } => {
            if let Some(script) = yaml_file::block_text(text, node) {
                assert!(script.text.len() <= node.span.range().len(), "{node:?}");
                let _ = landfall_formats::shell::read(&script.text, script.start);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| visit(text, item)),
        Value::Mapping(entries) => {
            for (key, value) in entries.iter() {
                visit(text, key);
                visit(text, value);
            }
        }
        // What it stands for is visited where it stands.
        Value::Alias { .. } => {}
    }
}
