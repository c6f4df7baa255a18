//! `--run`: programs are really started in root filesystems and images, and what comes of it is what was foretold,
//! or that it is not is said.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use serde_json::Value;

const LANDFALL: &str = env!("CARGO_BIN_EXE_landfall");

fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("started").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// The program beside this file, with cgo or without, for this machine or another.
fn built(cgo: &str, arch: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("started/programs");
    fs::create_dir_all(&dir).unwrap();
    let file = dir.join(format!("starts-{arch}-{cgo}"));
    let output = Command::new("go")
        .args(["build", "-trimpath", "-o"])
        .arg(&file)
        .arg(".")
        .env("CGO_ENABLED", cgo)
        .env("GOARCH", arch)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/starts"))
        .output()
        .expect("could not start go; the tests build real programs with it, install Go");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    file
}

const NATIVE: &str = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
static PURE: LazyLock<PathBuf> = LazyLock::new(|| built("0", NATIVE));
static WITH_C: LazyLock<PathBuf> = LazyLock::new(|| built("1", NATIVE));

/// The files that the program with cgo loads, its loader among them.
fn loaded() -> Vec<String> {
    let loaded = Command::new("ldd").arg(&*WITH_C).output().expect("could not start ldd");
    let text = String::from_utf8_lossy(&loaded.stdout).into_owned();
    text.split_whitespace().filter(|word| word.starts_with('/')).map(str::to_owned).collect()
}

/// A root filesystem with what the program with cgo loads, but for those files whose names contain one of these.
fn root(name: &str, without: &[&str]) -> PathBuf {
    let root = folder(name);
    for dir in ["etc", "tmp"] {
        fs::create_dir(root.join(dir)).unwrap();
    }
    for path in loaded() {
        if !without.iter().any(|part| path.contains(part)) {
            let inside = root.join(path.trim_start_matches('/'));
            fs::create_dir_all(inside.parent().unwrap()).unwrap();
            fs::copy(&path, inside).unwrap();
        }
    }
    root
}

fn rootfs(root: &Path) -> String {
    format!("rootfs:{}", root.display())
}

fn landfall(arguments: &[&str]) -> Output {
    Command::new(LANDFALL).args(arguments).env("LANDFALL_TEST", "outside").output().unwrap()
}

/// The verdict of a program on a target with a command, which is as the schema says, and the exit code.
fn checked(program: &Path, target: &str, command: &str, more: &[&str]) -> (Value, i32) {
    let program = program.to_str().unwrap();
    let arguments = ["check", program, "--for", target, "--run", command, "--format", "json"];
    let output = landfall(&[&arguments, more].concat());
    let told = schema_holds(&output);
    (told["verdicts"][0].clone(), output.status.code().unwrap())
}

fn schema_holds(output: &Output) -> Value {
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let text = fs::read(root.join("schemas/check.schema.json")).unwrap();
        jsonschema::validator_for(&serde_json::from_slice(&text).unwrap()).unwrap()
    });
    let wrong: Vec<String> = SCHEMA.iter_errors(&told).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    told
}

fn has(verdict: &Value, rule: &str) -> bool {
    verdict["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == rule)
}

/// Every file below a directory, with what it holds.
fn contents(dir: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut all = Vec::new();
    let mut pending = vec![dir.to_path_buf()];
    while let Some(dir) = pending.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            let meta = fs::symlink_metadata(&path).unwrap();
            if meta.is_dir() {
                pending.push(path.clone());
            }
            let content = if meta.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
            all.push((path, meta.mode(), content));
        }
    }
    all.sort();
    all
}

