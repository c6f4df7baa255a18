//! What is printed for programs is as `schemas/` and the SARIF specification say.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod forge;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use forge::{CGO, Program, STATIC};
use jsonschema::Validator;
use serde_json::Value;

#[test]
fn an_audit_prints_what_its_schema_says() {
    let folder = furnished("audit");
    let schema = schema("schemas/audit.schema.json");
    for profile in ["docker", "docker@20.10.0"] {
        let arguments = ["seccomp", "audit", profile, "--arch", "amd64", "--format", "json"];
        let told = landfall(&folder, &arguments);
        holds(&schema, &told);
        assert!(told["doors"].as_array().unwrap().len() > 30);
    }
}

#[test]
fn inspect_prints_what_its_schema_says() {
    let folder = furnished("inspect");
    let schema = schema("schemas/inspect.schema.json");
    let mut paths = vec!["web", "static", "plain", "nowhere", "notes.txt"];
    let goldens = root().join("crates/formats/tests/golden");
    paths.push(goldens.to_str().unwrap());
    let told = landfall(&folder, &[&["inspect", "--format", "json"], paths.as_slice()].concat());
    holds(&schema, &told);
    assert!(told["artifacts"].as_array().unwrap().len() > 10);
    assert_eq!(told["errors"].as_array().unwrap()[0]["path"], "nowhere");
}

#[test]
fn check_and_reach_print_what_their_schema_says() {
    let folder = furnished("check");
    let schema = schema("schemas/check.schema.json");
    let machines = ["debian:11", "alpine:3.20", "scratch", "linux/amd64", "windows/386"];
    let mut arguments = vec!["check", "web", "static", "plain", "nowhere", "--format", "json"];
    arguments.extend(["--allow", "no_ca_certificates"]);
    arguments.extend(machines.iter().flat_map(|machine| ["--for", machine]));
    let told = landfall(&folder, &arguments);
    holds(&schema, &told);
    assert_eq!(told["verdicts"].as_array().unwrap().len(), 3 * machines.len());
    for list in ["findings", "unsure", "silenced"] {
        let filled = |verdict: &Value| !verdict[list].as_array().unwrap().is_empty();
        assert!(told["verdicts"].as_array().unwrap().iter().any(filled), "no {list} was tried");
    }
    let told = landfall(&folder, &["reach", "web", "static", "--format", "json"]);
    holds(&schema, &told);
    assert!(told["verdicts"].as_array().unwrap().len() > 200);
}

#[test]
fn what_is_told_of_source_is_as_its_schemas_say() {
    let folder = furnished("source");
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let gone = folder.join("gone");
    fs::create_dir_all(&gone).unwrap();
    let gomod = "module example.com/m\n\ngo 1.24\n\nrequire example.com/gone v1.0.0\n";
    fs::write(gone.join("go.mod"), gomod).unwrap();
    let text = "package main\n\nimport _ \"example.com/gone/x\"\n\nfunc main() { nothing() }\n";
    fs::write(gone.join("main.go"), text).unwrap();
    let dirs = ["web", "needs", "lib", "roots"].map(|name| programs.join(name));
    let dirs = dirs.iter().chain([&gone]).map(|dir| dir.to_str().unwrap());
    let json = ["--format", "json"];
    for dir in dirs {
        for (name, arguments) in [
            ("ports", &["ports", dir][..]),
            ("graph", &["graph", dir, "--files", "--with-go", "--on", "here"]),
            ("why", &["why", dir, "C", "--all", "--with-go"]),
            ("inspect", &["inspect", dir]),
            ("check", &["check", dir, "--for", "scratch", "--for", "linux/arm64"]),
        ] {
            // Nothing leads to C where nothing is known.
            if name != "why" || dir != gone.to_str().unwrap() {
                let told = landfall(&folder, &[arguments, &json].concat());
                holds(&schema(&format!("schemas/{name}.schema.json")), &told);
            }
        }
    }
}

#[test]
fn what_is_written_of_runs_is_as_its_schema_says() {
    let folder = furnished("trace");
    let file = folder.join("runs.json");
    // Runs are added to those that are there.
    let _ = fs::remove_file(&file);
    let told = || serde_json::from_str::<Value>(&fs::read_to_string(&file).unwrap()).unwrap();
    for command in ["true", "kill -9 $$"] {
        let mut trace = Command::new(env!("CARGO_BIN_EXE_landfall"));
        trace.args(["trace", "-q", "-o"]).arg(&file).args(["--", "/bin/sh", "-c", command]);
        trace.status().unwrap();
    }
    holds(&schema("schemas/trace.schema.json"), &told());
    assert_eq!(told()["runs"].as_array().unwrap().len(), 2);
    // A call of 32 bits and one without a name have their place too.
    let mut seen = told();
    seen["runs"][0]["foreign_calls"] = serde_json::json!({ "exit": 1, "999999": 2 });
    fs::write(&file, seen.to_string()).unwrap();
    let merged = landfall(&folder, &["seccomp", "merge", file.to_str().unwrap()]);
    holds(&schema("schemas/trace.schema.json"), &merged);
    assert_eq!(merged["runs"], seen["runs"]);
}

