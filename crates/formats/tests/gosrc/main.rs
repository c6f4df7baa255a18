//! Go's own packages read the whole of GOROOT; the reader says the same of every file.

#![expect(clippy::expect_used, reason = "a test without its oracle has failed")]

mod contexts;
mod facts;
mod heads;
mod hostile;
mod oracle;
mod selection;
mod tokens;

use landfall_formats::gosrc;

#[test]
fn every_file_of_goroot_reads_as_go_reads_it() {
    let (mut taken, mut refused) = (0, 0);
    let mut different = Vec::new();
    oracle::each_file(|mut theirs, text| {
        let mut say = |what: String| different.push(format!("{}: {what}", theirs.path));
        if theirs.tokens != tokens::number(text) {
            say("tokens".to_owned());
        }
        if theirs.matches != selection::matches(&theirs.path, text) {
            say(format!("built: Go has {}", theirs.matches));
        }
        let file = gosrc::read(text);
        let mut ours = facts::of(&file, text);
        let fault = gosrc::references(text).fault;
        // This is left to the compiler by Go's parser.
        let fault = fault.filter(|fault| {
            let is_left = fault.message.contains("non-name");
            if is_left {
                ours.follow(&theirs.file);
            }
            !is_left
        });
        theirs.file.leave_out_declared(&file, text);
        ours.leave_out_declared(&file, text);
        if theirs.file.refused {
            refused += 1;
            if theirs.path.contains(oracle::CASES) {
                say("Go refuses this case".to_owned());
            }
            theirs.file.broken_differences(&ours).into_iter().for_each(&mut say);
        } else {
            taken += 1;
            theirs.file.differences(&ours).into_iter().for_each(&mut say);
            let constraints = selection::constraints(text);
            if theirs.constraints != constraints {
                say(format!("Go has {:?}, the reader {constraints:?}", theirs.constraints));
            }
            let package = theirs.package.iter();
            package.flat_map(|it| it.differences(&file)).for_each(&mut say);
            file.faults.iter().for_each(|fault| say(format!("{fault:?}")));
            if let Some(fault) = fault {
                say(format!("not followed: {fault:?}"));
            }
        }
    });
    println!("{taken} files, and {refused} that the Go parser refuses");
    assert!(taken > 5_000, "{taken} files");
    assert!(different.is_empty(), "{}\n{} differences", different.join("\n"), different.len());
}