#[test]
fn what_is_foretold_of_a_start_is_what_happens() {
    let whole = root("whole", &[]);
    let no_loader = root("no-loader", &["/ld-"]);
    let no_libc = root("no-libc", &["/libc.so"]);
    let bare = folder("bare");
    let (pure, with_c): (&Path, &Path) = (&PURE, &WITH_C);
    for (program, root, runs, words) in [
        (pure, &whole, true, ""),
        (pure, &no_loader, true, ""),
        (pure, &bare, true, ""),
        (with_c, &whole, true, ""),
        (with_c, &no_loader, false, "no such file or directory"),
        (with_c, &bare, false, "no such file or directory"),
        (with_c, &no_libc, false, "libc.so.6: cannot open shared object file"),
    ] {
        let (verdict, code) = checked(program, &rootfs(root), "app version", &[]);
        let started = &verdict["started"];
        let foretold = if runs { "runs" } else { "breaks" };
        assert_eq!(started["ran"], runs, "{verdict:#}");
        assert_eq!(started["foretold"], foretold, "{verdict:#}");
        assert_eq!(
            (&verdict["verdict"], code),
            (&foretold.into(), i32::from(!runs)),
            "{verdict:#}"
        );
        assert_eq!(has(&verdict, "start_failed"), !runs, "{verdict:#}");
        assert!(!has(&verdict, "verdict_belied_by_start"));
        match runs {
            true => assert_eq!(started["said"], "starts 1"),
            false => assert!(verdict["started"].to_string().contains(words), "{started:#}"),
        }
    }
}