#[test]
fn what_is_told_of_failures_is_as_its_schema_says() {
    let folder = furnished("explain");
    let schema = schema("schemas/explain.schema.json");
    let log = folder.join("failed.log");
    let text = "runtime: failed to create new OS thread (have 22 already; errno=11)\nfatal error: newosproc\n";
    fs::write(&log, text).unwrap();
    for (log, count) in [(log.to_str().unwrap(), 1), ("nothing is wrong here", 0)] {
        let told = landfall(&folder, &["explain", "--format", "json", "--for", "here", log]);
        holds(&schema, &told);
        assert!(told["causes"].as_array().unwrap().len() >= count, "{told}");
        assert_eq!(told["causes"].as_array().unwrap().is_empty(), count == 0, "{told}");
    }
}

#[test]
fn what_is_told_of_machines_is_as_its_schemas_say() {
    let folder = furnished("machines");
    let json = ["--format", "json"];
    let recorded = root().join("machines/debian-11-server.toml");
    let recorded = recorded.to_str().unwrap();
    for arguments in [
        &["doctor"][..],
        &["doctor", "--allow", "go_not_there"],
        &["doctor", "--recorded", recorded],
    ] {
        let told = landfall(&folder, &[arguments, &json].concat());
        holds(&schema("schemas/doctor.schema.json"), &told);
        assert!(told["facts"].as_array().unwrap().len() > 60);
    }
    for arguments in [
        &["compare", "here", recorded][..],
        &["compare", "debian:12", "alpine:3.20", "--build", "web"],
        &["compare", "alpine:3.20", "debian:12", "--build", "web"],
    ] {
        let told = landfall(&folder, &[arguments, &json].concat());
        holds(&schema("schemas/compare.schema.json"), &told);
        assert!(!told["differences"].as_array().unwrap().is_empty());
    }
}

#[test]
fn what_changed_between_two_artifacts_is_told_as_its_schema_says() {
    let folder = furnished("changed");
    let schema = schema("schemas/compare-artifacts.schema.json");
    let json = ["--format", "json"];
    for arguments in [
        &["compare", "web", "static"][..],
        &["compare", "static", "web", "--for", "scratch", "--for", "debian:11", "--all"],
        &["compare", "web", "web"],
    ] {
        let told = landfall(&folder, &[arguments, &json].concat());
        holds(&schema, &told);
        let one = &told["comparisons"][0];
        assert_eq!(one["same"], arguments[1] == arguments[2]);
        assert_eq!(one["changes"].as_array().unwrap().is_empty(), one["same"] == true);
    }
}

