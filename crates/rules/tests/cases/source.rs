//! What a `build` line of a case says of the source.

use landfall_facts::{CgoLine, DebugSetting, HandedToC, Obstacle, Source, SourcePackage, Started};

use super::{known, push, word};

/// A source of which nothing is wrong.
pub(super) fn source(has_cgo: bool) -> Source {
    Source {
        release: 26,
        has_cgo,
        cgo_origin: word(),
        obstacles: Vec::new(),
        packages: Vec::new(),
        settings: Vec::new(),
        cgo_lines: Vec::new(),
        compiler: ("gcc".to_owned(), word()),
        handed: Vec::new(),
        allowed: Vec::new(),
        starts: known(Vec::new()),
    }
}

pub(super) fn say(source: &mut Source, verb: &str, rest: &str) {
    let obstacle = |kind, name: &str, says: String, because: &str| Obstacle {
        kind,
        name: name.to_owned(),
        says,
        because: because.to_owned(),
        place: Some(("app.go".to_owned(), 1)),
        way: vec!["app".to_owned()],
        is_doubt: kind == "not_on_disk",
    };
    match verb {
        "undefined" => {
            let says = format!("undefined: {rest}");
            source.obstacles.push(obstacle("undefined", rest, says, "left out"));
        }
        "not" => {
            let path = rest.trim_start_matches("on disk ");
            let why = format!("{path} is not on disk; `go mod download` fetches it");
            source.obstacles.push(obstacle("not_on_disk", path, String::new(), &why));
        }
        "package" => source.packages.push(SourcePackage {
            path: rest.to_owned(),
            uses_cgo: source.has_cgo,
            way: vec!["app".to_owned(), rest.to_owned()],
            imported: Some(word()),
        }),
        "flags" => {
            let mut words = rest.split(' ');
            let name = match words.next() {
                Some("CFLAGS") => "CFLAGS",
                Some("CXXFLAGS") => "CXXFLAGS",
                _ => "LDFLAGS",
            };
            let flags = words.map(str::to_owned).collect();
            let package = "example.com/c".to_owned();
            source.cgo_lines.push(CgoLine { package, name, flags, origin: word() });
        }
        "hands" => {
            let (function, written) = rest.split_once(' ').unwrap_or((rest, "&v"));
            source.handed.push(HandedToC {
                package: "example.com/c".to_owned(),
                function: function.to_owned(),
                written: written.to_owned(),
                kind: "map",
                origin: word(),
            });
        }
        "compiler" => source.compiler.0 = rest.to_owned(),
        "starts" => {
            let (name, by) = (rest.to_owned(), "app.main".to_owned());
            push(&mut source.starts, Started { name, by, origin: word() });
        }
        "allow" => {
            let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
            source.allowed.push((name.to_owned(), value.to_owned()));
        }
        _ => {
            let (key, value) = rest.split_once('=').unwrap_or((rest, ""));
            let (key, value) = (key.to_owned(), value.to_owned());
            source.settings.push(DebugSetting { key, value, origin: word() });
        }
    }
}
