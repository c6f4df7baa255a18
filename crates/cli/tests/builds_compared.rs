//! `landfall compare OLD NEW` on programs that the Go at hand builds twice, with one input changed: the cause
//! that is named has to be that input, and no other.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const MAIN: &str = "package main\n\nimport \"os\"\n\nvar version = \"dev\"\n\nfunc main() { \
                    os.Stdout.WriteString(\"version \" + version + \"\\n\") }\n";

/// A directory with a module, and programs built of it.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        place.module("app", MAIN);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn module(&self, name: &str, main: &str) {
        self.write(&format!("{name}/go.mod"), "module example.com/app\n\ngo 1.21\n");
        self.write(&format!("{name}/main.go"), main);
    }

    /// Builds a module with these flags, and variables before them.
    fn build(&self, module: &str, output: &str, arguments: &[&str]) {
        let (variables, flags): (Vec<&str>, Vec<&str>) =
            arguments.iter().partition(|one| one.starts_with(|c: char| c.is_ascii_uppercase()));
        let mut go = Command::new("go");
        go.args(["build", "-o"]).arg(self.path(output)).args(flags).arg(".");
        go.current_dir(self.path(module)).env("CGO_ENABLED", "0").env("GOFLAGS", "");
        go.envs(variables.iter().map(|one| one.split_once('=').unwrap()));
        succeeds(&mut go);
    }

    fn landfall(&self, arguments: &[&str]) -> Output {
        let mut landfall = Command::new(env!("CARGO_BIN_EXE_landfall"));
        landfall.args(arguments).current_dir(self.dir.path()).output().unwrap()
    }

    /// What is told of two files.
    fn compared(&self, one: &str, other: &str) -> Value {
        let output = self.landfall(&["compare", one, other, "--format", "json"]);
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
            panic!("{}", String::from_utf8_lossy(&output.stderr));
        });
        told["comparisons"][0].clone()
    }

    /// The causes that are named, and what is said of the first.
    fn causes(&self, one: &str, other: &str) -> (Vec<String>, String) {
        let told = self.compared(one, other);
        assert_eq!(told["same"], false);
        let causes = told["causes"].as_array().unwrap();
        let inputs = causes.iter().map(|cause| cause["input"].as_str().unwrap().to_owned());
        let says = causes.first().map_or("", |cause| cause["message"].as_str().unwrap());
        (inputs.collect(), says.to_owned())
    }

    /// Demands that one input alone is named, and that this is said of it.
    fn is_due_to(&self, input: &str, says: &str) {
        let (inputs, told) = self.causes("one", "other");
        assert_eq!(inputs, [input], "{told}");
        assert!(told.contains(says), "{told}");
        let strict = self.landfall(&["compare", "--same", "one", "other"]);
        let text = String::from_utf8_lossy(&strict.stdout).into_owned();
        assert_eq!(strict.status.code(), Some(1), "{text}");
        assert!(text.contains(input), "{text}");
    }
}

fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The file with a byte at a place changed.
fn changed(from: &Path, to: &Path, at: usize) {
    let mut bytes = fs::read(from).unwrap();
    bytes[at] ^= 0x11;
    fs::write(to, bytes).unwrap();
}

#[test]
fn the_same_inputs_make_the_same_bytes_wherever_with_trimpath() {
    let place = Place::new();
    place.module("elsewhere", MAIN);
    place.build("app", "one", &["-trimpath"]);
    place.build("elsewhere", "other", &["-trimpath"]);
    let told = place.landfall(&["compare", "--same", "one", "other"]);
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    assert_eq!(told.status.code(), Some(0), "{text}");
    assert!(text.contains("the same, byte for byte"), "{text}");
}

