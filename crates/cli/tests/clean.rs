//! `landfall clean`, with the Go at hand: what is kept and wrong is found and removed, and nothing beside it; the next
//! build is right, and compiles no more than that.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

/// A module with C that includes a header of another directory and is linked with an archive there, and with a
/// package of C and one of Go besides.
struct Project {
    dir: PathBuf,
    /// Another one each time: the cache of an earlier run knows nothing of it.
    _kept: TempDir,
}

impl Project {
    fn new(name: &str) -> Self {
        let kept = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let project = Self { dir: kept.path().join(name), _kept: kept };
        let other = project.dir.join("other");
        project.write("m/go.mod", "module example.com/m\n\ngo 1.21\n");
        project.write(
            "m/withc/c.go",
            &format!(
                "package withc\n\n// #cgo CFLAGS: -I{0}\n// #cgo LDFLAGS: -L{0} -lval\n// #include <val.h>\n\
                 // int val(void);\n// static int value(void) {{ return VALUE; }}\nimport \"C\"\n\n\
                 func Value() int {{ return int(C.value()) }}\n\nfunc Linked() int {{ return int(C.val()) }}\n",
                other.display()
            ),
        );
        project.write(
            "m/plainc/c.go",
            "package plainc\n\n// static int two(void) { return 2; }\nimport \"C\"\n\nfunc Two() int { return int(C.two()) }\n",
        );
        project.write("m/pure/p.go", "package pure\n\nvar Text = \"marker-one\"\n");
        project.write(
            "m/main.go",
            "package main\n\nimport (\n\t\"example.com/m/plainc\"\n\t\"example.com/m/pure\"\n\t\"example.com/m/withc\"\n)\n\n\
             func main() { println(withc.Value(), withc.Linked(), plainc.Two(), pure.Text) }\n",
        );
        project.header(1);
        project.archive(1);
        project
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.dir.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn header(&self, value: u32) {
        self.write("other/val.h", &format!("#define VALUE {value}\n"));
    }

    fn archive(&self, value: u32) {
        self.write("other/val.c", &format!("int val(void) {{ return {value}; }}\n"));
        let other = self.dir.join("other");
        let run = |program: &str, arguments: &[&str]| {
            let status =
                Command::new(program).args(arguments).current_dir(&other).status().unwrap();
            assert!(status.success());
        };
        run("gcc", &["-c", "val.c"]);
        run("ar", &["rcs", "libval.a", "val.o"]);
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.dir.join("m"));
        for name in ["CC", "CXX", "GOOS", "GOARCH", "GOEXPERIMENT", "CGO_CFLAGS", "CGO_LDFLAGS"] {
            command.env_remove(name);
        }
        command.env("GOCACHE", cache()).env("GOMODCACHE", self.dir.join("mod"));
        command.env("XDG_CACHE_HOME", self.dir.join("products"));
        command.env("GOPROXY", format!("file://{}", self.dir.join("proxy").display()));
        command
            .env("CGO_ENABLED", "1")
            .env("GOFLAGS", "-mod=mod")
            .env("GOBIN", self.dir.join("bin"));
        command.env("GOSUMDB", "off").env("GOTOOLCHAIN", "local").env("GOWORK", "off");
        command
    }

    fn go(&self, arguments: &[&str]) -> Output {
        self.command("go", arguments).output().unwrap()
    }

    /// Builds the program, and tells which packages were compiled for it and what it prints.
    fn built(&self) -> (Vec<String>, String) {
        let output = self.go(&["build", "-v", "."]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        let ran = Command::new(self.dir.join("m/m")).output().unwrap();
        (said.lines().map(str::to_owned).collect(), String::from_utf8(ran.stderr).unwrap())
    }

    fn clean(&self, arguments: &[&str]) -> (Value, Option<i32>) {
        let arguments = [&["clean", "--format", "json"], arguments].concat();
        told(&self.command(LANDFALL, &arguments).output().unwrap())
    }
}

/// The build cache of all tests here: what they share is the standard library.
fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("clean-cache")
}

fn told(output: &Output) -> (Value, Option<i32>) {
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = fs::read(root.join("schemas/clean.schema.json")).unwrap();
        jsonschema::validator_for(&serde_json::from_slice(&text).unwrap()).unwrap()
    });
    let wrong: Vec<String> = SCHEMA.iter_errors(&told).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    (told, output.status.code())
}

fn faults(told: &Value) -> Vec<(&str, &str)> {
    let stale = told["stale"].as_array().unwrap().iter();
    stale.map(|one| (one["fault"].as_str().unwrap(), one["what"].as_str().unwrap())).collect()
}

