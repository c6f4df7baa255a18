//! What `--run` asks for: a build is really started, in a root filesystem or image, or here, as it is or by an
//! emulator, and what came of it is held against what was foretold.

mod emulators;
mod inside;

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use landfall_facts::{
    Arch, Build, Done, Fact, Machine, Origin, Os, RealStart, Report, StartEnd, Verdict,
};
use landfall_probe::machine::own_platform;
use landfall_probe::roots::flags;
use landfall_rules::{Allowed, judge};
use landfall_sandbox::filter::Filter;
use landfall_sandbox::inside::{End, Job, Limit, Ran, start};
use landfall_sandbox::passing::Stop;

use self::emulators::{inside as runner_inside, runner};
use self::inside::Place;
use crate::args::StartArgs;
use crate::guards::Guards;
use crate::targets::{Door, Home};
use crate::work::{self, Ended};

/// What the user wants to be started.
pub(crate) struct Start {
    /// The command as the user says it, and its words behind the first.
    command: String,
    arguments: Vec<String>,
    patience: Duration,
    limits: Vec<(Limit, u64, u64)>,
    stop: Arc<Stop>,
    /// Images that are unpacked, until all is done.
    places: Mutex<HashMap<String, Result<Arc<Place>, String>>>,
}

/// Judges a build on a machine: as it is foretold, and where that is asked for, as it really starts there.
pub(crate) fn judged(
    build: &Build,
    door: &Door,
    guards: Option<&Guards>,
    start: Option<&Start>,
    allowed: &[Allowed],
) -> Report {
    let mut machine = door.machine(build);
    if let Some(guards) = guards {
        guards.put(&mut machine, build);
    }
    let foretold = judge(build, &machine, allowed);
    let Some(start) = start else { return foretold };
    let tried = start.on(build, door, &machine, guards, foretold.verdict);
    let started = tried.unwrap_or_else(|why| RealStart {
        command: start.command.clone(),
        by: None,
        ended: StartEnd::Untried(why),
        said: None,
        foretold: foretold.verdict,
    });
    machine.started = Fact::Known(Box::new(started), Origin::Command(start.command.clone()));
    judge(build, &machine, allowed)
}

/// That nobody may stop us in the middle, leaving files behind. Asked for once.
pub(crate) fn heard() -> Result<Arc<Stop>, String> {
    Stop::heard()
        .map(Arc::new)
        .map_err(|error| format!("could not listen for signals: {}", landfall_probe::plain(&error)))
}

impl Start {
    /// What is asked for, if anything is. A command is words parted by blanks, and quotes around one hold it
    /// together.
    pub(crate) fn of(args: &StartArgs, stop: &Arc<Stop>) -> Result<Option<Self>, String> {
        let Some(command) = &args.run else { return Ok(None) };
        let mut words = flags(command).into_iter().map(str::to_owned);
        words.next().ok_or("could not use --run: it is empty")?;
        Ok(Some(Self {
            command: command.trim().to_owned(),
            arguments: words.collect(),
            patience: Duration::from_secs(args.run_limit),
            limits: args.limits.as_deref().map(limits).transpose()?.unwrap_or_default(),
            stop: Arc::clone(stop),
            places: Mutex::default(),
        }))
    }

    /// The same, for a command that asks for nothing else that has to be stopped.
    pub(crate) fn alone(args: &StartArgs) -> Result<Option<Self>, String> {
        match args.run {
            Some(_) => Self::of(args, &heard()?),
            None => Ok(None),
        }
    }

    /// Starts a build where a door leads to.
    fn on(
        &self,
        build: &Build,
        door: &Door,
        machine: &Machine,
        guards: Option<&Guards>,
        foretold: Verdict,
    ) -> Result<RealStart, String> {
        if build.kind.known().is_some_and(|kind| !kind.is_program()) {
            return Err("not started: it is no program".to_owned());
        }
        let (Some(os), Some(arch)) = (build.os.known().copied(), build.arch.known().copied())
        else {
            return Err("not started: nobody knows which platform it is for".to_owned());
        };
        let home = door.home(build)?;
        let place = match &home {
            Home::Nowhere => {
                return Err(format!(
                    "not started: of {} nothing is here but what is said of it; name rootfs:DIR or image:FILE",
                    machine.name
                ));
            }
            Home::Here => return self.here(Path::new(&build.file), (os, arch), guards, foretold),
            Home::Directory(root) => self.place(&machine.name, || Place::directory(root)),
            Home::Image(image) => self.place(&machine.name, || Place::image(image)),
            Home::OtherImage(image) => {
                let name = format!("{} {}", machine.name, arch.name());
                self.place(&name, || Place::image(image))
            }
        }?;
        let emulator = runner_inside((os, arch), machine)?;
        let filter = self.filter(arch, guards)?;
        let ran =
            self.inside(&place, Path::new(&build.file), emulator.as_deref(), filter.as_ref())?;
        self.told(ran, emulator.as_deref(), (arch, foretold))
    }

