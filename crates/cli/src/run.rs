//! `landfall run`: a program below a profile, of which landfall decides what the kernel does not.

mod callers;
mod profile;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use landfall_facts::Arch;
use landfall_know::syscall_name;
use landfall_sandbox::confine::{Asked, Ending, Job, Verdict, alone, supervised};
use landfall_sandbox::error_name;
use landfall_sandbox::filter::Filter;
use landfall_sandbox::supervise::{Counts, Decided, Event, Supervisor};
use serde_json::json;

use self::callers::Programs;
use self::profile::Said;
pub(crate) use self::profile::kernel;
use crate::args::RunArgs;
use crate::module;
use crate::output::{could_not_work, say};

/// What a shell adds to the number of the signal that ended a program.
const KILLED: i32 = 128;

pub(crate) fn run(args: &RunArgs) -> i32 {
    let said =
        module::own().and_then(|(_, arch, _)| profile::read(&args.profile, arch, args.learn));
    let done = said.and_then(|said| match args.unsupervised {
        true => Err(run_alone(args, &said)),
        false => run_supervised(args, said),
    });
    match done {
        Ok(Ending::Exited(status)) => status,
        Ok(Ending::Killed(signal)) => KILLED + signal,
        Err(error) => could_not_work(&error),
    }
}

/// Comes back only with what went wrong.
fn run_alone(args: &RunArgs, said: &Said) -> String {
    let policy = said.rules.for_the_kernel_alone();
    if !said.rules.starts_alone() {
        return "could not start the program: without landfall to ask, the profile has to allow execve; add it, or \
                leave out --unsupervised"
            .to_owned();
    }
    match Filter::with_newer(&policy, said.newer) {
        Err(error) => error.to_string(),
        Ok(filter) => alone(job(args, &filter)),
    }
}

fn job<'a>(args: &'a RunArgs, filter: &'a Filter) -> Job<'a> {
    Job { command: &args.command, filter, may_gain_rights: args.may_gain_rights }
}

fn run_supervised(args: &RunArgs, said: Said) -> Result<Ending, String> {
    let arch = said.rules.arch;
    let log = args.log.as_deref().map(|path| {
        File::create(path).map_err(|error| {
            format!("could not write {}: {}", path.display(), landfall_probe::plain(&error))
        })
    });
    let teller = Teller {
        arch,
        file: args.profile.clone(),
        log: log.transpose()?.map(Mutex::new),
        programs: Programs::default(),
        learns: args.learn,
    };
    let supervisor = Supervisor::new(
        said.rules,
        said.is_policy_file.then(|| args.profile.clone()),
        args.learn,
        Box::new(move |event| teller.tell(event)),
    );
    let filter = Filter::of(supervisor.kernel()).map_err(|error| error.to_string())?;
    let supervisor = Arc::new(supervisor);
    let ending = supervised(job(args, &filter), supervisor.clone())?;
    supervisor.write_learned();
    if !args.learn
        && let Some(text) = summary(&supervisor.counts(), arch)
    {
        say(&text);
    }
    if args.learn {
        let learned = supervisor.learned().into_iter().map(|number| name(arch, number));
        say(&learned_in_words(&learned.collect::<Vec<_>>(), &args.profile));
    }
    if ending == Ending::Killed(SIGSYS) {
        say(
            "landfall: the kernel ended the program: it made a call that the profile ends it for, or one of another \
             architecture",
        );
    }
    Ok(ending)
}

/// By which the kernel ends a process for a call, on all architectures but those of MIPS.
const SIGSYS: i32 = 31;

/// Tells what happens while the program runs.
struct Teller {
    arch: Arch,
    file: PathBuf,
    log: Option<Mutex<File>>,
    programs: Programs,
    learns: bool,
}

impl Teller {
    fn tell(&self, event: &Event<'_>) {
        let file = self.file.display();
        let names = |numbers: &mut dyn Iterator<Item = &u32>| {
            numbers.map(|it| name(self.arch, *it)).collect::<Vec<_>>().join(", ")
        };
        match event {
            Event::Decided(decided) => self.decided(decided),
            Event::ReadAgain { changed, fixed } => {
                say(&format!(
                    "landfall: {file} was read again: {}",
                    match changed.len() {
                        0 => "another default".to_owned(),
                        _ => names(&mut changed.iter()),
                    }
                ));
                if !fixed.is_empty() {
                    let fixed = names(&mut fixed.iter());
                    say(&format!(
                        "landfall: of these the kernel decides until the program ends: {fixed}; write adjustable for \
                         what is to change while it runs"
                    ));
                }
            }
            Event::Kept(why) => {
                say(&format!(
                    "landfall: could not follow {file}: {why}; what it said before counts"
                ));
            }
            Event::NotWritten(why) => {
                say(&format!("landfall: {why}; what was learned is not in it"))
            }
        }
    }