#[test]
fn a_header_that_changed_costs_one_package() {
    let project = Project::new("header");
    assert_eq!(project.built().1, "1 1 2 marker-one\n");
    let (told, code) = project.clean(&[]);
    assert_eq!((faults(&told), code), (vec![], Some(0)), "{told:#}");
    assert!(told["looked"]["with_c"].as_u64() >= Some(3), "{told:#}");

    project.header(9);
    // That is the fault: the Go command keeps what was compiled with the header of before.
    assert_eq!(project.built(), (vec![], "1 1 2 marker-one\n".to_owned()));
    let (told, code) = project.clean(&[]);
    assert_eq!((faults(&told), code), (vec![("headers", "example.com/m/withc")], Some(1)));
    let stale = &told["stale"][0];
    assert!(stale["why"].as_str().unwrap().contains("other/val.h was written after"), "{stale:#}");
    let removes = stale["removes"].as_array().unwrap();
    assert_eq!(removes.len(), 1);
    let file = Path::new(removes[0].as_str().unwrap());
    assert!(file.starts_with(cache()) && file.is_file(), "printing removes nothing");
    assert_eq!(stale["commands"][0], format!("rm {}", file.display()));

    let (told, code) = project.clean(&["--apply"]);
    assert_eq!((&told["stale"][0]["removed"], code), (&Value::from(true), Some(0)));
    assert!(!file.exists());
    let (compiled, printed) = project.built();
    assert_eq!(compiled, ["example.com/m/withc", "example.com/m"]);
    assert_eq!(printed, "9 1 2 marker-one\n");
    assert_eq!(faults(&project.clean(&[]).0), []);
}

#[test]
fn a_header_that_was_only_written_again_is_no_fault() {
    let project = Project::new("touched");
    project.built();
    project.header(1);
    let (told, code) = project.clean(&["--apply"]);
    assert_eq!((faults(&told), code), (vec![], Some(0)), "{told:#}");
    assert_eq!(project.built().0, Vec::<String>::new());
}

#[test]
fn a_cache_of_another_image_is_told_where_all_is_compared() {
    let project = Project::new("image");
    project.built();
    // The header of this image is another, and older than the cache.
    project.header(4);
    let entry = withc_entry(&project);
    let text = fs::read_to_string(&entry).unwrap();
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let later = words[4].parse::<u64>().unwrap() + 1_000_000_000_000;
    let (action, output, size) = (words[1], words[2], words[3]);
    fs::write(&entry, format!("v1 {action} {output} {size:>20} {later:>20}\n")).unwrap();
    assert_eq!(faults(&project.clean(&[]).0), []);
    let (told, _) = project.clean(&["--all", "--apply"]);
    assert_eq!(faults(&told), [("headers", "example.com/m/withc")]);
    assert_eq!(project.built().1, "4 1 2 marker-one\n");
}

/// The file of the build cache that says what came of the package with C.
fn withc_entry(project: &Project) -> PathBuf {
    project.header(3);
    let (told, _) = project.clean(&[]);
    project.header(4);
    PathBuf::from(told["stale"][0]["removes"][0].as_str().unwrap())
}

#[test]
fn bytes_that_a_disk_lost_cost_one_package() {
    let project = Project::new("damaged");
    project.built();
    let listed = project.go(&["list", "-export", "-f", "{{.Export}}", "./pure"]);
    let export = PathBuf::from(String::from_utf8(listed.stdout).unwrap().trim());
    let mut bytes = fs::read(&export).unwrap();
    while let Some(at) = bytes.windows(10).position(|ten| ten == b"marker-one") {
        bytes[at..at + 10].copy_from_slice(b"marker-two");
    }
    fs::write(&export, bytes).unwrap();
    fs::remove_file(project.dir.join("m/m")).unwrap();
    // That is the fault: the Go command links it.
    assert_eq!(project.built().1, "1 1 2 marker-two\n");
    let (told, code) = project.clean(&["--apply"]);
    assert_eq!((faults(&told), code), (vec![("damaged", "example.com/m/pure")], Some(0)));
    assert_eq!(project.go(&["build", "-v", "./pure"]).stderr, b"example.com/m/pure\n");
    fs::remove_file(project.dir.join("m/m")).unwrap();
    assert_eq!(project.built().1, "1 1 2 marker-one\n");
}

#[test]
fn an_archive_that_changed_costs_a_link() {
    let project = Project::new("archive");
    project.built();
    project.archive(7);
    // We are wrong once go build has passed over the product, for it gives it the present time.
    let (told, code) = project.clean(&["--apply"]);
    let product = fs::canonicalize(project.dir.join("m")).unwrap().join("m");
    assert_eq!((faults(&told), code), (vec![("linked", product.to_str().unwrap())], Some(0)));
    assert_eq!(project.built(), (vec![], "1 7 2 marker-one\n".to_owned()));
    assert_eq!(faults(&project.clean(&[]).0), []);
}