    fn place(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<Place, String>,
    ) -> Result<Arc<Place>, String> {
        if self.stop.is_asked() {
            return Err(STOPPED.to_owned());
        }
        let mut places = self.places.lock().map_err(|_| "could not unpack it".to_owned())?;
        places.entry(name.to_owned()).or_insert_with(|| make().map(Arc::new)).clone()
    }

    /// The profile that it is to live below, if it is to live below one.
    fn filter(&self, arch: Arch, guards: Option<&Guards>) -> Result<Option<Filter>, String> {
        let Some(guards) = guards else { return Ok(None) };
        if own_platform().1 != Some(arch) {
            return Err(format!(
                "not started: below a profile only programs of this machine's own architecture are started, and it \
                 is for {}",
                arch.name()
            ));
        }
        guards.filter(arch).map(Some)
    }

    /// Starts it on this machine.
    fn here(
        &self,
        product: &Path,
        (os, arch): (Os, Arch),
        guards: Option<&Guards>,
        foretold: Verdict,
    ) -> Result<RealStart, String> {
        let filter = self.filter(arch, guards)?;
        let before = runner(os, arch, own_platform(), None)?;
        let by = before.first().map(PathBuf::from);
        let words = self.words(before, product);
        let ran = match self.limits.is_empty() && filter.is_none() {
            true => self.plainly(&words)?,
            false => {
                let environment: Vec<(OsString, OsString)> = env::vars_os().collect();
                let job = Job {
                    root: None,
                    command: &words,
                    environment: &environment,
                    limits: &self.limits,
                    filter: filter.as_ref(),
                    patience: self.patience,
                };
                start(&job, &|| self.stop.is_asked())?
            }
        };
        self.told(ran, by.as_deref(), (arch, foretold))
    }

    /// The words of a command: what has to stand before the product, the product, and what the user says.
    fn words(&self, before: Vec<OsString>, product: &Path) -> Vec<OsString> {
        // A name without a slash would be looked for in PATH.
        let whole = std::path::absolute(product).unwrap_or_else(|_| product.to_owned());
        let own = self.arguments.iter().map(OsString::from);
        before.into_iter().chain([whole.into()]).chain(own).collect()
    }

    /// Starts it as any other command.
    fn plainly(&self, words: &[OsString]) -> Result<Ran, String> {
        let [first, rest @ ..] = words else { return Err("no program is named".to_owned()) };
        let mut command = Command::new(first);
        command.args(rest);
        let nothing = || [Vec::new(), Vec::new()];
        let ran = match work::run(&mut command, self.patience, &self.stop) {
            Ok(ran) => ran,
            Err(error) => {
                let end = End::Refused(error.raw_os_error().unwrap_or_default());
                return Ok(Ran { end, said: nothing() });
            }
        };
        let end = match ran.ended {
            Ended::Stopped => End::Stopped,
            Ended::Late => End::Late,
            Ended::By(status) => status.code().map_or(End::Killed(signal(status)), End::Exited),
        };
        Ok(Ran { end, said: ran.said })
    }

    /// What came of a start, in the words of the reports.
    fn told(
        &self,
        ran: Ran,
        by: Option<&Path>,
        (arch, foretold): (Arch, Verdict),
    ) -> Result<RealStart, String> {
        let ended = match ran.end {
            End::Exited(code) => StartEnd::Code(code),
            End::Killed(signal) => StartEnd::Signal(signal),
            End::Late => StartEnd::Late(self.patience.as_secs()),
            End::Stopped => return Err(STOPPED.to_owned()),
            End::Refused(errno) => {
                let words = landfall_probe::plain(&std::io::Error::from_raw_os_error(errno));
                if by.is_none() && own_platform().1 != Some(arch) {
                    return Err(format!(
                        "not started: the kernel of this machine does not run {} ({words})",
                        arch.name()
                    ));
                }
                StartEnd::Refused(words)
            }
        };
        Ok(RealStart {
            command: self.command.clone(),
            by: by.map(|by| by.display().to_string()),
            ended,
            said: first_line(&ran.said),
            foretold,
        })
    }

