//! Many crashes, counted by what they have in common and by the release of Go.

use std::collections::BTreeMap;

use landfall_facts::{Crash, CrashCluster, CrashClusters, CrashGo};

/// Counts crashes that were understood.
pub fn clusters(crashes: Vec<Crash>, logs: usize, silent: Vec<String>) -> CrashClusters {
    let mut by_signature: BTreeMap<String, Vec<Crash>> = BTreeMap::new();
    let mut releases: BTreeMap<(u32, String), ()> = BTreeMap::new();
    for crash in crashes {
        releases.insert(release(&crash.go), ());
        by_signature.entry(crash.signature.clone()).or_default().push(crash);
    }
    let releases: Vec<(u32, String)> = releases.into_keys().collect();
    let cluster = |(signature, crashes): (String, Vec<Crash>)| {
        let mut counts = vec![0; releases.len()];
        let mut logs: Vec<String> = crashes.iter().map(|crash| crash.log.clone()).collect();
        logs.dedup();
        for crash in &crashes {
            if let Ok(at) = releases.binary_search(&release(&crash.go)) {
                counts[at] += 1;
            }
        }
        let example = crashes.into_iter().next()?;
        Some(CrashCluster { signature, example, counts, logs })
    };
    let mut clusters: Vec<CrashCluster> = by_signature.into_iter().filter_map(cluster).collect();
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.counts.iter().sum::<u64>()));
    let releases = releases.into_iter().map(|(_, name)| name).collect();
    CrashClusters { clusters, releases, logs, silent }
}

/// What a column is called, and where it stands: by the minor version, what is not known last.
fn release(go: &CrashGo) -> (u32, String) {
    let minor = go.exact.as_deref().and_then(|text| text.strip_prefix("go1.")).and_then(|rest| {
        let end = rest.find(|one: char| !one.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    });
    match (minor, go.least, go.most) {
        (Some(minor), ..) => (minor, format!("1.{minor}")),
        (None, Some(least), Some(most)) => (1000 + least, format!("1.{least}-1.{most}")),
        (None, Some(least), None) => (1000 + least, format!("1.{least}+")),
        (None, None, Some(most)) => (1000 + most, format!("to 1.{most}")),
        (None, None, None) => (u32::MAX, "unknown".to_owned()),
    }
}
