//! Actions of GitHub workflows, pinned.

use crate::table::rows;

/// An action, pinned by its commit, with the version beside it: `actions/checkout@3d3c… # v7.0.1`.
pub fn pinned_action(name: &str) -> Option<String> {
    let row = rows("ci-actions.csv").find(|row| row.get("action") == name)?;
    Some(format!("{name}@{} # {}", row.get("commit"), row.get("version")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_pinned_by_a_whole_commit() {
        for row in rows("ci-actions.csv") {
            let commit = row.get("commit");
            assert!(
                commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()),
                "{commit}"
            );
        }
        assert!(pinned_action("actions/checkout").is_some());
        assert!(pinned_action("actions/nothing").is_none());
    }
}
