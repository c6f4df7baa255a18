//! Programs that really crash, in every way that Go and C have: `landfall crash` names the function that did it,
//! and tells the frames that the runtime told.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// What each way to crash must come to: program, way, kind, function, and words that the meaning has.
const WAYS: &str = include_str!("../../../truth/crashes.csv");

/// The ways of a program.
fn ways(program: &str) -> impl Iterator<Item = [&'static str; 4]> {
    let rows = WAYS.lines().filter(|line| !line.starts_with('#')).skip(1);
    let fields = rows.map(|row| row.split(',').collect::<Vec<_>>());
    fields.filter(move |row| row[0] == program).map(|row| [row[1], row[2], row[3], row[4]])
}

#[test]
fn whoever_crashed_is_named() {
    let program = built("plain", &[]);
    ways("plain").for_each(|way| holds(&program, way));
    if cfg!(target_os = "linux") {
        ways("linux").for_each(|way| holds(&program, way));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_c_did_is_told_with_the_call_that_led_there() {
    let program = built("native", &[]);
    ways("native").for_each(|way| holds(&program, way));
    let told = told(&dump(&program, "segfault", &[]), &[]);
    let frames = told["crashes"][0]["stacks"][0]["frames"].as_array().unwrap().clone();
    let boundary: Vec<_> = frames.iter().filter(|frame| frame["whose"] == "boundary").collect();
    assert_eq!(boundary.len(), 2, "{frames:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn races_are_told_with_both_sides() {
    let program = built("plain", &["-race"]);
    let told = told(&dump(&program, "race", &[]), &[]);
    let crash = &told["crashes"][0];
    assert_eq!((&crash["kind"], culprit(crash)), (&Value::from("data race"), "main.race.func1"));
    let kinds: Vec<_> =
        crash["stacks"].as_array().unwrap().iter().map(|it| it["of"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["access", "access", "creation", "creation"]);
    ways("race").for_each(|way| holds(&program, way));
}

#[test]
fn a_panic_that_a_server_wrote_down_is_found() {
    let program = built("served", &[]);
    ways("served").for_each(|way| holds(&program, way));
}

#[test]
fn dumps_of_goroutines_are_counted_and_no_crash() {
    let program = built("plain", &[]);
    for way in ["profile1", "profile2"] {
        let told = told(&dump(&program, way, &[]), &[]);
        let crash = &told["crashes"][0];
        assert_eq!(crash["goroutines"], 21, "{way}");
        assert!(
            crash["means"][0]
                .as_str()
                .unwrap()
                .contains("nothing in it says that the program crashed")
        );
    }
    let text = dump(&program, "printed", &[]);
    assert_eq!(culprit(&told(&text, &[])["crashes"][0]), "main.printed.func1");
}

#[test]
fn ten_thousand_goroutines_are_one_screen() {
    let text = dump(&built("plain", &[]), "crowd", &[("GOTRACEBACK", "all")]);
    assert!(text.len() > 1_000_000, "{}", text.len());
    let crash = &told(&text, &[])["crashes"][0];
    assert!(crash["goroutines"].as_u64().unwrap() >= 10_000);
    assert_eq!(culprit(crash), "main.panicText");
    let output = landfall(text.as_bytes(), &[]);
    let screen = String::from_utf8(output.stdout).unwrap();
    assert!(screen.lines().count() <= 24, "{screen}");
    assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
    assert!(screen.contains("10000  ") && screen.contains("main.worker"), "{screen}");
}

#[test]
fn frames_are_those_that_the_runtime_told() {
    let program = built("plain", &[]);
    for way in ["nilPointer", "inlined", "byValue", "repanic", "deadlockMany"] {
        let text = dump(&program, way, &[]);
        let told = told(&text, &[]);
        // A line behind a tab is the place of the line before.
        let mut wanted: Vec<String> = Vec::new();
        let stack = text.split("\n\n").find(|part| part.starts_with("goroutine ")).unwrap();
        for pair in stack.lines().skip(1).collect::<Vec<_>>().chunks(2) {
            let [function, place] = pair else { continue };
            if !function.starts_with("created by ") {
                let name = function.rsplit_once('(').unwrap().0;
                let place = place.trim().split(" +0x").next().unwrap();
                wanted.push(format!("{name} {place}"));
            }
        }
        let frames = told["crashes"][0]["stacks"][0]["frames"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let read: Vec<String> = frames
            .iter()
            .map(|frame| {
                format!("{} {}:{}", text(&frame["function"]), text(&frame["file"]), frame["line"])
            })
            .collect();
        assert_eq!(read, wanted, "{way}");
    }
}

#[test]
fn whatever_a_logger_puts_before_or_between_is_passed_over() {
    let plain = dump(&built("plain", &[]), "inGoroutine", &[]);
    let wanted = signature(&plain);
    let each = |make: &dyn Fn(usize, &str) -> String| {
        let lines: Vec<String> =
            plain.lines().enumerate().map(|(at, line)| make(at, line)).collect();
        lines.concat()
    };
    let json = |line: &str| {
        serde_json::json!({"log": format!("{line}\n"), "stream": "stderr"}).to_string()
    };
    let forms = [
        ("CRLF", each(&|_, line| format!("{line}\r\n"))),
        ("CRI", each(&|at, line| format!("2026-11-22T15:31:{at:02}.123456789Z stderr F {line}\n"))),
        ("Docker", each(&|_, line| format!("{}\n", json(line)))),
        ("compose", each(&|_, line| format!("web-1  | {line}\n"))),
        ("journal", each(&|at, line| format!("Nov 22 15:31:{at:02} host web[123]: {line}\n"))),
        ("GitHub", each(&|at, line| format!("2026-11-22T15:31:{at:02}.1234567Z {line}\n"))),
        ("colours", each(&|_, line| format!("\x1b[31m{line}\x1b[0m\n"))),
        ("own", each(&|at, line| format!("<7>{at:03} app/E: {line}\n"))),
        (
            "between",
            each(&|at, line| format!("{line}\n{}", if at > 2 { "GET /health 200\n" } else { "" })),
        ),
        ("around", format!("start\nlisten :80\n{plain}exit status 2\nrestart\n")),
    ];
    for (name, text) in forms {
        assert_eq!(signature(&text), wanted, "{name}:\n{text}");
    }
    let mut bytes = b"caf\xe9 \xff\n".to_vec();
    bytes.extend_from_slice(plain.as_bytes());
    let output = landfall(&bytes, &["--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["crashes"][0]["signature"], wanted);
}

#[test]
fn a_log_without_a_crash_is_told_to_be_one() {
    let prose = "panic is not an option\nfatal error lights\ngoroutine 1 is none\nx.c:1:10: fatal error: y.h: No such file\n";
    let output = landfall(prose.as_bytes(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(landfall(b"", &["/nowhere/at/all"]).status.code(), Some(3));
}

#[cfg(target_os = "linux")]
#[test]
fn addresses_are_named_by_the_binary_wherever_it_was_loaded() {
    for flags in [&["-ldflags=-s -w"][..], &["-ldflags=-s -w", "-buildmode=pie"]] {
        let program = built("plain", flags);
        let text = dump(&program, "nilPointer", &[("GOTRACEBACK", "system")]);
        let path = program.to_str().unwrap();
        let told = told(&text, &["--binary", path]);
        let at = &told["crashes"][0]["signal"]["at"][0];
        assert_eq!(
            at["function"], "main.nilPointer",
            "{flags:?}: {}",
            told["crashes"][0]["signal"]
        );
        assert_eq!(at["line"], told["crashes"][0]["culprit"]["line"]);
        assert!(told["crashes"][0]["go"]["release"].as_str().unwrap().starts_with("go1."));
        // A dump whose names are gone, but for addresses.
        let bare: String = text
            .lines()
            .filter(|line| line.starts_with("[signal") || line.starts_with("panic"))
            .map(|line| format!("{line}\n"))
            .collect();
        if flags.len() == 1 {
            let output = landfall(bare.as_bytes(), &["--binary", path]);
            assert!(String::from_utf8_lossy(&output.stdout).contains("in main.nilPointer"));
        }
    }
}

#[test]
fn crashes_are_counted_by_release_and_signature() {
    let program = built("plain", &[]);
    let folder = folder();
    let mut paths = Vec::new();
    for (name, way) in [
        ("a-go1.21.3.log", "badIndex"),
        ("b-go1.22.1.log", "badIndex"),
        ("c-go1.22.1.log", "nilMap"),
        ("d-go1.22.9.log", "nilMap"),
        ("e-go1.21.4.log", "divide"),
    ] {
        let path = folder.join(name);
        fs::write(&path, dump(&program, way, &[])).unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    let arguments: Vec<&str> =
        ["--cluster"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    let told: Value = serde_json::from_slice(
        &landfall(b"", &[&arguments[..], &["--format", "json"]].concat()).stdout,
    )
    .unwrap();
    assert_eq!(told["releases"], serde_json::json!(["1.21", "1.22"]));
    let counts: Vec<_> =
        told["clusters"].as_array().unwrap().iter().map(|it| it["counts"].clone()).collect();
    assert_eq!(counts.len(), 3);
    assert!(
        counts.contains(&serde_json::json!([0, 2])) && counts.contains(&serde_json::json!([1, 1]))
    );
    let text = String::from_utf8(landfall(b"", &arguments).stdout).unwrap();
    assert!(text.contains("new in 1.22") && text.contains("not seen after 1.21"), "{text}");
}

/// Whatever becomes of a dump on its way, it is read without fear and in little time.
#[test]
fn damaged_dumps_do_no_harm() {
    let mut text = dump(&built("plain", &[]), "quit", &[]).into_bytes();
    text.truncate(4000);
    for end in (0..text.len()).step_by(97) {
        let output = landfall(&text[..end], &["--format", "json"]);
        assert!(matches!(output.status.code(), Some(0 | 2)), "cut at {end}");
    }
    let mut seed = 1_u64;
    for _ in 0..40 {
        let mut flipped = text.clone();
        for _ in 0..40 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(seed >> 33).unwrap() % flipped.len();
            flipped[at] ^= 1 << (seed & 7);
        }
        let output = landfall(&flipped, &[]);
        assert!(matches!(output.status.code(), Some(0 | 2)));
    }
}

#[test]
fn what_is_printed_is_as_its_schema_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(root.join("schemas/crash.schema.json")).unwrap())
            .unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let program = built("plain", &[]);
    for way in ["repanic", "overflow", "quit", "deadlock", "profile1"] {
        let text = dump(&program, way, &[]);
        for more in [&["--format", "json"][..], &["--format", "json", "--cluster"]] {
            let output = landfall(text.as_bytes(), more);
            let told: Value = serde_json::from_slice(&output.stdout).unwrap();
            let faults: Vec<String> = schema
                .iter_errors(&told)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{way}: {}", faults.join("\n"));
        }
    }
}

fn holds(program: &Path, [way, kind, function, words]: [&str; 4]) {
    let text = dump(program, way, &[]);
    let told = told(&text, &[]);
    let crash = &told["crashes"][0];
    assert_eq!(crash["kind"], kind, "{way}:\n{text}");
    assert!(
        function.split('|').any(|one| one == culprit(crash)),
        "{way}: {}\n{text}",
        culprit(crash)
    );
    let means = crash["means"].to_string();
    assert!(means.contains(words), "{way}: {means} has no {words:?}");
}

fn culprit(crash: &Value) -> &str {
    crash["culprit"]["function"].as_str().unwrap_or("nobody")
}

fn signature(text: &str) -> Value {
    told(text, &[])["crashes"][0]["signature"].clone()
}

fn told(text: &str, more: &[&str]) -> Value {
    let output = landfall(text.as_bytes(), &[&["--format", "json"], more].concat());
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}\n{text}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_str(&told).unwrap()
}

fn landfall(text: &[u8], arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .arg("crash")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = text.to_vec();
    let writer = std::thread::spawn(move || {
        // Whoever does not read all has said why by its exit code.
        let _ = stdin.write_all(&text);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// What a program prints as it crashes.
fn dump(program: &Path, way: &str, env: &[(&str, &str)]) -> String {
    let mut command = Command::new(program);
    command.arg(way).env_remove("GOTRACEBACK").envs(env.iter().copied());
    let output = command.output().unwrap();
    assert_ne!(output.status.code(), Some(99), "there is no way {way}");
    String::from_utf8_lossy(&[output.stderr, output.stdout].concat()).into_owned()
}

fn folder() -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crash");
        fs::create_dir_all(&folder).unwrap();
        folder
    };
    MADE.get_or_init(make).clone()
}

/// A program of `tests/crashes`, built by the Go at hand.
fn built(name: &str, flags: &[&str]) -> PathBuf {
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let suffix: String = flags.concat().chars().filter(char::is_ascii_alphanumeric).collect();
    let path = folder().join(format!("{name}-{suffix}{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new("go")
        .args(["build", "-o"])
        .arg(&path)
        .args(flags)
        .arg(format!("./{name}"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crashes"))
        .env("GOFLAGS", "")
        .env("GOTOOLCHAIN", "local")
        .status()
        .unwrap();
    assert!(status.success(), "go build {name} {flags:?}");
    path
}
