//! A program below a filter, from its start until the last of what it left behind has ended.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{process, thread};

use rustix::process::{DumpableBehavior, Pid, Signal, kill_process, set_dumpable_behavior};

use super::children::{Children, Ended};
use super::launch::{Manner, become_program, launch};
use super::listener::{Listener, Notification, Received};
use super::program::Program;
use super::signals::{self, Signals};
use crate::confine::{Asked, Ending, Job, Judge, Verdict};

pub(crate) use super::watching::{Seen, refusal, refused_by, seen, whole};

/// How often it is looked whether the world around has changed.
const TICK: Duration = Duration::from_millis(100);
/// More threads answer no faster: they wait for each other. A second one answers while the first reads a file.
const MOST_WORKERS: usize = 2;

/// See [`crate::passing::Passing`].
pub(crate) struct Passing(Signals);

impl Passing {
    pub(crate) fn heard() -> io::Result<Self> {
        Signals::heard().map(Self)
    }

    pub(crate) fn to(self, process: u32) {
        let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return };
        thread::spawn(move || {
            while let Some(signal) = self.0.next() {
                if let Some(signal) = Signal::from_named_raw(signal) {
                    // It may have ended in between.
                    let _ = kill_process(process, signal);
                }
            }
        });
    }
}

/// See [`crate::passing::Stop`].
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub(crate) fn heard() -> io::Result<Self> {
        let signals = Signals::heard()?;
        let asked = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&asked);
        thread::spawn(move || {
            while let Some(signal) = signals.any() {
                if Signals::ENDS.contains(&signal) {
                    told.store(true, Ordering::Release);
                }
            }
        });
        Ok(Self(asked))
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// See [`crate::confine::supervised`].
pub(crate) fn supervised(job: Job<'_>, judge: Arc<dyn Judge>) -> Result<Ending, String> {
    let program = Program::new(job.command)?;
    let signals = Signals::heard()
        .map_err(|error| format!("could not pass signals on to the program: {error}"))?;
    let adopted = Children::adopt();
    // A program of the same user could otherwise open our memory and write its own answers there. It is dumpable
    // itself again once it is executed.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let manner =
        Manner { filter: job.filter, may_gain_rights: job.may_gain_rights, ours: &signals.ours };
    let (started, listener) = launch(&program, &manner)?;
    let begun =
        Arc::new(Begun { program: started.process.as_raw_pid(), yes: AtomicBool::new(false) });
    let listener = Arc::new(listener);
    listener.wake_in_step();
    for _ in 0..workers() {
        let (listener, judge, begun) = (listener.clone(), judge.clone(), begun.clone());
        thread::spawn(move || serve(&listener, &*judge, &begun));
    }
    // Once the last worker gives up, the listener is closed and calls are refused.
    drop(listener);
    let children = Arc::new(Children::of(started.process, adopted));
    let passing = children.clone();
    thread::spawn(move || {
        while let Some(signal) = signals.next() {
            passing.signal(signal);
        }
    });
    thread::spawn(move || {
        loop {
            thread::sleep(TICK);
            judge.look_around();
        }
    });
    let mut ending = None;
    loop {
        match children.next() {
            Ended::Exited(status) => ending = Some(Ending::Exited(status)),
            Ended::Killed(signal) => ending = Some(Ending::Killed(signal)),
            Ended::All => break,
        }
        if let Some(why) = started.never_began(&program) {
            return Err(why);
        }
        // Who sends a signal now means us: there is no program to pass it on to.
        signals::forget();
    }
    ending.ok_or_else(|| "could not wait for the program: it was waited for by another".to_owned())
}

/// See [`crate::confine::alone`].
pub(crate) fn alone(job: Job<'_>) -> String {
    match Program::new(job.command) {
        Err(error) => error,
        Ok(program) => {
            let manner = Manner {
                filter: job.filter,
                may_gain_rights: job.may_gain_rights,
                ours: &[signals::PIPE_OF_RUST],
            };
            become_program(&program, &manner)
        }
    }
}

fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS)
}

/// Whether the program has begun: until then its process runs code of ours.
struct Begun {
    program: i32,
    yes: AtomicBool,
}

impl Begun {
    /// Whether this is the call by which we become the program. It is no call of the program's, and always made.
    fn is_beginning(&self, asked: &Notification) -> bool {
        i64::from(asked.call.number) == libc::SYS_execve
            && i64::from(asked.thread) == i64::from(self.program)
            && !self.yes.load(Ordering::Acquire)
    }
}

/// Answers calls until nobody is left who could make one.
fn serve(listener: &Listener, judge: &dyn Judge, begun: &Begun) {
    let _bomb = EndsAll;
    loop {
        match listener.receive() {
            Ok(Received::Call(asked)) => answer(listener, judge, begun, &asked),
            Ok(Received::Nothing) => {}
            Ok(Received::End) | Err(_) => return,
        }
    }
}

fn answer(listener: &Listener, judge: &dyn Judge, begun: &Begun, asked: &Notification) {
    if begun.is_beginning(asked) {
        if let Ok(true) = listener.go_on(asked) {
            begun.yes.store(true, Ordering::Release);
        }
        return;
    }
    // Whom an answer does not reach any more was interrupted or killed: it made no call, and asks again if it
    // still wants to.
    let _ = match judge.judge(&Asked { thread: asked.thread, call: asked.call }) {
        Verdict::Allow => listener.go_on(asked),
        Verdict::Refuse(number) => listener.refuse(asked, number),
        Verdict::Kill => Ok(listener.kill(asked)),
    };
}

/// A worker that panics takes us with it, so that nobody waits for its answer: the kernel refuses all that is asked
/// then.
struct EndsAll;

impl Drop for EndsAll {
    fn drop(&mut self) {
        if thread::panicking() {
            process::abort();
        }
    }
}
