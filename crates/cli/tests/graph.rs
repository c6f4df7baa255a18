//! The graph of real modules against what the Go command says of them.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name)
}

fn graph(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_landfall"))
        .arg("graph")
        .arg(dir)
        .args(arguments)
        .output()
        .unwrap()
}

fn go_list(dir: &Path, has_cgo: bool, format: &str) -> Vec<String> {
    let output = Command::new("go")
        .args(["list", "-deps", "-f", format, "./..."])
        .env("CGO_ENABLED", if has_cgo { "1" } else { "0" })
        .current_dir(dir)
        .output()
        .expect("could not start go; the tests ask it what it builds, install Go");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut lines: Vec<String> =
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    lines.retain(|line| !line.is_empty());
    lines.sort();
    lines
}

#[test]
fn a_module_is_built_from_the_packages_that_go_list_names() {
    for name in ["roots", "web", "needs", "lib"] {
        for has_cgo in [true, false] {
            let dir = program(name);
            let no_cgo: &[&str] = if has_cgo { &[] } else { &["--no-cgo"] };
            let output = graph(&dir, &[no_cgo, &["--format", "json"]].concat());
            assert_eq!(output.status.code(), Some(0), "{output:?}");
            let ours: Value = serde_json::from_slice(&output.stdout).unwrap();
            let theirs = go_list(&dir, has_cgo, "{{.ImportPath}}");
            // The Go command counts unsafe, of which no file is built.
            let unsafe_too = theirs.iter().filter(|path| *path == "unsafe").count();
            assert_eq!(ours["packages"], theirs.len() - unsafe_too, "{name} {has_cgo}");
            let told: Vec<String> = ours["cgo"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| {
                    format!(
                        "{} {}",
                        one["path"].as_str().unwrap(),
                        one["files"].as_array().unwrap().len()
                    )
                })
                .collect();
            let format = "{{if .CgoFiles}}{{.ImportPath}} {{len .CgoFiles}}{{end}}";
            assert_eq!(told, go_list(&dir, has_cgo, format), "{name} {has_cgo}");
        }
    }
}

#[test]
fn every_form_names_the_way_to_cgo() {
    let dir = program("lib");
    let text = String::from_utf8(graph(&dir, &[]).stdout).unwrap();
    assert!(text.contains("example.com/lib → runtime/cgo"), "{text}");
    assert!(text.contains("links      pthread"), "{text}");
    let dot = String::from_utf8(graph(&dir, &["--format", "dot"]).stdout).unwrap();
    assert!(dot.contains(r#""example.com/lib" -> "runtime/cgo";"#), "{dot}");
    let mermaid = String::from_utf8(graph(&dir, &["--format", "mermaid"]).stdout).unwrap();
    assert!(mermaid.starts_with("flowchart LR\n") && mermaid.contains(r#"[["runtime/cgo"]]"#));
    let svg = String::from_utf8(graph(&dir, &["--format", "svg"]).stdout).unwrap();
    assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n"), "{svg}");
    // Everything that dot has is drawn, as many arrows too.
    for name in ["example.com/lib", "runtime/cgo", "-lpthread"] {
        assert!(svg.contains(&format!(">{name}</text>")), "{name}: {svg}");
    }
    assert_eq!(svg.matches("<path ").count(), dot.matches(" -> ").count());
}

#[test]
fn what_is_not_on_disk_makes_the_graph_unsure() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gone");
    std::fs::create_dir_all(&dir).unwrap();
    let gomod = "module example.com/m\n\ngo 1.24\n\nrequire example.com/gone v1.0.0\n";
    std::fs::write(dir.join("go.mod"), gomod).unwrap();
    std::fs::write(dir.join("m.go"), "package m\n\nimport _ \"example.com/gone/x\"\n").unwrap();
    let output = graph(&dir, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("`go mod download` fetches it, imported by example.com/m"), "{text}");
}

#[test]
fn a_directory_without_a_module_is_refused() {
    let output = graph(Path::new(env!("CARGO_TARGET_TMPDIR")), &[]);
    assert_eq!(output.status.code(), Some(3));
    let says = String::from_utf8(output.stderr).unwrap();
    assert!(says.contains("has no go.mod"), "{says}");
}

#[test]
fn go_is_asked_where_that_is_wanted() {
    let output = graph(&program("web"), &["--with-go"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.ends_with("\n`go list -e -deps ./...` lists the same packages and files\n"),
        "{text}"
    );
    // A go that lists nothing is no witness.
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-go-list");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("go.mod"), "module example.com/m\n\ngo 1.99\n").unwrap();
    std::fs::write(dir.join("m.go"), "package m\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(["graph", "--with-go"])
        .arg(&dir)
        .env("GOTOOLCHAIN", "local")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("go list could not be asked: go list failed: go: "), "{text}");
}

#[test]
fn a_machine_is_looked_at_for_what_c_code_asks_for() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("graph-on");
    let (source, root) = (dir.join("source"), dir.join("root"));
    std::fs::create_dir_all(&source).unwrap();
    std::fs::create_dir_all(root.join("usr/lib/pkgconfig")).unwrap();
    std::fs::create_dir_all(root.join("usr/include/thing")).unwrap();
    std::fs::write(source.join("go.mod"), "module example.com/m\n\ngo 1.24\n").unwrap();
    let text = "package m\n\n// #cgo pkg-config: thing\n// #cgo LDFLAGS: -lother\n\
                // #include <thing.h>\n// #include <gone.h>\n// #include \"own.h\"\nimport \"C\"\n";
    std::fs::write(source.join("m.go"), text).unwrap();
    std::fs::write(source.join("own.h"), "").unwrap();
    let file = "prefix=/usr\nVersion: 1.5\nCflags: -I${prefix}/include/thing\n";
    std::fs::write(root.join("usr/lib/pkgconfig/thing.pc"), file).unwrap();
    std::fs::write(root.join("usr/include/thing/thing.h"), "").unwrap();
    let machine = format!("rootfs:{}", root.display());
    let text = String::from_utf8(graph(&source, &["--on", &machine]).stdout).unwrap();
    for line in [
        "pkg-config thing is /usr/lib/pkgconfig/thing.pc (1.5)",
        "library    other is not there",
        "header     thing.h is /usr/include/thing/thing.h",
        "header     gone.h is not there",
        "/own.h\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    // Who is known by name has no files.
    let output = graph(&source, &["--on", "debian:12"]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
}