#[test]
fn another_directory_is_named() {
    let place = Place::new();
    place.module("elsewhere", MAIN);
    place.build("app", "one", &[]);
    place.build("elsewhere", "other", &[]);
    place.is_due_to("source-directory", "/elsewhere");
    // The paths are seen where they lie, without symbols too.
    place.build("app", "one", &["-ldflags=-s -w"]);
    place.build("elsewhere", "other", &["-ldflags=-s -w"]);
    place.is_due_to("source-directory", "/elsewhere");
    let told = place.compared("one", "other");
    let pieces = told["bytes"]["pieces"].as_array().unwrap();
    for holds in ["go-build-id", "source-paths"] {
        assert!(pieces.iter().any(|piece| piece["holds"] == holds), "no {holds}: {pieces:?}");
    }
}

#[test]
fn a_text_set_by_the_linker_is_named_whether_recorded_or_not() {
    let place = Place::new();
    place.build("app", "one", &["-ldflags=-X main.version=v1.0.0"]);
    place.build("app", "other", &["-ldflags=-X main.version=v1.10.0"]);
    place.is_due_to("setting", "-ldflags: -X main.version=v1.0.0 → -X main.version=v1.10.0");
    place.build("app", "one", &["-trimpath", "-ldflags=-X main.version=v1.0.0"]);
    place.build("app", "other", &["-trimpath", "-ldflags=-X main.version=v2.0.0"]);
    place.is_due_to("link-flags", "-X main.version=v1.0.0 → main.version=v2.0.0");
    // Without symbols only the text itself is seen, and it is said that this is a guess.
    place.build("app", "one", &["-trimpath", "-ldflags=-s -w -X main.version=v1.0.0"]);
    place.build("app", "other", &["-trimpath", "-ldflags=-s -w -X main.version=v2.0.0"]);
    place.is_due_to("link-flags", "package main is the same");
    assert_eq!(place.compared("one", "other")["causes"][0]["sure"], false);
}

#[test]
fn another_state_of_version_control_is_named() {
    let place = Place::new();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args([
            "-c",
            "user.name=n",
            "-c",
            "user.email=n@example.com",
            "-c",
            "commit.gpgsign=false",
        ]);
        succeeds(git.args(arguments).current_dir(place.path("app")));
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    place.build("app", "one", &["-buildvcs=true"]);
    git(&["commit", "-q", "--allow-empty", "-m", "second"]);
    place.build("app", "other", &["-buildvcs=true"]);
    place.is_due_to("vcs", "vcs.revision");
    let told = place.compared("one", "other");
    assert!(told["other_source"].as_str().unwrap().contains("vcs.revision"));
    place.build("app", "one", &["-buildvcs=true"]);
    place.write("app/notes.txt", "not committed");
    place.build("app", "other", &["-buildvcs=true"]);
    place.is_due_to("vcs", "vcs.modified false → true");
    place.build("app", "one", &["-buildvcs=false"]);
    place.is_due_to("vcs", "vcs none → git");
}

#[test]
fn another_flag_is_named() {
    let place = Place::new();
    place.write(
        "app/fast.go",
        "//go:build fast\n\npackage main\n\nfunc init() { version += \"f\" }\n",
    );
    place.build("app", "one", &[]);
    place.build("app", "other", &["-tags=fast"]);
    place.is_due_to("setting", "-tags: none → fast");
    place.build("app", "other", &["-trimpath"]);
    place.is_due_to("setting", "-trimpath: none → true");
    place.build("app", "other", &["-gcflags=-N -l"]);
    place.is_due_to("setting", "-gcflags: none → -N -l");
    place.build("app", "other", &["-ldflags=-s -w"]);
    place.is_due_to("setting", "-ldflags: none → -s -w");
    place.build("app", "other", &["CGO_ENABLED=1"]);
    let (inputs, says) = place.causes("one", "other");
    assert!(inputs.iter().all(|input| input == "setting"), "{inputs:?}");
    assert!(says.starts_with("CGO_"), "{says}");
}