    fn decided(&self, decided: &Decided) {
        let asked = &decided.asked;
        let is_news = decided.is_unnamed || decided.verdict != Verdict::Allow;
        let is_told = decided.times == 1 && is_news;
        if !is_told && self.log.is_none() {
            return;
        }
        let (process, program) = made_by(asked.thread);
        let callers = self.programs.callers(asked);
        if is_told {
            let call = call_in_words(asked, self.arch);
            let verdict = match (self.learns, decided.is_unnamed) {
                (true, true) => "learned".to_owned(),
                _ => verdict_in_words(decided.verdict),
            };
            let way = match callers.is_empty() {
                true => String::new(),
                false => format!(", in {}", callers.join(" < ")),
            };
            say(&format!("landfall: {verdict}: {call} of {program} ({process}){way}"));
        }
        if let Some(log) = &self.log {
            let line = self.line(decided, &process, &program, &callers);
            // A log that is full is no reason to let a program wait.
            let _ = log.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
        }
    }

    fn line(&self, decided: &Decided, process: &str, program: &str, callers: &[String]) -> String {
        let asked = &decided.asked;
        let (verdict, error) = match decided.verdict {
            Verdict::Allow => ("allow", None),
            Verdict::Refuse(number) => ("refuse", Some(error_in_words(number))),
            Verdict::Kill => ("kill", None),
        };
        let line = json!({
            "call": syscall_name(self.arch, asked.call.number),
            "number": asked.call.number,
            "arguments": asked.call.arguments.map(|it| format!("{it:#x}")),
            "at": format!("{:#x}", asked.call.instruction_pointer),
            "thread": asked.thread,
            "process": process,
            "program": program,
            "verdict": verdict,
            "error": error,
            "unnamed": decided.is_unnamed,
            "callers": callers,
        });
        format!("{line}\n")
    }
}

/// The process of a thread, and its program; as far as we may look.
fn made_by(thread: u32) -> (String, String) {
    let read = |what| fs::read_to_string(format!("/proc/{thread}/{what}")).unwrap_or_default();
    let status = read("status");
    let process = status.lines().find_map(|line| line.strip_prefix("Tgid:")).map(str::trim);
    let program = match fs::read_link(format!("/proc/{thread}/exe")) {
        Ok(path) => path.display().to_string(),
        Err(_) => read("comm").trim().to_owned(),
    };
    (process.unwrap_or("?").to_owned(), program)
}

fn name(arch: Arch, number: u32) -> String {
    syscall_name(arch, number).map_or_else(|| format!("call {number}"), str::to_owned)
}

fn call_in_words(asked: &Asked, arch: Arch) -> String {
    let arguments =
        asked.call.arguments.map(|it| if it < 10 { it.to_string() } else { format!("{it:#x}") });
    format!("{}({})", name(arch, asked.call.number), arguments.join(", "))
}

fn verdict_in_words(verdict: Verdict) -> String {
    match verdict {
        Verdict::Allow => "allowed".to_owned(),
        Verdict::Refuse(number) => format!("refused with {}", error_in_words(number)),
        Verdict::Kill => "killed for".to_owned(),
    }
}

fn error_in_words(number: u16) -> String {
    error_name(number).map_or_else(|| number.to_string(), str::to_owned)
}

/// How often each call was asked about that was asked more than once; each was told of the first time.
fn summary(counts: &Counts, arch: Arch) -> Option<String> {
    let mut text = String::from("landfall: asked about");
    let often = counts.iter().filter(|(_, times)| **times > 1);
    for (at, ((number, verdict), times)) in often.clone().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(
            text,
            "{comma} {} {times} times ({})",
            name(arch, *number),
            verdict_in_words(*verdict)
        );
    }
    often.clone().next().map(|_| text)
}

fn learned_in_words(learned: &[String], path: &Path) -> String {
    let file = path.display();
    match learned {
        [] => format!("landfall: no call was new to {file}"),
        [one] => format!("landfall: 1 new call is in {file} now: {one}"),
        all => format!("landfall: {} new calls are in {file} now: {}", all.len(), all.join(", ")),
    }
}
