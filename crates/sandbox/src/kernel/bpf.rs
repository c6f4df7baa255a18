//! Lets the kernel count calls (bpf(2)): the programs in `bpf/calls.bpf.c`, which clang built.

use std::error::Error;
use std::fs::{self, File};
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use aya::maps::{Array, CgroupArray, HashMap, MapData, PerCpuArray};
use aya::programs::raw_trace_point::RawTracePointLinkId;
use aya::programs::{ProgramError, RawTracePoint};
use aya::{Ebpf, EbpfLoader, include_bytes_aligned};
use landfall_facts::Ended;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::program::Program;
use super::start::{self, Before, Said};
use super::stopping;
use super::{family, refused};
use crate::trace::{Counts, Seen, Subject};

static BYTECODE: &[u8] = include_bytes_aligned!("../../bpf/calls.bpf.o");

/// Which registers the programs know (MACHINE in their source).
const MACHINE: Option<u32> = if cfg!(all(target_arch = "x86_64", target_pointer_width = "64")) {
    Some(1)
} else if cfg!(all(target_arch = "aarch64", target_endian = "little")) {
    Some(2)
} else {
    None
};
/// In the keys of unusual numbers, what says that they are another architecture's.
const FOREIGN: u64 = 1 << 32;
/// As many threads as are followed at once, at least and at most.
const THREADS: (u32, u32) = (4096, 1 << 20);

/// What the programs tell, by its place (`told` in their source).
#[derive(Clone, Copy)]
enum Told {
    Living,
    Lost,
    Knocked,
    Started,
}

/// Where a program waits for its turn.
type Place = (&'static str, &'static str);
const OF_PROCESSES: [Place; 5] = [
    ("left", "sys_exit"),
    ("entered", "sys_enter"),
    ("became", "sched_process_exec"),
    ("born", "sched_process_fork"),
    ("ended", "sched_process_exit"),
];
const OF_GROUP: [Place; 3] = [
    ("left_in_group", "sys_exit"),
    ("entered_in_group", "sys_enter"),
    ("ended", "sched_process_exit"),
];