#[test]
fn another_source_is_named() {
    let place = Place::new();
    place.build("app", "one", &[]);
    let more = "for i := range os.Args { println(i, len(os.Args[i]), version, os.Getpid()) }";
    place.module("app", &MAIN.replace("main() {", &format!("main() {{ {more};")));
    place.build("app", "other", &[]);
    place.is_due_to("source", "main.main has ");
    let told = place.compared("one", "other");
    assert_eq!(told["bytes"]["functions"][0]["package"], "main");
    // Of a line that is only a comment nothing is left but where the others moved to.
    place.module("app", &MAIN.replace("func main", "// A comment.\nfunc main"));
    place.build("app", "other", &[]);
    place.is_due_to("source", "lines by address differ");
    // A text of one length.
    place.module("app", &MAIN.replace("\"version \"", "\"VERSION \""));
    place.build("app", "other", &[]);
    place.is_due_to("source", "package main was compiled from another source");
}

#[test]
fn another_module_is_named() {
    let place = Place::new();
    for (name, says) in [("first", "one"), ("second", "another")] {
        place.write(&format!("{name}/go.mod"), "module example.com/dep\n\ngo 1.21\n");
        let text = format!("package dep\n\nfunc Says() string {{ return \"{says}\" }}\n");
        place.write(&format!("{name}/dep.go"), &text);
    }
    let main = MAIN.replace("import \"os\"", "import (\n\t\"os\"\n\n\t\"example.com/dep\"\n)");
    place.module("app", &main.replace("+ version", "+ version + dep.Says()"));
    for (output, dep) in [("one", "first"), ("other", "second")] {
        let text = "module example.com/app\n\ngo 1.21\n\nrequire example.com/dep v1.0.0\n\n";
        place.write("app/go.mod", &format!("{text}replace example.com/dep => ../{dep}\n"));
        place.build("app", output, &[]);
    }
    place.is_due_to("modules", "example.com/dep v1.0.0 => ../first");
}

#[test]
fn what_was_done_after_the_build_is_named() {
    let place = Place::new();
    place.build("app", "one", &[]);
    succeeds(Command::new("strip").arg("-o").args([place.path("other"), place.path("one")]));
    place.is_due_to("stripped", "taken out of the newer");
    let changes = place.compared("one", "other")["changes"].clone();
    let symbols =
        changes.as_array().unwrap().iter().find(|it| it["from"]["name"] == "symbol table");
    assert_eq!(symbols.unwrap()["to"]["is"], "absent");
    let text = b"version ";
    let bytes = fs::read(place.path("one")).unwrap();
    let at = bytes.windows(text.len()).position(|it| it == text).unwrap();
    changed(&place.path("one"), &place.path("other"), at);
    place.is_due_to("after-build", "one Go build ID");
    let piece = place.compared("one", "other")["bytes"]["pieces"][0].clone();
    assert_eq!((&piece["holds"], &piece["bytes"]), (&"data".into(), &1.into()));
    assert_eq!(piece["from"]["offset"].as_u64().map(|it| it <= at as u64), Some(true));
    assert_eq!(piece["ranges"][0]["offset"], at as u64);
}

#[test]
fn a_time_stamp_and_a_signature_are_named() {
    let place = Place::new();
    place.build("app", "one", &["GOOS=windows", "GOARCH=amd64"]);
    let bytes = fs::read(place.path("one")).unwrap();
    let header = u32::from_le_bytes(bytes[0x3c..0x40].try_into().unwrap()) as usize;
    changed(&place.path("one"), &place.path("other"), header + 8);
    place.is_due_to("time-stamp", "linked at 0 → 17");
    place.build("app", "one", &["GOOS=darwin", "GOARCH=arm64"]);
    // The signature is what comes last, and of that the hashes of pages.
    let bytes = fs::read(place.path("one")).unwrap();
    let hash = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    changed(&place.path("one"), &place.path("other"), hash);
    place.is_due_to("signature", "signed");
}

