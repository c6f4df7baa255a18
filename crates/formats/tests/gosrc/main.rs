//! Go's own packages read the whole of GOROOT; the reader says the same of every file.

#![expect(clippy::expect_used, reason = "a test without its oracle has failed")]

mod oracle;
mod tokens;

#[test]
fn every_file_of_goroot_reads_as_go_reads_it() {
    let mut compared = 0;
    let mut different = Vec::new();
    oracle::each_file(|theirs, text| {
        compared += 1;
        if theirs.tokens != tokens::number(text) {
            different.push(format!("{}: tokens", theirs.path));
        }
    });
    assert!(compared > 5_000, "{compared} files");
    assert!(different.is_empty(), "{}\n{} differences", different.join("\n"), different.len());
}
