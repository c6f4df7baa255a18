//! A command that is given so long, and ended with all that it started when it takes longer or we are to stop.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use landfall_sandbox::passing::Stop;

/// So much of what a command says is kept of its beginning.
const LONGEST: u64 = 1 << 20;
/// How often it is looked whether it has ended.
const TICK: Duration = Duration::from_millis(10);

/// What became of a command.
pub(crate) enum Ended {
    By(ExitStatus),
    /// It took too long.
    Late,
    /// We are to stop.
    Stopped,
}

pub(crate) struct Ran {
    pub(crate) ended: Ended,
    /// What it said on standard output, and on standard error.
    pub(crate) said: [Vec<u8>; 2],
    pub(crate) seconds: f64,
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command, limit: Duration, stop: &Stop) -> io::Result<Ran> {
    in_its_own_group(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let pipes = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        let output = scope.spawn(|| kept(pipes.0));
        let errors = scope.spawn(|| kept(pipes.1));
        let ended = loop {
            if let Some(status) = child.try_wait()? {
                break Ended::By(status);
            }
            let why = match () {
                () if stop.is_asked() => Some(Ended::Stopped),
                () if start.elapsed() > limit => Some(Ended::Late),
                () => None,
            };
            if let Some(why) = why {
                end(&mut child);
                child.wait()?;
                break why;
            }
            thread::sleep(TICK);
        };
        let seconds = start.elapsed().as_secs_f64();
        let said = [output, errors].map(|reader| reader.join().unwrap_or_default());
        Ok(Ran { ended, said, seconds })
    })
}

/// What comes out of a pipe: its beginning is kept, and the rest is read all the same.
fn kept(pipe: Option<impl Read>) -> Vec<u8> {
    let mut text = Vec::new();
    if let Some(mut pipe) = pipe {
        // Who cannot be read has nothing to say.
        let _ = pipe.by_ref().take(LONGEST).read_to_end(&mut text);
        let _ = io::copy(&mut pipe, &mut io::sink());
    }
    text
}

/// A terminal's Ctrl-C reaches us alone, and we end the whole group.
#[cfg(target_os = "linux")]
fn in_its_own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(target_os = "linux"))]
fn in_its_own_group(_: &mut Command) {}

#[cfg(target_os = "linux")]
fn end(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // It may have ended just now.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(target_os = "linux"))]
fn end(child: &mut Child) {
    // It may have ended just now.
    let _ = child.kill();
}