/// Programs in the kernel that count, as soon as they are told whom.
pub(crate) struct Counter {
    kernel: Ebpf,
    /// The number of a call that nobody makes but who is to be followed.
    knock: i32,
    /// The programs that count, each with the link by which it does.
    links: Vec<(&'static str, RawTracePointLinkId)>,
}

impl Counter {
    /// Has the kernel look at the programs, and take them.
    pub(crate) fn new(subject: &Subject) -> Result<Self, String> {
        let machine = MACHINE.ok_or_else(|| {
            format!(
                "could not let the kernel count by ebpf: it is not known how {} tells its calls; --by ptrace is",
                std::env::consts::ARCH
            )
        })?;
        let knock = knock();
        // Before Linux 5.11 what they take counts as locked memory.
        let before = getrlimit(Resource::Memlock);
        let _ = setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None });
        // One that runs may have a filter, and one that we start has ours.
        let is_filtered = match subject {
            Subject::Command(_) => family::is_filtered(),
            Subject::Process(_) | Subject::Group(_) => true,
        };
        let wants = matches!(subject, Subject::Process(_));
        let taken = load(&[
            ("MACHINE", machine),
            ("KNOCK", knock.cast_unsigned()),
            ("SECCOMP", number_of(libc::SYS_seccomp)),
            ("PRCTL", number_of(libc::SYS_prctl)),
            ("WANTS", u32::from(wants)),
            ("FILTERED", u32::from(is_filtered)),
        ]);
        // The program that is traced shall have the limit that it would have.
        let _ = setrlimit(Resource::Memlock, before);
        let mut counter = Self { kernel: taken?, knock, links: Vec::new() };
        counter.load(&OF_PROCESSES)?;
        Ok(counter)
    }

    /// Counts until there is nobody any more, or it is enough.
    pub(crate) fn count(
        mut self,
        subject: &Subject,
        limit: Option<Duration>,
    ) -> Result<Seen, String> {
        stopping::pass_on();
        let mut seen = match subject {
            Subject::Command(command) => self.start(&Program::new(command)?)?,
            Subject::Process(process) => self.follow(*process, limit)?,
            Subject::Group(group) => self.watch(group, limit)?,
        };
        self.let_go()?;
        seen.counts = self.counts()?;
        if self.installed_filter() {
            seen.notes.push(
                "the program has a seccomp filter: a call for which it ends a thread or process at once is not \
                 seen; --by ptrace sees it"
                    .to_owned(),
            );
        }
        let lost = self.told(Told::Lost)? + self.missed();
        if lost > 0 {
            seen.complete = false;
            seen.notes.push(format!("the kernel had no room or no time {lost} times"));
        }
        Ok(seen)
    }

    /// Starts a program, and waits until it and all that it started have ended.
    fn start(&mut self, program: &Program) -> Result<Seen, String> {
        self.attach(&OF_PROCESSES)?;
        let child = program
            .start(Before::Knock(self.knock))
            .map_err(|error| format!("could not start the program: {error}"))?;
        let root = child.process;
        let saying = child.go_on().map_err(|error| program.not_executed(&error))?;
        stopping::to(root);
        let ended = start::wait(root)
            .map_err(|error| format!("could not wait for the program: {error}"))?;
        stopping::to_us();
        if let Some((_, error)) = saying.all().iter().find(|(said, _)| *said == Said::NotExecuted) {
            return Err(program.not_executed(error));
        }
        if self.told(Told::Started)? == 0 {
            return Err(if self.told(Told::Knocked)? == 0 {
                refused::bpf_refused(&"the program was not seen; a filter around us may hide it")
            } else {
                "could not start the program: it was ended before its first instruction".to_owned()
            });
        }
        let complete = wait_until(None, || Ok(self.told(Told::Living)? == 0))?;
        let mut seen = Seen { ended: Some(ended), complete, ..Seen::default() };
        if ended == Ended::Signal(libc::SIGSYS) {
            seen.complete = false;
            seen.notes.push(
                "a seccomp filter ended the program before the kernel could count the call; --by ptrace can"
                    .to_owned(),
            );
        }
        Ok(seen)
    }

    /// Follows a process and its descendants until they have ended, or it is enough.
    fn follow(&mut self, process: u32, limit: Option<Duration>) -> Result<Seen, String> {
        self.attach(&OF_PROCESSES)?;
        stopping::to_us();
        start::knock(self.knock);
        if self.told(Told::Knocked)? != u64::from(std::process::id()) {
            return Err(format!(
                "could not follow process {process} by ebpf: processes have other numbers for the kernel than \
                 here; run landfall outside of this PID namespace, or trace by ptrace"
            ));
        }
        let mut wanted: HashMap<_, u32, u32> =
            self.kernel.take_map("wanted").and_then(|map| map.try_into().ok()).ok_or(NOT_OURS)?;
        let mut all: Vec<u32> = Vec::new();
        // Who is born while we look is born to one that is followed, or is there at the next look.
        loop {
            let new: Vec<u32> = family::descendants(process)
                .into_iter()
                .filter(|one| family::lives(*one) && !all.contains(one))
                .collect();
            for one in &new {
                wanted.insert(one, 1, 0).map_err(|error| refused::bpf_refused(&chain(&error)))?;
            }
            if new.is_empty() {
                break;
            }
            all.extend(new);
        }
        if all.is_empty() {
            return Err(format!("could not follow process {process}: there is none"));
        }
        wait_until(limit, || {
            all.retain(|one| {
                let lives = family::lives(*one);
                if !lives {
                    // Another may get its number. It may be gone already.
                    let _ = wanted.remove(one);
                }
                lives
            });
            Ok(all.is_empty() && self.told(Told::Living)? == 0)
        })?;
        Ok(Seen { complete: true, ..Seen::default() })
    }

    /// Follows all that run in a control group, until it is enough.
    fn watch(&mut self, path: &Path, limit: Option<Duration>) -> Result<Seen, String> {
        let cannot = |why: &dyn std::fmt::Display| {
            format!("could not follow the control group {}: {why}", path.display())
        };
        let dir = File::open(path).map_err(|error| cannot(&error))?;
        self.load(&OF_GROUP)?;
        self.attach(&OF_GROUP)?;
        let mut group: CgroupArray<_> =
            self.kernel.map_mut("group").and_then(|map| map.try_into().ok()).ok_or(NOT_OURS)?;
        group.set(0, dir, 0).map_err(|error| {
            cannot(&format!("{}; it has to be one of version 2 (cgroup2)", chain(&error)))
        })?;
        stopping::to_us();
        wait_until(limit, || Ok(!path.exists()))?;
        Ok(Seen { complete: true, ..Seen::default() })
    }

    /// Has the kernel look at some programs.
    fn load(&mut self, places: &[Place]) -> Result<(), String> {
        for (name, _) in places {
            match program(&mut self.kernel, name)?.load() {
                Ok(()) | Err(ProgramError::AlreadyLoaded) => {}
                Err(error) => return Err(refused::bpf_refused(&chain(&error))),
            }
        }
        Ok(())
    }

    /// Lets some programs count.
    fn attach(&mut self, places: &[Place]) -> Result<(), String> {
        for (name, place) in places {
            let link = program(&mut self.kernel, name)?
                .attach(place)
                .map_err(|error| refused::bpf_refused(&chain(&error)))?;
            self.links.push((name, link));
        }
        Ok(())
    }

    /// Nothing is counted any more.
    fn let_go(&mut self) -> Result<(), String> {
        for (name, link) in self.links.drain(..) {
            program(&mut self.kernel, name)?
                .detach(link)
                .map_err(|error| format!("could not end the count: {}", chain(&error)))?;
        }
        Ok(())
    }

    fn counts(&self) -> Result<Counts, String> {
        let cannot = |error: &dyn Error| format!("could not read what was counted: {error}");
        let mut counts = Counts::default();
        let usual: PerCpuArray<&MapData, u64> =
            self.kernel.map("counts").and_then(|map| map.try_into().ok()).ok_or(NOT_OURS)?;
        for (number, each) in (0..).zip(usual.iter()) {
            let sum: u64 = each.map_err(|error| cannot(&error))?.iter().sum();
            if sum > 0 {
                counts.native.insert(number, sum);
            }
        }
        let others: HashMap<&MapData, u64, u64> =
            self.kernel.map("others").and_then(|map| map.try_into().ok()).ok_or(NOT_OURS)?;
        for entry in others.iter() {
            let (key, count) = entry.map_err(|error| cannot(&error))?;
            let of = if key & FOREIGN == 0 { &mut counts.native } else { &mut counts.foreign };
            of.insert(key as u32, count);
        }
        Ok(counts)
    }

    /// Whether one that is followed installed a filter, as far as that was looked for.
    fn installed_filter(&self) -> bool {
        let noted: Option<Array<&MapData, u32>> =
            self.kernel.map(".bss").and_then(|map| map.try_into().ok());
        noted.is_some_and(|noted| noted.get(&0, 0).is_ok_and(|noted| noted != 0))
    }

    fn told(&self, what: Told) -> Result<u64, String> {
        let told: Array<&MapData, u64> =
            self.kernel.map("told").and_then(|map| map.try_into().ok()).ok_or(NOT_OURS)?;
        told.get(&(what as u32), 0)
            .map_err(|error| format!("could not read what the kernel tells: {error}"))
    }

    /// How often a program was not run because it ran already on the same processor, as the kernel counts it
    /// (since Linux 5.12).
    fn missed(&self) -> u64 {
        let missed = self.kernel.programs().filter_map(|(_, program)| {
            let number = program.fd().ok()?.as_fd().as_raw_fd();
            let about = fs::read_to_string(format!("/proc/self/fdinfo/{number}")).ok()?;
            let line = about.lines().find_map(|line| line.strip_prefix("recursion_misses:"))?;
            line.trim().parse::<u64>().ok()
        });
        missed.sum()
    }
}

