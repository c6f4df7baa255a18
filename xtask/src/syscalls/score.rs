//! How well what is told of programs fits what they were seen to call.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::table;

/// How a derived set fares against what was seen.
pub struct Score {
    seen: usize,
    can: usize,
    both: usize,
}

impl Score {
    pub fn of(seen: &BTreeSet<String>, can: &BTreeSet<String>) -> Self {
        Self { seen: seen.len(), can: can.len(), both: seen.intersection(can).count() }
    }

    fn precision(&self) -> f64 {
        self.both as f64 / self.can.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.both as f64 / self.seen.max(1) as f64
    }

    fn f1(&self) -> f64 {
        2.0 * self.both as f64 / (self.seen + self.can).max(1) as f64
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seen, can, both } = self;
        let (precision, recall, f1) = (self.precision(), self.recall(), self.f1());
        write!(f, "{seen:5} {can:5} {:6} {precision:9.3} {recall:6.3} {f1:5.3}", seen - both)
    }
}

pub fn print_means(of: &str, scores: &[Score]) {
    let mean = |of: &dyn Fn(&Score) -> f64| {
        scores.iter().map(of).sum::<f64>() / scores.len().max(1) as f64
    };
    println!(
        "{of:36} {} programs: {:.1} calls told, {:.1} seen, precision {:.3}, recall {:.3}, F1 {:.3} (means)",
        scores.len(),
        mean(&|score| score.can as f64),
        mean(&|score| score.seen as f64),
        mean(&Score::precision),
        mean(&Score::recall),
        mean(&Score::f1)
    );
}

/// How many calls of amd64 the newest default profile of Docker lets through in a container without
/// capabilities, with whatever arguments, and the name of its file.
pub fn docker_default() -> Result<(usize, String), String> {
    let data = table::workspace().join("crates/know/data");
    let read = |file: &Path| {
        fs::read_to_string(file).map_err(|e| format!("could not read {}: {e}", file.display()))
    };
    let profiles = fs::read_dir(data.join("profiles"))
        .map_err(|e| format!("could not list the profiles: {e}"))?;
    let version = |path: &PathBuf| -> Option<Vec<u32>> {
        let name = path.file_stem()?.to_str()?.strip_prefix("docker-")?;
        name.split('.').map(|number| number.parse().ok()).collect()
    };
    let profiles = profiles.filter_map(|entry| Some(entry.ok()?.path()));
    let newest = profiles
        .filter_map(|path| Some((version(&path)?, path)))
        .max()
        .ok_or("could not find a profile of Docker")?
        .1;
    let profile: Value = serde_json::from_str(&read(&newest)?)
        .map_err(|e| format!("could not read {}: {e}", newest.display()))?;
    let names = read(&data.join("syscalls.csv"))?;
    let mut lines = names.lines().filter(|line| !line.starts_with('#'));
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = header.iter().position(|name| *name == "amd64");
    let column = column.ok_or("could not find amd64 in syscalls.csv")?;
    let numbered = lines.filter_map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        fields.get(column).filter(|number| !number.is_empty())?;
        fields.first().copied()
    });
    let known: BTreeSet<&str> = numbered.collect();
    let mut allowed = BTreeSet::new();
    for rule in profile["syscalls"].as_array().into_iter().flatten() {
        let includes = &rule["includes"];
        let arches = includes["arches"].as_array();
        let here = arches.is_none_or(|arches| arches.iter().any(|arch| arch == "amd64"));
        if rule["action"] != "SCMP_ACT_ALLOW" || !here || includes["caps"].is_array() {
            continue;
        }
        let names = rule["names"].as_array().into_iter().flatten().filter_map(Value::as_str);
        allowed.extend(names.filter(|name| known.contains(name)));
    }
    let name = newest.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok((allowed.len(), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &str) -> BTreeSet<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_set_twice_as_large_as_needed_has_half_the_precision() {
        let score = Score::of(&set("read write"), &set("read write open close"));
        assert_eq!((score.precision(), score.recall()), (0.5, 1.0));
        assert!((score.f1() - 2.0 / 3.0).abs() < 1e-9);
        let score = Score::of(&set("read write"), &set("read"));
        assert_eq!((score.precision(), score.recall()), (1.0, 0.5));
    }

    #[test]
    fn dockers_profile_is_counted_for_this_architecture_only() {
        let (count, name) = docker_default().expect("the profiles");
        assert!(name.starts_with("docker-"), "{name}");
        // It names 361 calls for all architectures; amd64 lacks those of 32 bits.
        assert!((250..361).contains(&count), "{count}");
    }
}
