//! The files that a page of `docs/` speaks of and does not show, laid in the directory where its commands are run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use landfall_know::seccomp_profile;

use super::pages::write;

/// Lays what the page of this name speaks of.
pub(crate) fn lay(page: &str, desk: &Path) {
    match page {
        "clean.md" => clean(desk),
        "compare.md" => compare(desk),
        "crash.md" => crash(desk),
        "explain.md" => explain(desk),
        "images.md" => images(desk),
        "install.md" => install(desk),
        "matrix.md" => matrix(desk),
        "run.md" => run(desk),
        "scale.md" => scale(desk),
        "seccomp.md" => seccomp(desk),
        _ => {}
    }
}

/// The build cache of the page about cleaning, kept from run to run: a test cleans no cache of yours.
pub(crate) fn own_cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs-cache")
}

/// A file of the repository.
fn ours(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// A module with one program.
fn module(dir: &Path, name: &str, program: &str) {
    write(&dir.join("go.mod"), &format!("module example.com/{name}\n\ngo 1.21\n"));
    write(&dir.join("main.go"), program);
}

fn done(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Builds the program of a directory by the Go at hand, whatever somebody has set for it.
fn built(dir: &Path, to: &str, cgo: &str, flags: &[&str]) {
    done(go(dir, to).args(flags).env("CGO_ENABLED", cgo));
}

fn go(dir: &Path, to: &str) -> Command {
    let mut go = Command::new("go");
    go.args(["build", "-o", to]).current_dir(dir);
    go.env_remove("GOFLAGS").env("GOENV", "off").env("GOTOOLCHAIN", "local");
    go
}

/// Links by the linker of C, so that a program without C of its own needs a glibc.
const BY_C: [&str; 1] = ["-ldflags=-linkmode=external"];

/// Prints a text that only the linker knows.
const VERSION: &str =
    "package main\n\nvar version = \"none\"\n\nfunc main() { println(version) }\n";

/// A module that was built, and what the build cache keeps of it lost its bytes since.
fn clean(desk: &Path) {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let text = format!("printed by nothing before {since}");
    module(desk, "app", &format!("package main\n\nfunc main() {{ println(\"{text}\") }}\n"));
    done(go(desk, "app").env("GOCACHE", own_cache()));
    let kept = Command::new("grep").args(["-rl", &text]).arg(own_cache()).output().unwrap();
    for file in String::from_utf8(kept.stdout).unwrap().lines() {
        let length = fs::metadata(file).unwrap().len();
        fs::write(file, vec![0; usize::try_from(length).unwrap()]).unwrap();
    }
}

/// Pairs of builds, each with another difference, and two machines with another glibc.
fn compare(desk: &Path) {
    module(desk, "app", VERSION);
    module(&desk.join("elsewhere"), "app", VERSION);
    for release in ["v1.4.0", "v1.5.0"] {
        let set = format!("-ldflags=-X=main.version={release}");
        built(desk, &format!("{release}/app"), "0", &["-trimpath", &set]);
    }
    built(desk, "old/app", "0", &[]);
    built(desk, "new/app", "1", &BY_C);
    built(desk, "app", "1", &BY_C);
    built(desk, "ci/app", "0", &[]);
    built(&desk.join("elsewhere"), "../mine/app", "0", &[]);
    for (machine, called) in [("rhel-9", "laptop.toml"), ("rhel-8", "prod.toml")] {
        fs::copy(ours(&format!("machines/{machine}.toml")), desk.join(called)).unwrap();
    }
}

/// A program that crashed, and logs of it that two releases of Go could have written.
fn crash(desk: &Path) {
    let program = "package main\n\ntype server struct{ hits int }\n\n//go:noinline\n\
                   func (s *server) handle() { s.hits++ }\n\n\
                   func main() {\n\tvar s *server\n\ts.handle()\n}\n";
    module(desk, "web", program);
    built(desk, "web", "0", &[]);
    let crashed = Command::new(desk.join("web")).output().unwrap();
    for log in ["server.log", "logs/web-go1.22.1.log", "logs/web-go1.26.0.log"] {
        write(&desk.join(log), &String::from_utf8_lossy(&crashed.stderr));
    }
}

/// A module that cannot be built, and the log of that.
fn explain(desk: &Path) {
    module(desk, "app", "package main\n\nimport _ \"example.com/missing\"\n\nfunc main() {}\n");
    let log = "main.go:3:8: no required module provides package example.com/missing; to add it:\n\
               \tgo get example.com/missing\n";
    fs::write(desk.join("build.log"), log).unwrap();
}

/// A program that needs the glibc of this machine, and three images: one with that glibc and two with libraries that
/// have nothing but the names by which Debian 11's and Alpine's are known.
fn images(desk: &Path) {
    module(desk, "app", "package main\n\nfunc main() {}\n");
    built(desk, "app", "1", &BY_C);
    let loaded = Command::new("ldd").arg(desk.join("app")).output().expect("could not start ldd");
    let loaded = String::from_utf8(loaded.stdout).unwrap();
    let loaded: Vec<&str> =
        loaded.split_whitespace().filter(|word| word.starts_with('/')).collect();
    assert!(loaded.len() >= 2, "{loaded:?}");
    for path in loaded {
        let inside = path.trim_start_matches('/');
        for image in ["debian-11", "debian-12"] {
            let file = desk.join(image).join(inside);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::copy(path, &file).unwrap();
            if image == "debian-11" && path.contains("libc.so") {
                let said = "GNU C Library (Debian GLIBC 2.31-13) stable release version 2.31.\\n";
                library(desk, said, "GLIBC_2.2.5 { all; }; GLIBC_2.31 { } GLIBC_2.2.5;", &file);
            }
        }
    }
    let loader = desk.join("alpine/lib/ld-musl-x86_64.so.1");
    library(desk, "1.2.5\\0musl libc\\nVersion %s\\n", "{ all; };", &loader);
    for image in ["debian-11", "debian-12", "alpine"] {
        packed(desk, image);
    }
}

/// Makes a library that has a text in it and versions of its symbols.
fn library(desk: &Path, text: &str, versions: &str, file: &Path) {
    write(&desk.join("all.c"), &format!("const char all[] = \"{text}\";\n"));
    write(&desk.join("all.map"), versions);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let mut gcc = Command::new("gcc");
    gcc.args(["-shared", "-nostdlib", "-Wl,--version-script,all.map", "all.c", "-o"]).arg(file);
    done(gcc.current_dir(desk));
}

/// Packs a directory as an image of one layer, as `docker save` writes it.
fn packed(desk: &Path, image: &str) {
    let parts = desk.join("parts").join(image);
    let config = r#"{"os":"linux","architecture":"amd64","config":{}}"#;
    write(&parts.join("config.json"), config);
    let manifest = r#"[{"Config":"config.json","Layers":["layer.tar"]}]"#;
    write(&parts.join("manifest.json"), manifest);
    archive(&parts.join("layer.tar"), &desk.join(image));
    archive(&desk.join(format!("{image}.tar")), &parts);
}

fn archive(to: &Path, from: &Path) {
    let mut tar = Command::new("tar");
    done(tar.args(["--owner=root", "--group=root", "-cf"]).arg(to).arg("-C").arg(from).arg("."));
}

/// The directories into which completions are installed, and something to check.
fn install(desk: &Path) {
    for folder in [".local/share/bash-completion/completions", ".config/fish/completions"] {
        fs::create_dir_all(desk.join(folder)).unwrap();
    }
    module(desk, "app", VERSION);
}

/// A module whose program lies below `cmd`.
fn matrix(desk: &Path) {
    module(&desk.join("cmd/app"), "app", VERSION);
    fs::rename(desk.join("cmd/app/go.mod"), desk.join("go.mod")).unwrap();
}

/// The profile that the policy file of the page names.
fn run(desk: &Path) {
    let text = seccomp_profile("docker", None).unwrap().text;
    fs::write(desk.join("docker.json"), text).unwrap();
}

/// Three programs to be parted: one that needs glibc and two that need nothing.
fn scale(desk: &Path) {
    module(desk, "app", VERSION);
    built(desk, "dist/shop", "1", &BY_C);
    built(desk, "dist/tool", "0", &[]);
    built(desk, "dist/web", "0", &["-trimpath"]);
}

/// A program with C in it, in a module that a package can be written into, and a profile of one's own.
fn seccomp(desk: &Path) {
    module(desk, "web", VERSION);
    built(desk, "web", "1", &BY_C);
    let text = seccomp_profile("docker", None).unwrap().text;
    fs::write(desk.join("own.json"), text).unwrap();
}

/// The programs of the page about myths that are built before its commands run: where from, and with cgo or without.
const OF_MYTHS: [(&str, &str, &str); 14] = [
    ("app", ".", "0"),
    ("full-house", "./cmd/full-house", "0"),
    ("hello", "./cmd/hello", "0"),
    ("limits", "./cmd/limits", "0"),
    ("lookup1", "./cmd/lookup", "1"),
    ("lookup", "./cmd/lookup", "0"),
    ("pure", "./cmd/threads", "0"),
    ("tls", "./cmd/tls", "0"),
    ("two", "./cmd/two", "1"),
    ("tz", "./cmd/tz", "0"),
    ("web", "./cmd/web", "1"),
    ("web0", "./cmd/web", "0"),
    ("web1", "./cmd/web", "1"),
    ("withcgo", "./cmd/threads", "1"),
];

/// Builds the programs of the page about myths, and gives the directory that holds them.
pub(crate) fn programs_of_myths() -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs-programs");
    let source = ours("crates/cli/tests/programs/myths");
    fs::create_dir_all(&dir).unwrap();
    for (name, package, cgo) in OF_MYTHS {
        let to = dir.join(name);
        done(go(&source, to.to_str().unwrap()).arg(package).env("CGO_ENABLED", cgo));
    }
    let mut gcc = Command::new("gcc");
    done(gcc.arg(source.join("c/filter.c")).arg("-o").arg(dir.join("filter")));
    fs::copy(dir.join("filter"), dir.join("refused")).unwrap();
    dir
}

/// Lays the module of the page about myths, and of its programs those that a block of it names: beside the module, or
/// in one of two roots, of which one holds nothing else.
pub(crate) fn myth(desk: &Path, programs: &Path, block: &str) {
    copied(&ours("crates/cli/tests/programs/myths"), desk);
    for dir in ["empty", "root/etc"] {
        fs::create_dir_all(desk.join(dir)).unwrap();
    }
    for program in fs::read_dir(programs).unwrap() {
        let name = program.unwrap().file_name().into_string().unwrap();
        if block.contains(&name) {
            fs::copy(programs.join(&name), desk.join(&name)).unwrap();
        }
        for root in ["root", "empty"] {
            if block.contains(&format!("chroot {root} /{name} ")) {
                fs::copy(programs.join(&name), desk.join(root).join(&name)).unwrap();
            }
        }
    }
}

/// Copies all Go files of a directory, and of those below it.
fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &to);
        } else if !path.ends_with("filter.c") {
            fs::copy(&path, &to).unwrap();
        }
    }
}