#[test]
fn without_a_target_every_form_tells_of_here_and_of_the_reach() {
    let folder = furnished("nowhere-to-go");
    let code = |form: &str, shown: [&str; 2]| {
        let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(["check", "web", "static", "--format", form])
            .current_dir(&folder)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        for shown in shown {
            assert!(text.contains(shown), "{form} does not say {shown:?}:\n{text}");
        }
        output.status.code()
    };
    let here = code("text", ["web on here: ", "\n  debian "]);
    assert_eq!(code("concise", ["web: here: ", "web: debian:11: breaks"]), here);
    assert_eq!(code("json", [r#""target": "here""#, r#""target": "debian:11""#]), here);
    // These two do not tell of what runs, and what there is to tell of here is not known.
    assert_eq!(code("sarif", ["web on debian:11: breaks", "static on scratch: "]), here);
    assert_eq!(code("github", ["web on debian:11: breaks", "static on scratch: "]), here);
}

#[test]
fn a_field_that_no_schema_knows_is_noticed() {
    let folder = furnished("strict");
    let schema = schema("schemas/check.schema.json");
    let mut told = landfall(&folder, &["check", "web", "--for", "debian:11", "--format", "json"]);
    told["verdicts"][0]["findings"][0]["more"] = Value::Null;
    assert!(!schema.is_valid(&told));
    told["verdicts"][0]["findings"][0].as_object_mut().unwrap().remove("more");
    holds(&schema, &told);
    told["verdicts"][0]["findings"][0].as_object_mut().unwrap().remove("mend");
    assert!(!schema.is_valid(&told));
}

#[test]
fn sarif_is_as_oasis_says() {
    let folder = furnished("sarif");
    let schema = sarif_schema();
    let elsewhere = folder.with_extension("elsewhere");
    CGO.write(&elsewhere);
    let names = ["./web", "static", "plain", "a b/ü,1", elsewhere.to_str().unwrap()];
    let mut arguments = vec!["check", "--format", "sarif"];
    arguments.extend(names);
    for machine in ["debian:11", "alpine:3.20", "scratch", "linux/amd64", "windows/386"] {
        arguments.extend(["--for", machine]);
    }
    let told = landfall(&folder, &arguments);
    holds(&schema, &told);

    let run = &told["runs"][0];
    let results = run["results"].as_array().unwrap();
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let mut used = vec![false; rules.len()];
    let mut prints = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        used[index] = true;
        prints.push(result["partialFingerprints"]["landfallPair/v1"].as_str().unwrap());
    }
    assert!(used.iter().all(|used| *used), "a rule is listed and did not speak");
    let all = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), all, "two findings have one fingerprint");
    for rule in rules {
        let help = rule["help"]["markdown"].as_str().unwrap();
        assert!(help.lines().all(|line| !line.starts_with(' ')), "{help}");
    }
    let locations: Vec<&Value> =
        results.iter().map(|result| &result["locations"][0]["physicalLocation"]).collect();
    let of = |uri: &str| {
        let found = locations.iter().find(|one| one["artifactLocation"]["uri"] == uri);
        found.unwrap_or_else(|| panic!("no result is about {uri}"))
    };
    assert_eq!(of("web")["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    of("a%20b/%C3%BC%2C1");
    of(&format!("file://{}", elsewhere.display()));
}

/// A run without a finding is a whole log too.
#[test]
fn sarif_without_a_finding_is_as_oasis_says() {
    let folder = furnished("sarif-empty");
    let schema = sarif_schema();
    let told = landfall(&folder, &["check", "web", "--for", "debian:13", "--format", "sarif"]);
    holds(&schema, &told);
    assert_eq!(told["runs"][0]["results"].as_array().unwrap().len(), 0);
    assert_eq!(told["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

/// Code scanning closes what a log does not name again, unless the run did not succeed.
#[test]
fn sarif_of_a_file_that_could_not_be_looked_at_is_no_clean_log() {
    let folder = furnished("sarif-failed");
    let arguments = ["check", "notes.txt", "--for", "debian:13", "--format", "sarif"];
    let told = landfall(&folder, &arguments);
    holds(&sarif_schema(), &told);
    let invocation = &told["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["level"], "error");
    let text = notification["message"]["text"].as_str().unwrap();
    assert_eq!(text, "could not look at notes.txt: it is no executable that landfall knows");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn furnished(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema").join(name);
    fs::create_dir_all(folder.join("a b")).unwrap();
    fs::create_dir_all(folder.join(".git")).unwrap();
    CGO.write(&folder.join("web"));
    CGO.write(&folder.join("a b/ü,1"));
    STATIC.write(&folder.join("static"));
    Program { go: None, settings: &[], functions: &[], ..CGO }.write(&folder.join("plain"));
    fs::write(folder.join("notes.txt"), "only words\n").unwrap();
    folder
}

fn schema(path: &str) -> Validator {
    let path = root().join(path);
    let text = fs::read_to_string(&path).unwrap();
    validator(&path, &text)
}

/// The schema that OASIS keeps of SARIF 2.1.0, as the crate serde-sarif ships it.
fn sarif_schema() -> Validator {
    // Only what is built here has been fetched.
    let about = Command::new("rustc").arg("-vV").output().unwrap();
    let about = String::from_utf8(about.stdout).unwrap();
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version", "1", "--filter-platform", host])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let path = manifest.with_file_name("src").join("schema.json");
    // Errata 01 mends the pattern of a language, which has a bracket too many.
    let text = fs::read_to_string(&path).unwrap().replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    validator(&path, &text)
}

fn validator(path: &Path, text: &str) -> Validator {
    let schema: Value = serde_json::from_str(text).unwrap();
    jsonschema::meta::validate(&schema)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    jsonschema::validator_for(&schema).unwrap()
}

fn landfall(folder: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{text}"))
}

fn holds(schema: &Validator, told: &Value) {
    let faults: Vec<String> = schema
        .iter_errors(told)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
