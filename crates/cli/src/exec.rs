//! `landfall exec`: a command with its output and its exit code as they are, explained where it fails.

use std::io::{self, PipeReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use landfall_sandbox::passing::Passing;

use crate::args::ExecArgs;
use crate::explain::{Beside, Reading, explainer};
use crate::output::{Output, could_not_work, say};

/// What a shell adds to the number of the signal that ended a program.
const KILLED: i32 = 128;

/// What a shell says of a program that is not there, and of one that cannot be started.
const NOT_THERE: i32 = 127;
const NOT_STARTED: i32 = 126;

pub(crate) fn run(args: &ExecArgs, output: &Output) -> i32 {
    let beside = match Beside::of(&args.beside) {
        Ok(beside) => beside.here(),
        Err(error) => return could_not_work(&error),
    };
    let mut explainer = match explainer() {
        Ok(explainer) => explainer,
        Err(error) => return could_not_work(&error),
    };
    let Some((program, arguments)) = args.command.split_first() else {
        return could_not_work(&"could not run a command: none is given");
    };
    let mut command = Command::new(program);
    command.args(arguments);
    let mut reading = Reading::of(&mut explainer);
    let passing = match Passing::heard() {
        Ok(passing) => passing,
        Err(error) => {
            let why = landfall_probe::plain(&error);
            return could_not_work(&format!("could not pass signals on to the command: {why}"));
        }
    };
    let ended = match started(&mut command) {
        Ok((mut child, pipes)) => {
            passing.to(child.id());
            passed_on(pipes, |bytes| reading.push(bytes));
            child.wait()
        }
        Err(error) => {
            // In the words of a shell, and to be explained like any other failure.
            let said =
                format!("landfall: {}: {}\n", program.display(), landfall_probe::plain(&error));
            let _ = io::stderr().write_all(said.as_bytes());
            reading.push(said.as_bytes());
            reading.finish();
            tell(&beside.explained(&explainer), output);
            return if error.kind() == io::ErrorKind::NotFound { NOT_THERE } else { NOT_STARTED };
        }
    };
    reading.finish();
    match ended {
        Ok(status) if status.success() => 0,
        Ok(status) => {
            tell(&beside.explained(&explainer), output);
            code(status)
        }
        Err(error) => could_not_work(&format!(
            "could not wait for the command: {}",
            landfall_probe::plain(&error)
        )),
    }
}

fn tell(causes: &[landfall_facts::Explained], output: &Output) {
    const MOST: usize = 2;
    if !causes.is_empty() {
        let text = landfall_report::explanation::text(&causes[..causes.len().min(MOST)], MOST);
        say("\nlandfall explains:");
        output.print_beside(&text);
    }
}

/// The code that a shell would give.
fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return KILLED + signal;
    }
    status.code().unwrap_or(KILLED)
}

/// Which stream of ours gets what comes out of a pipe.
#[derive(Clone, Copy)]
enum To {
    Output,
    Errors,
}

/// Starts a command whose output comes to us: through one pipe where both streams of ours are the same file, so
/// that the order stays, and else through two.
fn started(command: &mut Command) -> io::Result<(Child, Vec<(PipeReader, To)>)> {
    let (output, writer) = io::pipe()?;
    let mut pipes = vec![(output, To::Output)];
    if is_one_file() {
        command.stderr(writer.try_clone()?);
    } else {
        let (errors, writer) = io::pipe()?;
        pipes.push((errors, To::Errors));
        command.stderr(writer);
    }
    command.stdout(writer).stdin(Stdio::inherit());
    let child = command.spawn();
    // Our own ends for writing would keep the pipes open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Ok((child?, pipes))
}

#[cfg(unix)]
fn is_one_file() -> bool {
    let of = |stat: rustix::fs::Stat| (stat.st_dev, stat.st_ino, stat.st_rdev);
    let both =
        rustix::fs::fstat(io::stdout()).and_then(|out| Ok((out, rustix::fs::fstat(io::stderr())?)));
    both.is_ok_and(|(out, errors)| of(out) == of(errors))
}

#[cfg(not(unix))]
fn is_one_file() -> bool {
    false
}

/// Passes everything on as soon as it comes, to our streams and to `each`.
fn passed_on(pipes: Vec<(PipeReader, To)>, mut each: impl FnMut(&[u8])) {
    /// So much waits at most for being looked at: then the command waits, too.
    const WAITING: usize = 64;
    let (sender, receiver) = sync_channel::<Vec<u8>>(WAITING);
    thread::scope(|scope| {
        for (pipe, to) in pipes {
            let sender = sender.clone();
            scope.spawn(move || pass(pipe, to, &sender));
        }
        drop(sender);
        receiver.iter().for_each(|bytes| each(&bytes));
    });
}

fn pass(mut pipe: PipeReader, to: To, sender: &SyncSender<Vec<u8>>) {
    let mut buffer = vec![0; 1 << 16];
    let mut is_heard = true;
    loop {
        let count = match pipe.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        let written =
            |mut to: Box<dyn Write>| to.write_all(&buffer[..count]).and_then(|()| to.flush());
        let done = match to {
            To::Output => written(Box::new(io::stdout().lock())),
            To::Errors => written(Box::new(io::stderr().lock())),
        };
        // Whoever reads us has gone: the command finds that out by its own pipe.
        if done.is_err() {
            return;
        }
        is_heard = is_heard && sender.send(buffer[..count].to_vec()).is_ok();
    }
}
