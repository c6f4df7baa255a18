use crate::recipes::{FoundText, read};

fn platforms(text: &str) -> Vec<String> {
    let recipes = read(vec![FoundText::new(".goreleaser.yaml", text).unwrap()]);
    let of = |run: &landfall_facts::Run| {
        let get = |name: &str| run.env.get(name).known().cloned().unwrap_or_default();
        format!("{}/{}{}", get("GOOS"), get("GOARCH"), get("GOARM"))
    };
    recipes.runs.iter().map(of).collect()
}

#[test]
fn a_build_is_one_command_for_each_platform() {
    let text = "builds:\n  - goos: [linux, windows]\n    goarch: [amd64, arm]\n    goarm: [6, 7]\n";
    assert_eq!(platforms(text), ["linux/amd64", "linux/arm6", "linux/arm7", "windows/amd64"]);
    let text = "builds:\n  - goos: [linux]\n    ignore:\n      - goarch: 386\n";
    assert_eq!(platforms(text), ["linux/amd64", "linux/arm64"]);
    let text = "builds:\n  - targets: [linux_amd64_v1, linux_arm_7]\n";
    assert_eq!(platforms(text), ["linux/amd64", "linux/arm7"]);
}