    /// Starts a product of `landfall matrix` on this machine.
    pub(crate) fn product(
        &self,
        product: &Path,
        (os, arch): (Os, Arch),
        compiler: Option<&str>,
    ) -> Done {
        let before = match runner(os, arch, own_platform(), compiler) {
            Ok(before) => before,
            Err(why) => return Done::Unsure(why),
        };
        let is_emulated = !before.is_empty();
        let words = self.words(before, product);
        let by = is_emulated.then(|| PathBuf::from(&words[0]));
        let ran = self.plainly(&words);
        if matches!(&ran, Ok(ran) if ran.end == End::Stopped) {
            return Done::Untried;
        }
        let told = ran.and_then(|ran| self.told(ran, by.as_deref(), (arch, Verdict::Unsure)));
        match told {
            Err(why) => Done::Unsure(why),
            Ok(started) if started.ran() => Done::Yes,
            // The emulator found no loader for it here, which says nothing of where it is to go.
            Ok(RealStart { said: Some(said), .. })
                if said.starts_with("qemu-") && said.contains("Could not open") =>
            {
                Done::Unsure(format!("not run: {said}"))
            }
            Ok(started) => Done::No(format!("started, it {}", started.told())),
        }
    }
}

const STOPPED: &str = "not started: landfall was stopped";

/// The limits of a machine that was written down. What can only be said of a control group is not among them.
fn limits(file: &Path) -> Result<Vec<(Limit, u64, u64)>, String> {
    let Door::Described(machine) = Door::open(&format!("machine:{}", file.display()))? else {
        return Err(format!("could not use --limits: {} is no recorded machine", file.display()));
    };
    let limits = &machine.limits;
    let mut found = Vec::new();
    for (limit, fact) in [
        (Limit::OpenFiles, &limits.open_files),
        (Limit::Processes, &limits.processes),
        (Limit::AddressSpace, &limits.address_space),
        (Limit::Stack, &limits.stack),
        (Limit::FileSize, &limits.file_size),
        (Limit::Data, &limits.data),
        (Limit::ProcessorTime, &limits.processor_time),
        (Limit::CoreSize, &limits.core_size),
    ] {
        if let Some(most) = fact.known().copied() {
            let soft = match limit {
                Limit::OpenFiles => limits.open_files_soft.known().copied(),
                _ => None,
            };
            found.push((limit, soft.unwrap_or(most).min(most), most));
        }
    }
    match found.is_empty() {
        true => Err(format!("could not use --limits: {} says none", file.display())),
        false => Ok(found),
    }
}

/// No form shows more of what a program says, in characters.
const LONGEST: usize = 300;

/// The first line that it said, on standard error if there is one, without what would move a terminal.
fn first_line([output, errors]: &[Vec<u8>; 2]) -> Option<String> {
    [errors, output].into_iter().find_map(|said| {
        // A line of which no more is shown need not be read to its end.
        let text = String::from_utf8_lossy(&said[..said.len().min(1 << 16)]);
        let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
        let line: String = line.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        (!line.is_empty()).then_some(line)
    })
}

#[cfg(unix)]
fn signal(status: std::process::ExitStatus) -> i32 {
    std::os::unix::process::ExitStatusExt::signal(&status).unwrap_or_default()
}

#[cfg(not(unix))]
fn signal(_: std::process::ExitStatus) -> i32 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_first_is_told_without_what_moves_a_terminal() {
        let said = |output: &str, errors: &str| {
            first_line(&[output.as_bytes().to_vec(), errors.as_bytes().to_vec()])
        };
        assert_eq!(said("out\n", "\n  bad\nworse\n"), Some("bad".to_owned()));
        assert_eq!(said("\x1b[31mout\r\n", ""), Some("[31mout".to_owned()));
        assert_eq!(said("", ""), None);
        assert_eq!(said(&"a".repeat(1 << 20), "").map(|line| line.len()), Some(LONGEST));
    }
}
