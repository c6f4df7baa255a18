//! What landfall says of each machine that was written down, held against what its tape says of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[test]
fn each_recorded_machine_is_told_as_its_tape_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../machines");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder.join("tapes")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let tape: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        let wanted: BTreeSet<String> = tape["finds"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| rule.as_str().unwrap().to_owned())
            .collect();
        let output = Command::new(env!("CARGO_BIN_EXE_landfall"))
            .args(["doctor", "--format", "json", "--recorded"])
            .arg(folder.join(format!("{name}.toml")))
            .output()
            .unwrap();
        let told: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{name}: {error}: {output:?}"));
        let found: BTreeSet<String> = told["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["rule"].as_str().unwrap().to_owned())
            .collect();
        let verdict = told["verdict"].as_str().unwrap();
        if found != wanted || verdict != tape["verdict"].as_str().unwrap() {
            let unsure = &told["unsure"];
            wrong.push(format!("{name} is {verdict}: {found:?}, and not {wanted:?}; {unsure}"));
        }
        count += 1;
    }
    assert!(count >= 25);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