/// Puts a module into a proxy of files, and a program that uses it into the project.
fn with_module(project: &Project) -> PathBuf {
    let files = [
        ("go.mod", "module example.com/dep\n\ngo 1.21\n"),
        ("a.go", "package dep\n\nfunc A() int { return 1 }\n"),
        ("b.go", "package dep\n\nfunc B() int { return 1 }\n"),
    ];
    let versions = project.dir.join("proxy/example.com/dep/@v");
    fs::create_dir_all(&versions).unwrap();
    fs::write(versions.join("v1.0.0.mod"), files[0].1).unwrap();
    fs::write(versions.join("v1.0.0.info"), "{\"Version\":\"v1.0.0\"}").unwrap();
    fs::write(versions.join("list"), "v1.0.0\n").unwrap();
    fs::write(versions.join("v1.0.0.zip"), zip(&files)).unwrap();
    project
        .write("m/go.mod", "module example.com/m\n\ngo 1.21\n\nrequire example.com/dep v1.0.0\n");
    project.write(
        "m/main.go",
        "package main\n\nimport \"example.com/dep\"\n\nfunc main() { println(dep.A(), dep.B()) }\n",
    );
    let tidied = project.go(&["mod", "tidy"]);
    assert!(tidied.status.success(), "{}", String::from_utf8_lossy(&tidied.stderr));
    assert_eq!(project.built().1, "1 1\n");
    project.dir.join("mod/example.com/dep@v1.0.0")
}

/// An archive of files that lie in it as they are.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let name = format!("example.com/dep@v1.0.0/{name}");
        let at = u32::try_from(bytes.len()).unwrap();
        let size = u32::try_from(text.len()).unwrap().to_le_bytes();
        let mut about = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        about.extend(crc(text.as_bytes()).to_le_bytes());
        about.extend([size, size].concat());
        about.extend((name.len() as u16).to_le_bytes());
        about.extend([0, 0]);
        bytes.extend([&b"PK\x03\x04"[..], &about, name.as_bytes(), text.as_bytes()].concat());
        list.extend([&b"PK\x01\x02\x14\x00"[..], &about, &[0; 10], &at.to_le_bytes()].concat());
        list.extend(name.as_bytes());
    }
    let count = (files.len() as u16).to_le_bytes();
    let (start, length) = (bytes.len() as u32, list.len() as u32);
    bytes.extend(list);
    bytes.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count].concat());
    bytes.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
    bytes.extend([0, 0]);
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

/// Puts a file into a directory of the module cache, which may not be written to.
fn put(dir: &Path, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    // It goes first: it may not be written to either.
    let _ = fs::remove_file(dir.join(name));
    if !text.is_empty() {
        fs::write(dir.join(name), text).unwrap();
    }
}

#[test]
fn a_module_that_somebody_wrote_to_is_unpacked_again() {
    let project = Project::new("module");
    let dir = with_module(&project);
    let (told, code) = project.clean(&[]);
    assert_eq!((faults(&told), code), (vec![], Some(0)), "{told:#}");
    assert_eq!(told["looked"]["modules"], 1);
    put(&dir, "a.go", "package dep\n\nfunc A() int { return 7 }\n");
    // That is the fault: nobody looks at the sum of what is unpacked.
    assert_eq!(project.built().1, "7 1\n");
    assert!(!project.go(&["mod", "verify"]).status.success());
    let (told, code) = project.clean(&[]);
    assert_eq!((faults(&told), code), (vec![("module", "example.com/dep@v1.0.0")], Some(1)));
    let stale = &told["stale"][0];
    assert!(stale["why"].as_str().unwrap().starts_with("a.go was changed in "), "{stale:#}");
    assert_eq!(stale["removes"].as_array().unwrap().len(), 1, "{stale:#}");
    assert!(dir.join("a.go").exists());
    assert_eq!(project.clean(&["--apply"]).1, Some(0));
    assert!(!dir.exists());
    // It comes out of the archive that is kept, and from nobody else.
    fs::remove_dir_all(project.dir.join("proxy")).unwrap();
    assert_eq!(project.built().1, "1 1\n");
    assert!(project.go(&["mod", "verify"]).status.success());
}

