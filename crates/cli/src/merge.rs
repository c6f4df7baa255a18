//! `landfall merge`: what all shards of a check wrote, as one answer.

mod parts;
mod stream;

use std::io::{self, Write as _};

use landfall_report::lines::{self, End, Told};
use landfall_report::sum::Sum;
use landfall_report::{Failure, Gap};

use crate::args::{Merge, Shard};
use crate::output::{Output, could_not_work, say, say_failures};
use crate::sink::Sink;
use crate::told::{self, Facts};
use parts::{Set, of_files};
use stream::Stream;

pub(crate) fn run(args: &Merge, output: &Output) -> i32 {
    let set = match of_files(&args.files) {
        Ok(set) => set,
        Err(error) => return could_not_work(&error),
    };
    let gaps = &set.gaps;
    for gap in gaps {
        say(&format!("landfall: {gap}"));
    }
    let mut facts = Facts::default();
    let mut stream = Stream::new(&set.parts);
    stream.by_ref().for_each(|(at, told)| facts.note(at, &told));
    if let Some(error) = stream.error {
        return could_not_work(&error);
    }
    let nothing = set.nothing.as_ref().filter(|_| facts.is_empty() && gaps.is_empty());
    let nothing = nothing.map(|nothing| {
        let failure = Failure { path: nothing.path.clone(), message: nothing.message.clone() };
        ([0; 3], Told::Failure(failure))
    });
    if let Some((at, told)) = &nothing {
        facts.note(*at, told);
    }
    say_failures(&facts.failures());
    let mut sink = match Sink::new(args.output.as_deref(), output) {
        Ok(sink) => sink,
        Err(error) => return could_not_work(&error),
    };
    let mut stream = Stream::new(&set.parts);
    let results = stream.by_ref().chain(nothing);
    let done = match args.format.whole() {
        Some(format) => {
            let results = results.map(|(_, told)| told);
            told::write(results, format, &facts, gaps, &mut sink)
        }
        None => whole_lines(&set, results, &mut sink),
    };
    match stream.error {
        Some(error) => could_not_work(&error),
        None => sink.finish(done, facts.code(gaps)),
    }
}

/// The results of all shards as those of one. Without an end where some are missing: nobody takes them for whole.
fn whole_lines(
    set: &Set,
    results: impl Iterator<Item = (lines::At, Told)>,
    sink: &mut Sink,
) -> io::Result<()> {
    let mut sum = Sum::default();
    let mut count = 0;
    let mut put = |line: &str, sum: &mut Sum| {
        sum.add(line.as_bytes());
        sink.write_all(line.as_bytes())
    };
    let mut head = set.head.clone();
    (head.shard, head.of) = (Shard::WHOLE.number, Shard::WHOLE.of);
    (head.from, head.to) = (0, head.pieces);
    put(&head.line(), &mut sum)?;
    for (at, told) in results {
        put(&lines::of(at, &told), &mut sum)?;
        count += 1;
    }
    if set.gaps.is_empty() {
        let end = End { complete: true, lines: count, sum: sum.to_string() };
        sink.write_all(end.line().as_bytes())?;
    }
    Ok(())
}

/// A file whose results are not as they should be.
fn gap(file: &str, shard: Option<u32>, message: String) -> Gap {
    Gap { shard, file: Some(file.to_owned()), message }
}

/// The name of a rule that is known here.
fn rule(name: &str) -> Option<&'static str> {
    landfall_rules::find(name).map(|rule| rule.name)
}