#[test]
fn the_order_and_the_times_of_an_archive_are_named() {
    let place = Place::new();
    let ar = |archive: &str, how: &str, members: &[&str]| {
        let mut ar = Command::new("ar");
        succeeds(ar.arg(how).arg(archive).args(members).current_dir(place.dir.path()));
    };
    place.build("app", "a.o", &[]);
    place.write("b.o", "no object");
    ar("one", "rcD", &["a.o", "b.o"]);
    ar("other", "rcD", &["b.o", "a.o"]);
    place.is_due_to("archive-order", "a.o → b.o comes first");
    fs::remove_file(place.path("other")).unwrap();
    ar("other", "rcU", &["a.o", "b.o"]);
    place.is_due_to("archive-times", "times, owners or modes");
}

#[test]
fn what_breaks_anew_on_a_machine_is_told_and_what_does_no_more() {
    let place = Place::new();
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/web");
    for (output, cgo) in [("static", "0"), ("cgo", "1")] {
        let mut go = Command::new("go");
        go.args(["build", "-buildvcs=false", "-o"]).arg(place.path(output)).arg(".");
        succeeds(go.current_dir(&web).env("CGO_ENABLED", cgo));
    }
    let told = |one: &str, other: &str| {
        let output = place.landfall(&["compare", one, other, "--for", "scratch"]);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, text) = told("static", "cgo");
    assert_eq!(code, Some(1), "{text}");
    for says in ["→ breaks", "loader       none → ", "cgo linked in no → yes", "libraries"] {
        assert!(text.contains(says), "no {says:?} in {text}");
    }
    let (code, text) = told("cgo", "static");
    assert_ne!(code, Some(1), "{text}");
    assert!(text.contains("no more: "), "{text}");
    // Without a machine it is told which are lost.
    let text = place.landfall(&["compare", "static", "cgo"]).stdout;
    assert!(String::from_utf8_lossy(&text).contains("no longer on"), "{text:?}");
}

#[test]
fn slices_of_a_universal_file_are_held_against_those_of_their_architecture() {
    let place = Place::new();
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/golden");
    let bytes = fs::read(goldens.join("macho-fat-objects")).unwrap();
    fs::write(place.path("one"), &bytes).unwrap();
    changed(&place.path("one"), &place.path("other"), bytes.len() - 1);
    let output = place.landfall(&["compare", "one", "other", "--same", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let same =
        |at: usize| (&told["comparisons"][at]["from"]["slice"], &told["comparisons"][at]["same"]);
    assert_eq!(same(0), (&"amd64".into(), &true.into()));
    assert_eq!(same(1), (&"arm64".into(), &false.into()));
}

#[test]
fn system_calls_are_compared_when_asked_for() {
    let place = Place::new();
    place.build("app", "one", &["GOOS=linux", "GOARCH=amd64"]);
    let main = MAIN.replace("func main() {", "func main() { os.Chown(version, 1, 1);");
    place.module("app", &main);
    place.build("app", "other", &["GOOS=linux", "GOARCH=amd64"]);
    let output = place.landfall(&["compare", "one", "other", "--syscalls", "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let changes = told["comparisons"][0]["changes"].as_array().unwrap();
    let calls = changes.iter().find(|it| it["topic"] == "syscalls").unwrap();
    assert!(calls["added"].as_array().unwrap().contains(&"fchownat".into()), "{calls}");
}

#[test]
fn what_does_not_go_together_is_an_error() {
    let place = Place::new();
    place.build("app", "one", &[]);
    fs::write(place.path("cut"), &fs::read(place.path("one")).unwrap()[..100]).unwrap();
    for (arguments, says) in [
        (&["one", "debian:12"][..], "which is an artifact, with debian:12, which is none"),
        (&["one", "gone"], "with gone, which is none"),
        (&["one", "one", "--drift"], "could not use --drift"),
        (&["debian:11", "debian:12", "--same"], "could not use --same"),
        (&["one", "cut"], "could not read cut"),
        (&["one", "one", "--for", "nowhere:1"], "nowhere:1"),
    ] {
        let output = place.landfall(&[&["compare"], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {error}");
        assert!(error.contains(says), "{arguments:?}: {error}");
    }
}