#[test]
fn an_index_of_files_that_were_wrong_goes_though_the_module_is_right() {
    let project = Project::new("index");
    let dir = with_module(&project);
    put(&dir, "b.go", "");
    // An index is made where none is: by a cache of its own.
    let own = project.dir.join("cache");
    let run = |program: &str, arguments: &[&str]| {
        project
            .command(program, arguments)
            .env("GOCACHE", &own)
            .env("CGO_ENABLED", "0")
            .output()
            .unwrap()
    };
    assert!(!run("go", &["build", "."]).status.success());
    assert_eq!(told(&run(LANDFALL, &["clean", "--apply", "--format", "json"])).1, Some(0));
    assert!(run("go", &["build", "."]).status.success());

    // The same, mended by hand: the module is right, and its index is not.
    put(&dir, "b.go", "");
    fs::remove_dir_all(&own).unwrap();
    assert!(!run("go", &["build", "."]).status.success());
    put(&dir, "b.go", "package dep\n\nfunc B() int { return 1 }\n");
    assert!(run("go", &["mod", "verify"]).status.success());
    assert!(!run("go", &["build", "."]).status.success());
    let (told, code) = told(&run(LANDFALL, &["clean", "--apply", "--format", "json"]));
    assert_eq!((faults(&told), code), (vec![("index", "example.com/dep@v1.0.0")], Some(0)));
    assert!(told["stale"][0]["why"].as_str().unwrap().ends_with("it lacks b.go"), "{told:#}");
    assert!(run("go", &["build", "."]).status.success());
}

#[test]
fn an_archive_of_a_module_that_is_cut_short_is_fetched_again() {
    let project = Project::new("zip");
    let dir = with_module(&project);
    put(&dir, "a.go", "package dep\n");
    let archive = project.dir.join("mod/cache/download/example.com/dep/@v/v1.0.0.zip");
    let bytes = fs::read(&archive).unwrap();
    fs::write(&archive, &bytes[..bytes.len() / 2]).unwrap();
    let (told, code) = project.clean(&["--apply"]);
    assert_eq!(code, Some(0), "{told:#}");
    assert_eq!(told["stale"][0]["removes"].as_array().unwrap().len(), 3, "{told:#}");
    assert!(!dir.exists() && !archive.exists());
    assert_eq!(project.built().1, "1 1\n");
    assert!(project.go(&["mod", "verify"]).status.success());
}

#[test]
fn a_link_is_never_followed() {
    let project = Project::new("links");
    let dir = with_module(&project);
    project.write("precious/file.go", "package precious\n");
    let precious = project.dir.join("precious");
    put(&dir, "a.go", "");
    symlink(precious.join("file.go"), dir.join("a.go")).unwrap();
    let (told, code) = project.clean(&["--apply"]);
    assert_eq!((faults(&told), code), (vec![], Some(2)), "{told:#}");
    assert!(told["unsure"][0].as_str().unwrap().contains("symbolic link"), "{told:#}");
    assert!(precious.join("file.go").exists() && dir.join("b.go").exists());

    // Of a directory on the way to what is wrong, the link stands and what it leads to.
    put(&dir, "a.go", "package dep\n\nfunc A() int { return 7 }\n");
    let modules = project.dir.join("mod/example.com");
    fs::rename(&modules, precious.join("example.com")).unwrap();
    symlink(precious.join("example.com"), &modules).unwrap();
    let (told, code) = project.clean(&["--apply"]);
    assert_eq!((faults(&told).len(), code), (1, Some(1)), "{told:#}");
    assert_eq!(told["stale"][0]["removed"], false);
    assert!(precious.join("example.com/dep@v1.0.0/a.go").exists());
}

#[test]
fn a_matrix_is_built_of_what_is_not_stale() {
    let project = Project::new("matrix");
    let matrix = |arguments: &[&str]| {
        let ports = ["matrix", "--ports", "linux/amd64", "--cgo", "1", "--format", "json"];
        project.command(LANDFALL, &[&ports, arguments].concat()).output().unwrap()
    };
    let product = |output: &Output| {
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let ran = Command::new(told["cells"][0]["product"].as_str().unwrap()).output().unwrap();
        String::from_utf8(ran.stderr).unwrap()
    };
    assert_eq!(product(&matrix(&[])), "1 1 2 marker-one\n");
    project.header(9);
    assert_eq!(product(&matrix(&[])), "1 1 2 marker-one\n");
    let (told, code) = told(&matrix(&["--clean"]));
    let found: Vec<&str> = faults(&told).iter().map(|(fault, _)| *fault).collect();
    assert_eq!((found, code), (vec!["headers", "linked"], Some(1)));
    let output = matrix(&["--clean=apply"]);
    assert_eq!(
        (product(&output), output.status.code()),
        ("9 1 2 marker-one\n".to_owned(), Some(0))
    );
    project.archive(5);
    assert_eq!(product(&matrix(&["--clean=apply"])), "9 5 2 marker-one\n");
}

#[test]
fn without_a_go_the_modules_are_looked_at_all_the_same() {
    let project = Project::new("nogo");
    let dir = with_module(&project);
    put(&dir, "a.go", "package dep\n");
    let output = project
        .command(LANDFALL, &["clean", "--format", "json"])
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    let (told, code) = told(&output);
    assert_eq!((faults(&told), code), (vec![("module", "example.com/dep@v1.0.0")], Some(1)));
    assert!(told["unsure"][0].as_str().unwrap().starts_with("the build cache is not looked at"));
}