#[test]
fn how_a_program_ends_is_told_and_is_held_against_what_was_foretold() {
    let root = folder("ends");
    let target = rootfs(&root);
    let (verdict, code) = checked(&PURE, &target, "app exit 3", &[]);
    let started = &verdict["started"];
    assert_eq!((&started["ran"], &started["code"]), (&false.into(), &3.into()), "{verdict:#}");
    assert_eq!((&started["foretold"], &started["said"]), (&"runs".into(), &"told to".into()));
    assert_eq!((&verdict["verdict"], code), (&"breaks".into(), 1));
    let text =
        landfall(&["check", PURE.to_str().unwrap(), "--for", &target, "--run", "app exit 3"]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    let words =
        "`app exit 3` ended with exit code 3: told to, though everything foretold that it runs";
    assert!(text.contains(words), "{text}");
    // Megabytes are read and not kept.
    let (verdict, code) = checked(&PURE, &target, "app much", &[]);
    assert_eq!((&verdict["started"]["said"], code), (&"much".into(), 0));
    // What is silenced is counted, and what was seen is told all the same.
    let (verdict, code) = checked(&PURE, &target, "app exit 3", &["--allow", "start_failed"]);
    assert_eq!((&verdict["verdict"], code), (&"runs".into(), 0));
    assert_eq!(verdict["started"]["ran"], false);
}

#[test]
fn who_hangs_is_ended_with_all_that_it_started() {
    let root = folder("hangs");
    let begun = Instant::now();
    let (verdict, code) = checked(&PURE, &rootfs(&root), "app hang one", &["--run-limit", "1"]);
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!((&verdict["started"]["seconds"], code), (&1.into(), 1), "{verdict:#}");
    let is_left = |entry: &fs::DirEntry| {
        let words = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        words.starts_with(b"/proc/self/exe\0stay\0one\0")
    };
    // The kernel ends them a moment after the first of their namespace.
    std::thread::sleep(Duration::from_millis(200));
    let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let left: Vec<_> = processes.filter(is_left).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn nothing_outside_is_written_to() {
    let root = root("written", &[]);
    fs::write(root.join("etc/motd"), "as it was").unwrap();
    // Links that would lead out of it, where something of ours is put.
    let outside = folder("outside");
    for name in ["landfall", "dev", "proc"] {
        std::os::unix::fs::symlink(&outside, root.join(name)).unwrap();
    }
    let before = contents(&root);
    let command = "app write /written /etc/motd /tmp/file /landfall/file /dev/shm/file";
    let (verdict, code) = checked(&PURE, &rootfs(&root), command, &[]);
    assert_eq!((&verdict["started"]["said"], code), (&"wrote".into(), 0), "{verdict:#}");
    assert!(contents(&root) == before, "the root filesystem was changed");
    assert_eq!(contents(&outside), []);
    // Its own file is not either.
    let own = format!("app write /landfall/{}", PURE.file_name().unwrap().to_str().unwrap());
    let bytes = fs::read(&*PURE).unwrap();
    checked(&PURE, &rootfs(&root), &own, &[]);
    assert!(fs::read(&*PURE).unwrap() == bytes, "the artifact was changed");
}

#[test]
fn it_sees_no_process_and_no_network_but_its_own() {
    let root = root("alone", &[]);
    for program in [&*PURE, &*WITH_C] {
        let (verdict, code) = checked(program, &rootfs(&root), "app around", &[]);
        assert_eq!((&verdict["started"]["said"], code), (&"alone".into(), 0), "{verdict:#}");
    }
    let (verdict, _) = checked(&PURE, &rootfs(&root), "app who", &[]);
    assert_eq!(verdict["started"]["said"], "0 0 [] /  /", "our environment is not its own");
}

/// A seccomp profile that allows all but ptrace(2).
fn profile(dir: &Path, action: &str) -> String {
    let text = format!(
        r#"{{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{{"names":["ptrace"],"action":"{action}"}}]}}"#
    );
    let file = dir.join(format!("{action}.json"));
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[test]
fn a_profile_is_lived_below() {
    let root = folder("profiles");
    let target = rootfs(&root);
    for (action, key, value, said) in [
        ("SCMP_ACT_ERRNO", "code", 1, "operation not permitted"),
        ("SCMP_ACT_KILL_PROCESS", "signal", 31, ""),
    ] {
        let profile = profile(&root, action);
        for target in [&target, "here"] {
            let (verdict, _) = checked(&PURE, target, "app ptrace", &["--profile", &profile]);
            let started = &verdict["started"];
            assert_eq!(started[key], value, "{target} {verdict:#}");
            assert_eq!(started["said"].as_str().unwrap_or_default(), said);
            assert_eq!(verdict["verdict"], "breaks");
            let (verdict, _) = checked(&PURE, target, "app version", &["--profile", &profile]);
            assert_eq!(verdict["started"]["ran"], true, "{verdict:#}");
        }
    }
}

#[test]
fn the_limits_of_a_recorded_machine_are_reached() {
    let root = folder("limits");
    let file = root.join("small.toml");
    fs::write(&file, "schema = 1\nname = \"small\"\n\n[limits]\nopen_files = 64\n").unwrap();
    let limits = ["--limits", file.to_str().unwrap()];
    for target in [&rootfs(&root), "here"] {
        let (verdict, _) = checked(&PURE, target, "app files", &limits);
        let started = &verdict["started"];
        assert_eq!(started["code"], 7, "{verdict:#}");
        let said = started["said"].as_str().unwrap();
        assert!(said.contains("too many open files") && said.starts_with("after 5"), "{said}");
    }
}

/// Packs a directory as a layer, as if its files were of this user, and gives the archive's path.
fn layer(dir: &Path, user: &str) -> PathBuf {
    let file = dir.with_extension("tar");
    let packed = Command::new("tar")
        .args([&format!("--owner={user}"), &format!("--group={user}"), "-cf"])
        .arg(&file)
        .arg("-C")
        .arg(dir)
        .arg(".")
        .status();
    assert!(packed.expect("could not start tar; install tar").success());
    file
}

/// An image as `docker save` writes it, of layers that are packed already.
fn image(dir: &Path, config: &str, layers: &[PathBuf]) -> String {
    let names: Vec<&str> =
        layers.iter().map(|layer| layer.file_name().unwrap().to_str().unwrap()).collect();
    fs::write(dir.join("config.json"), config).unwrap();
    let manifest = format!(r#"[{{"Config":"config.json","Layers":{names:?}}}]"#);
    fs::write(dir.join("manifest.json"), manifest).unwrap();
    let file = dir.join("image.tar");
    let packed = Command::new("tar")
        .arg("-cf")
        .arg(&file)
        .arg("-C")
        .arg(dir)
        .args(["config.json", "manifest.json"])
        .args(names)
        .status();
    assert!(packed.expect("could not start tar; install tar").success());
    file.display().to_string()
}

/// An image with what the program with cgo loads; a layer above hides a file and may hide its C library.
fn whole_image(name: &str, hides: &[&str]) -> String {
    let dir = folder(name);
    let below = root(&format!("{name}/below"), &[]);
    fs::write(below.join("etc/passwd"), "root:x:0:0::/root:\nweb:x:101:102::/srv:\n").unwrap();
    fs::write(below.join("etc/group"), "logs:x:7:web\n").unwrap();
    fs::write(below.join("etc/hidden"), "seen").unwrap();
    fs::write(below.join("etc/private"), "kept").unwrap();
    fs::set_permissions(below.join("etc/private"), fs::Permissions::from_mode(0o600)).unwrap();
    let above = folder(&format!("{name}/above"));
    for hidden in ["/etc/hidden"].iter().chain(hides) {
        let (parent, file) = hidden.rsplit_once('/').unwrap();
        let parent = above.join(parent.trim_start_matches('/'));
        fs::create_dir_all(&parent).unwrap();
        fs::write(parent.join(format!(".wh.{file}")), "").unwrap();
    }
    let config = format!(
        r#"{{"os":"linux","architecture":"{NATIVE}","config":{{"User":"web","WorkingDir":"/srv/data","Env":["SAID=so"]}}}}"#
    );
    image(&dir, &config, &[layer(&below, "0"), layer(&above, "0")])
}

#[test]
fn an_image_is_started_as_it_says() {
    let image = format!("image:{}", whole_image("image", &[]));
    for program in [&*PURE, &*WITH_C] {
        let (verdict, code) = checked(program, &image, "app who", &[]);
        let said = verdict["started"]["said"].as_str().unwrap_or_default();
        // Who is no root has no further groups to give.
        assert!(
            said.starts_with("101 102 [") && said.ends_with("] /srv/data so /srv"),
            "{verdict:#}"
        );
        assert_eq!(code, 0);
    }
    let (verdict, _) = checked(&PURE, &image, "app read /etc/passwd", &[]);
    assert_eq!(verdict["started"]["ran"], true, "{verdict:#}");
    let (verdict, _) = checked(&PURE, &image, "app read /etc/hidden", &[]);
    assert_eq!(verdict["started"]["said"], "open /etc/hidden: no such file or directory");
    if is_root() {
        let (verdict, _) = checked(&PURE, &image, "app read /etc/private", &[]);
        assert_eq!(verdict["started"]["said"], "open /etc/private: permission denied");
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// What is left in a directory for temporary files.
fn left(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_program_is_held_against_many_images_in_a_table() {
    let loaded = loaded();
    let libc = loaded.iter().find(|path| path.contains("/libc.so")).unwrap();
    let whole = whole_image("table/whole", &[]);
    let without = whole_image("table/without", &[libc]);
    let scratch = {
        let dir = folder("table/scratch");
        let nothing = folder("table/scratch/nothing");
        let config = format!(r#"{{"os":"linux","architecture":"{NATIVE}"}}"#);
        image(&dir, &config, &[layer(&nothing, "0")])
    };
    let temporary = folder("table/temporary");
    let images = |more: &[&str]| {
        let mut command = Command::new(LANDFALL);
        command
            .arg("images")
            .arg(&*WITH_C)
            .args(["--image", &whole, &without, "--image", &scratch]);
        command.args(more).env("TMPDIR", &temporary).output().unwrap()
    };
    let output = images(&["--run", "app version"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    let row = |image: &str| text.lines().find(|line| line.starts_with(image)).unwrap().to_owned();
    let words =
        |image: &str| row(image).split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let platform = format!("linux/{NATIVE}");
    assert_eq!(words(&whole)[0], platform);
    assert_eq!(words(&whole)[1], "glibc", "{text}");
    assert_eq!(words(&whole)[3..5], ["runs", "yes"], "{text}");
    assert!(row(&without).contains("breaks    no "), "{text}");
    assert_eq!(words(&scratch)[1..4], ["none", "breaks", "no"], "{text}");
    assert!(text.ends_with("1 of 3 run, 2 break, 0 unsure\n"), "{text}");
    assert_eq!(left(&temporary), Vec::<PathBuf>::new());
    // The same without a start, and for programs.
    let text = String::from_utf8(images(&[]).stdout).unwrap();
    assert!(text.contains("  verdict\n") && !text.contains("foretold"), "{text}");
    let told = schema_holds(&images(&["--run", "app version", "--format", "json"]));
    assert_eq!(told["machines"][0]["libc"], "glibc");
    assert_eq!(told["machines"][2]["libc"], "none");
    let ran: Vec<Value> = told["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["started"]["ran"].clone())
        .collect();
    assert_eq!(ran, [true, false, false]);
    // One that cannot be read takes no verdict from the others.
    let broken = temporary.join("broken.tar");
    fs::write(&broken, "nothing").unwrap();
    let output = images(&["--image", broken.to_str().unwrap(), "--format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    let told = schema_holds(&output);
    assert_eq!(told["verdicts"].as_array().unwrap().len(), 3);
    assert_eq!(told["errors"][0]["path"], broken.to_str().unwrap());
}

#[test]
fn who_is_stopped_leaves_nothing_behind() {
    let image = whole_image("stopped", &[]);
    let temporary = folder("stopped/temporary");
    let mut command = Command::new(LANDFALL);
    command.arg("images").arg(&*PURE).args(["--image", &image, "--run", "app hang"]);
    let mut running =
        command.env("TMPDIR", &temporary).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    // What is unpacked, and what it is put together in.
    while left(&temporary).len() < 2 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    let ended = Command::new("sh").args(["-c", &format!("kill {}", running.id())]).status();
    assert!(ended.expect("could not start sh").success());
    assert_eq!(running.wait().unwrap().code(), Some(2), "nobody knows how it ends");
    assert_eq!(left(&temporary), Vec::<PathBuf>::new());
}

#[test]
fn a_start_that_belies_the_verdict_is_told() {
    let foreign = if NATIVE == "arm64" { "amd64" } else { "arm64" };
    let qemu = if NATIVE == "arm64" { "x86_64" } else { "aarch64" };
    // A program for another machine that names a loader, and an emulator to which that does not matter.
    let dir = folder("belied");
    let program = dir.join("pie");
    let output = Command::new("go")
        .args(["build", "-buildmode=pie", "-o"])
        .arg(&program)
        .arg(".")
        .env("CGO_ENABLED", "0")
        .env("GOARCH", foreign)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/starts"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::create_dir_all(dir.join("bin")).unwrap();
    let copied =
        Command::new("cp").arg(&*PURE).arg(dir.join(format!("bin/qemu-{qemu}-static"))).status();
    assert!(copied.unwrap().success());
    let root = folder("belied/root");
    let mut command = Command::new(LANDFALL);
    command.arg("check").arg(&program).args(["--for", &rootfs(&root), "--run", "app"]);
    let path = format!("{}:{}", dir.join("bin").display(), std::env::var("PATH").unwrap());
    let output = command.env("PATH", path).args(["--format", "json"]).output().unwrap();
    let verdict = &schema_holds(&output)["verdicts"][0];
    assert_eq!(verdict["started"]["ran"], true, "{verdict:#}");
    assert_eq!(verdict["started"]["foretold"], "breaks");
    assert!(has(verdict, "interpreter_not_there") && has(verdict, "verdict_belied_by_start"));
    assert_eq!((&verdict["verdict"], output.status.code()), (&"breaks".into(), Some(1)));
}

#[test]
fn what_cannot_be_started_is_unsure_and_never_runs() {
    let root = folder("unstarted");
    let foreign = built("0", "s390x");
    let no_path = root.display().to_string();
    for (program, target, words) in [
        (&*PURE, "debian:12".to_owned(), "nothing is here but what is said of it"),
        (&foreign, rootfs(&root), "nothing here runs programs for linux/s390x"),
    ] {
        let mut command = Command::new(LANDFALL);
        command
            .arg("check")
            .arg(program)
            .args(["--for", &target, "--run", "app"])
            .env("PATH", &no_path);
        let output = command.args(["--format", "json"]).output().unwrap();
        let verdict = &schema_holds(&output)["verdicts"][0];
        assert_eq!(
            (&verdict["verdict"], output.status.code()),
            (&"unsure".into(), Some(2)),
            "{verdict:#}"
        );
        assert_eq!(verdict["started"]["ran"], Value::Null);
        assert!(verdict["started"]["says"].as_str().unwrap().contains(words), "{verdict:#}");
    }
    // Where the kernel makes no namespaces: of mounts none may be made in this one of users.
    let script = "echo 0 > /proc/sys/user/max_mnt_namespaces && exec \"$@\"";
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "sh", "-c", script, "sh", LANDFALL, "check"])
        .arg(&*PURE)
        .args(["--for", &rootfs(&root), "--run", "app", "--format", "json"])
        .output()
        .expect("could not start unshare; install util-linux");
    let verdict = &schema_holds(&output)["verdicts"][0];
    assert_eq!(
        (&verdict["verdict"], output.status.code()),
        (&"unsure".into(), Some(2)),
        "{verdict:#}"
    );
    let says = verdict["started"]["says"].as_str().unwrap();
    assert!(says.contains("the kernel refuses namespaces"), "{says}");
    // Source is nothing that can be started.
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/starts");
    let output = landfall(&["check", source.to_str().unwrap(), "--for", "scratch", "--run", "app"]);
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn who_is_not_root_starts_it_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let image = dir.path().join("image.tar");
    fs::copy(whole_image("unprivileged", &[]), &image).unwrap();
    let program = dir.path().join("app");
    for (from, to) in [(Path::new(LANDFALL), &dir.path().join("landfall")), (&WITH_C, &program)] {
        // By another process: what this one has open to write is not executed.
        assert!(Command::new("cp").arg(from).arg(to).status().unwrap().success());
    }
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
            command.arg(dir.path().join("landfall"));
            command
        }
        false => Command::new(dir.path().join("landfall")),
    };
    let output = command
        .args(["check", "--format", "json", "--run", "app who", "--for"])
        .arg(format!("image:{}", image.display()))
        .arg(&program)
        .current_dir(dir.path())
        .output()
        .expect("could not start setpriv; install util-linux");
    let verdict = &schema_holds(&output)["verdicts"][0];
    let said = verdict["started"]["said"].as_str().unwrap_or_default();
    assert!(said.starts_with("101 102 ["), "{verdict:#}");
}

#[test]
fn what_a_shard_started_is_kept_in_its_results() {
    let root = folder("shards");
    let file = root.join("part.jsonl");
    let program = PURE.to_str().unwrap();
    let target = rootfs(&root);
    let parts = ["--format", "jsonl", "--output", file.to_str().unwrap()];
    landfall(&[&["check", program, "--for", &target, "--run", "app exit 3"], &parts[..]].concat());
    let merged = landfall(&["merge", file.to_str().unwrap(), "--format", "json"]);
    let whole =
        landfall(&["check", program, "--for", &target, "--run", "app exit 3", "--format", "json"]);
    assert_eq!(schema_holds(&merged), schema_holds(&whole));
    assert_eq!(merged.status.code(), Some(1));
}

#[test]
fn matrix_starts_its_products_on_machines_that_are_here() {
    let dir = folder("matrix");
    let whole = root("matrix/whole", &[]);
    let bare = folder("matrix/bare");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/starts");
    let port = format!("linux/{NATIVE}");
    let arguments =
        ["matrix", ".", "--ports", &port, "--cgo", "0,1", "--run", "app who", "--format", "json"];
    let output = Command::new(LANDFALL)
        .args(arguments)
        .args(["--for", &rootfs(&whole), "--for", &rootfs(&bare), "--out"])
        .arg(dir.join("out"))
        .current_dir(source)
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let runs: Vec<Vec<&Value>> = told["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["targets"].as_array().unwrap().iter().map(|one| &one["runs"]).collect())
        .collect();
    let (yes, no) = (&Value::Bool(true), &Value::Bool(false));
    assert_eq!(runs, [[yes, yes], [yes, no]], "{told:#}");
    let why = told["cells"][1]["reasons"].to_string();
    assert!(why.contains("really started, `app who` was not started by the kernel"), "{why}");
}