/// Asked of bytecode that has other parts than its source.
const NOT_OURS: &str =
    "could not let the kernel count by ebpf: its programs are not those of this landfall";

/// Gives the bytecode to the kernel, with what it asks for under these names.
fn load(settings: &[(&str, u32)]) -> Result<Ebpf, String> {
    let threads = fs::read_to_string("/proc/sys/kernel/threads-max")
        .ok()
        .and_then(|most| most.trim().parse().ok())
        .unwrap_or(THREADS.1);
    let mut loader = EbpfLoader::new();
    // The types of the kernel are not asked for, and take time to read.
    loader.btf(None).map_max_entries("followed", threads.clamp(THREADS.0, THREADS.1));
    for (name, value) in settings {
        loader.override_global(name, value, true);
    }
    loader.load(BYTECODE).map_err(|error| refused::bpf_refused(&chain(&error)))
}

/// The number of a call, or one that no call has.
fn number_of(call: libc::c_long) -> u32 {
    u32::try_from(call).unwrap_or(u32::MAX)
}

fn program<'a>(kernel: &'a mut Ebpf, name: &str) -> Result<&'a mut RawTracePoint, String> {
    let program = kernel.program_mut(name).and_then(|program| program.try_into().ok());
    program.ok_or_else(|| NOT_OURS.to_owned())
}

/// A number that no call has, and that nobody can foretell: between those of today and those of x32.
fn knock() -> i32 {
    let mut bytes = [0; 4];
    // Where there is no chance to be had, our number and the time are nearly as good.
    if rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::NONBLOCK) != Ok(4) {
        bytes = std::process::id().to_ne_bytes();
    }
    i32::from_ne_bytes(bytes) & 0x1fff_ffff | 0x2000_0000
}

/// Waits until something holds, the time is over, or a signal says that it is enough. Whether it came to hold.
fn wait_until(
    limit: Option<Duration>,
    mut holds: impl FnMut() -> Result<bool, String>,
) -> Result<bool, String> {
    const LONGEST: Duration = Duration::from_millis(40);
    let until = limit.map(|limit| Instant::now() + limit);
    let mut pause = Duration::from_millis(1);
    loop {
        if holds()? {
            return Ok(true);
        }
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        if stopping::should_end() || left == Some(Duration::ZERO) {
            return Ok(false);
        }
        sleep(left.map_or(pause, |left| left.min(pause)));
        pause = (pause * 2).min(LONGEST);
    }
}

/// An error with what it came of.
fn chain(error: &dyn Error) -> String {
    let mut all = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        if !all.contains(&text) {
            all = format!("{all}: {text}");
        }
        source = error.source();
    }
    all
}
