//! `landfall seccomp`: what is made of system calls that were seen.

use crate::args::{MergeArgs, SeccompArgs, SeccompCommand};
use crate::observed;
use crate::output::{Output, could_not_work};

pub(crate) fn run(args: &SeccompArgs, output: &Output) -> i32 {
    let done = match &args.command {
        SeccompCommand::Merge(args) => merge(args, output),
    };
    done.unwrap_or_else(|error| could_not_work(&error))
}

fn merge(args: &MergeArgs, output: &Output) -> Result<i32, String> {
    let mut all = None;
    for file in &args.files {
        let read = observed::read(file)?
            .ok_or_else(|| format!("could not read {}: it is not there", file.display()))?;
        all = Some(match all {
            None => read,
            Some(all) => observed::merged(all, read)
                .map_err(|error| format!("{error} ({})", file.display()))?,
        });
    }
    let all = all.ok_or("could not merge: no file was given")?;
    match &args.output {
        Some(file) => observed::write(file, &all).map(|()| 0),
        None => Ok(output.finish(&observed::text(&all), 0)),
    }
}
