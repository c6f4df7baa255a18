//! `landfall matrix`: a program in every combination of port, cgo and Go, foretold, built, held against what was
//! asked for, and run.

mod asked;
mod clean;
mod kept;
mod libraries;
mod plan;
mod product;
pub(crate) mod toolchain;

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use landfall_facts::{Cell, Done, Matrix, Os, Verdict};
use landfall_probe::Real;
use landfall_probe::roots::Roots;
use landfall_sandbox::passing::Stop;

use self::kept::Inputs;
use self::plan::Planned;
use self::toolchain::Toolchain;
pub(crate) use self::toolchain::on_path;
use crate::args::{Cleaning, Facts, MatrixArgs};
use crate::explain::{Reading, explainer};
use crate::module;
use crate::output::{Output, could_not_work, say};
use crate::progress::{Progress, during};
use crate::start::{self, Start};
use crate::targets::Door;
use crate::work::{self, Ended};

pub(crate) fn run(args: &MatrixArgs, output: &Output) -> i32 {
    match told(args, output) {
        Ok(code) => code,
        Err(error) => could_not_work(&error),
    }
}

fn told(args: &MatrixArgs, output: &Output) -> Result<i32, String> {
    let roots = module::find(&args.package)?;
    let gos = toolchain::find(&args.go, Path::new(&roots.module_dir))?;
    let flags = flags(args, &roots);
    let planned = during("foretelling", || plan::plan(args, &roots, &gos, &flags))?;
    let doors: Vec<(String, Door)> = args
        .targets
        .iter()
        .map(|target| Ok((target.clone(), Door::open(target)?)))
        .collect::<Result<_, String>>()?;
    let stop = start::heard()?;
    let start = Start::of(&args.start, &stop)?;
    let dir = products(args, &roots)?;
    let is_alone = planned.iter().all(|one| one.program == planned[0].program);
    let job = Job { is_alone, args, roots: &roots, gos: &gos, dir: &dir, doors: &doors, start };
    let mut cells: Vec<Cell> = planned.iter().map(|one| job.cell(one)).collect();
    let mut is_stopped = false;
    let mut is_clean = true;
    if let Some(cleaning) = args.clean {
        let mut kept = during("looking at what is kept", || clean::look(&job, &planned));
        if cleaning == Cleaning::Print {
            let code = crate::clean::exit_code(&kept);
            return Ok(match args.format {
                Facts::Text => output.finish(&landfall_report::kept::text(&kept), code),
                Facts::Json => output.finish(&landfall_report::kept::json(&kept), code),
            });
        }
        crate::clean::remove(&mut kept);
        output.print_beside(&landfall_report::kept::text(&kept));
        is_clean = crate::clean::exit_code(&kept) == 0;
    }
    if args.dry_run {
        let matrix = Matrix { module: roots.module_path().to_owned(), cells, is_stopped };
        return Ok(match args.format {
            Facts::Text => output.finish(&landfall_report::matrix::commands(&matrix), 0),
            Facts::Json => output.finish(&landfall_report::matrix::json(&matrix), 0),
        });
    }
    if !args.plan {
        is_stopped = job.build(&planned, &mut cells, &stop);
    }
    let matrix = Matrix { module: roots.module_path().to_owned(), cells, is_stopped };
    let is_judged = |(target, _): &&(String, Door)| {
        matrix.cells.iter().flat_map(|cell| &cell.targets).any(|(judged, _)| judged == target)
    };
    let unjudged: Vec<&str> =
        doors.iter().filter(|door| !is_judged(door)).map(|(target, _)| target.as_str()).collect();
    if !unjudged.is_empty() {
        say(&format!(
            "landfall: no product is for {}: name a port of its platform",
            unjudged.join(", ")
        ));
    }
    let text = match args.format {
        Facts::Text => landfall_report::matrix::text(&matrix),
        Facts::Json => landfall_report::matrix::json(&matrix),
    };
    let code = exit_code(&matrix);
    let is_doubtful = !unjudged.is_empty() || !is_clean;
    Ok(output.finish(&text, if code == 0 && is_doubtful { 2 } else { code }))
}

/// 1 where something breaks, 2 where something is not known.
fn exit_code(matrix: &Matrix) -> i32 {
    let any = |verdict| matrix.cells.iter().any(|cell| cell.verdict() == verdict);
    match (any(Verdict::Breaks), any(Verdict::Unsure) || matrix.is_stopped) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => 0,
    }
}

/// The flags that a build is made with: those of GOFLAGS, wherever that is set, and those that are said.
fn flags(args: &MatrixArgs, roots: &Roots) -> Vec<String> {
    let of_all = roots.settings.get(&Real, "GOFLAGS").unwrap_or_default();
    let of_all = landfall_probe::roots::flags(&of_all).into_iter().map(str::to_owned);
    of_all.chain(args.flags.iter().cloned()).collect()
}

/// The directory where products go.
fn products(args: &MatrixArgs, roots: &Roots) -> Result<PathBuf, String> {
    let named = |dir: &Path| {
        fs::create_dir_all(dir).and_then(|()| fs::canonicalize(dir)).map_err(|error| {
            format!("could not write to {}: {}", dir.display(), landfall_probe::plain(&error))
        })
    };
    if let Some(out) = &args.out {
        return if args.plan || args.dry_run { Ok(out.clone()) } else { named(out) };
    }
    let home = || env::home_dir().map(|home| home.join(".cache"));
    let cache = env::var_os("XDG_CACHE_HOME").or_else(|| env::var_os("LOCALAPPDATA"));
    let cache = cache.map(PathBuf::from).filter(|dir| dir.is_absolute()).or_else(home);
    let cache = cache.ok_or("could not find a cache directory; say --out DIR")?;
    let module =
        fs::canonicalize(&roots.module_dir).unwrap_or_else(|_| roots.module_dir.clone().into());
    let mut hasher = DefaultHasher::new();
    module.hash(&mut hasher);
    let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let dir = cache.join("landfall/matrix").join(format!("{name}-{:08x}", hasher.finish() as u32));
    if args.plan || args.dry_run { Ok(dir) } else { named(&dir) }
}

/// All that builds have in common.
struct Job<'a> {
    args: &'a MatrixArgs,
    roots: &'a Roots,
    gos: &'a [Toolchain],
    dir: &'a Path,
    doors: &'a [(String, Door)],
    start: Option<Start>,
    /// There is one program only.
    is_alone: bool,
}

impl Job<'_> {
    /// A combination of which nothing is known but what is foretold.
    fn cell(&self, planned: &Planned) -> Cell {
        Cell {
            os: planned.os.name().to_owned(),
            arch: planned.arch.name().to_owned(),
            level: planned.level.as_ref().map(ToString::to_string),
            has_cgo: planned.has_cgo,
            go: self.gos[planned.go].version.to_string(),
            program: planned.program.clone(),
            predicted: planned.predicted,
            reason: planned.reason.clone(),
            command: self.command(planned),
            built: Done::Untried,
            seconds: None,
            is_kept: false,
            product: None,
            verified: Done::Untried,
            targets: Vec::new(),
            ran: Done::Untried,
        }
    }

    /// The environment and the words of the command that builds it.
    fn command(&self, planned: &Planned) -> (Vec<(String, String)>, Vec<String>) {
        let go = &self.gos[planned.go];
        let mut env = vec![
            ("GOOS".to_owned(), planned.os.name().to_owned()),
            ("GOARCH".to_owned(), planned.arch.name().to_owned()),
            ("CGO_ENABLED".to_owned(), u8::from(planned.has_cgo).to_string()),
        ];
        if let Some(level) = &planned.level {
            env.push((level.setting.clone(), level.level.clone()));
        }
        if let Some(compiler) = &planned.compiler {
            env.push(("CC".to_owned(), compiler.clone()));
            if let Some(plus) = cplusplus(compiler) {
                env.push(("CXX".to_owned(), plus));
            }
        }
        if let Some(choice) = &go.choice {
            env.push(("GOTOOLCHAIN".to_owned(), choice.clone()));
        }
        let mut words = vec![go.program.display().to_string(), "build".to_owned()];
        words.extend(["-o".to_owned(), self.product(planned).display().to_string()]);
        words.extend(self.args.flags.iter().cloned());
        words.push(planned.program.clone());
        (env, words)
    }

    /// The C compiler that builds it, if one does.
    fn compiler(&self, planned: &Planned) -> Option<String> {
        if !planned.has_cgo {
            return None;
        }
        let own = || self.roots.settings.get(&Real, "CC").filter(|said| !said.is_empty());
        let by_default = || Some(landfall_know::default_cc(planned.os)?.0.to_owned());
        planned.compiler.clone().or_else(own).or_else(by_default)
    }

    /// Where the product goes: a name that tells all that makes it another.
    fn product(&self, planned: &Planned) -> PathBuf {
        let base = command_name(&planned.program);
        let mut name = format!("{base}-{}-{}", planned.os.name(), planned.arch.name());
        if let Some(level) = &planned.level {
            name += &format!("-{}", level.level.replace([',', '+'], "-"));
        }
        if planned.has_cgo {
            name += "-cgo";
        }
        if self.gos.len() > 1 {
            name += &format!("-{}", self.gos[planned.go].version);
        }
        name += match planned.os {
            Os::Windows => ".exe",
            Os::Js | Os::Wasip1 => ".wasm",
            _ => "",
        };
        // Two programs of a module may have the same last name.
        match self.is_alone {
            true => self.dir.join(name),
            false => self.dir.join(planned.program.replace('/', "_")).join(name),
        }
    }

    /// Builds what is foretold to work, several at a time. Says whether it was stopped.
    fn build(&self, planned: &[Planned], cells: &mut [Cell], stop: &Stop) -> bool {
        let inputs = Inputs::of(self.roots, self.dir);
        let is_wanted = |one: &Planned| one.predicted != Verdict::Breaks || self.args.try_all;
        let queue: Vec<(&Planned, &mut Cell)> =
            planned.iter().zip(cells).filter(|(one, _)| is_wanted(one)).collect();
        let progress = Progress::new("built", queue.len());
        let has_failed = AtomicBool::new(false);
        let jobs =
            self.args.jobs.map_or_else(half_of_processors, usize::from).min(queue.len()).max(1);
        let queue = Mutex::new(queue.into_iter());
        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
        std::thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| {
                    while let Some((planned, cell)) = next() {
                        let is_over = has_failed.load(Ordering::Relaxed) && !self.args.keep_going;
                        if stop.is_asked() || is_over {
                            return;
                        }
                        self.one(planned, cell, inputs.as_ref(), stop);
                        progress.step();
                        let is_false =
                            planned.predicted == Verdict::Runs && matches!(cell.built, Done::No(_));
                        has_failed.fetch_or(is_false, Ordering::Relaxed);
                    }
                });
            }
        });
        drop(progress);
        if has_failed.load(Ordering::Relaxed) && !self.args.keep_going {
            say(
                "landfall: a build failed that was foretold to work; --keep-going builds the others all the same",
            );
        }
        stop.is_asked()
    }

    /// Builds one, unless it was kept, and looks at what came out.
    fn one(&self, planned: &Planned, cell: &mut Cell, inputs: Option<&Inputs>, stop: &Stop) {
        let product = self.product(planned);
        let key = inputs.map(|inputs| {
            inputs.key(&self.gos[planned.go], &cell.command, self.compiler(planned).as_deref())
        });
        let kept =
            key.as_deref().filter(|_| !self.args.again).and_then(|key| kept::find(&product, key));
        match kept {
            Some(kept) => {
                cell.built = Done::Yes;
                cell.is_kept = true;
                cell.seconds = Some(kept.seconds);
            }
            None => {
                kept::forget(&product);
                let built = self.make(planned, cell, &product, stop);
                cell.built = built.unwrap_or_else(Done::No);
                if let (Done::Yes, Some(key)) = (&cell.built, &key)
                    && let Err(why) = kept::keep(&product, key, cell.seconds.unwrap_or_default())
                {
                    say(&format!("landfall: {why}"));
                }
            }
        }
        if cell.built == Done::Yes {
            let size = fs::metadata(&product).map_or(0, |there| there.len());
            cell.product = Some((product.display().to_string(), size));
            self.look(planned, cell, &product);
        }
    }

    /// Lets the Go command build into a file beside the product, which takes its place when it is whole.
    fn make(
        &self,
        planned: &Planned,
        cell: &mut Cell,
        product: &Path,
        stop: &Stop,
    ) -> Result<Done, String> {
        let failed = |what: &Path, error: &std::io::Error| {
            format!("could not write to {}: {}", what.display(), landfall_probe::plain(error))
        };
        let dir = product.parent().unwrap_or(self.dir);
        fs::create_dir_all(dir).map_err(|error| failed(dir, &error))?;
        let scratch = Scratch::new(product).map_err(|error| failed(dir, &error))?;
        let file = scratch.0.join(product.file_name().unwrap_or_default());
        let (env, words) = &cell.command;
        let shown = product.display().to_string();
        let mut words = words.iter().map(|word| match *word == shown {
            true => file.as_os_str().to_owned(),
            false => word.into(),
        });
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).envs(env.iter().map(|(name, value)| (name, value)));
        // What a build that is ended leaves behind goes with the rest.
        command.current_dir(&self.roots.module_dir).env("GOTMPDIR", &scratch.0);
        let limit = Duration::from_secs(self.args.limit);
        let ran = work::run(&mut command, limit, stop).map_err(|error| {
            format!(
                "could not run {}: {}",
                self.gos[planned.go].program.display(),
                landfall_probe::plain(&error)
            )
        })?;
        cell.seconds = Some(ran.seconds);
        Ok(match ran.ended {
            Ended::Stopped => {
                cell.seconds = None;
                Done::Untried
            }
            Ended::Late => Done::No(format!("it was not built within {} seconds", self.args.limit)),
            Ended::By(status) if !status.success() => Done::No(complaint(&ran.said)),
            Ended::By(_) if !file.is_file() => {
                Done::No("go build ended well and wrote no program".to_owned())
            }
            Ended::By(_) => {
                fs::rename(&file, product).map_err(|error| failed(product, &error))?;
                Done::Yes
            }
        })
    }

    /// Holds a product against what was asked for, judges it on the targets, and runs it.
    fn look(&self, planned: &Planned, cell: &mut Cell, product: &Path) {
        let build = match product::look(product) {
            Ok(build) => build,
            Err(why) => {
                cell.verified = Done::No(format!("what came out is no artifact: {why}"));
                return;
            }
        };
        for (target, door) in self.doors {
            if let Some(done) = product::runs_on(&build, door, self.start.as_ref()) {
                cell.targets.push((target.clone(), done));
            }
        }
        let platform = format!("{}/{}", cell.os, cell.arch);
        cell.verified = product::verified(build, &planned.asked, &platform);
        if let Some(start) = &self.start {
            cell.ran =
                start.product(product, (planned.os, planned.arch), planned.compiler.as_deref());
        }
    }
}

/// A directory of its own beside a product, that goes with all that is in it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(product: &Path) -> std::io::Result<Self> {
        let mut name = std::ffi::OsString::from(".");
        name.push(product.file_name().unwrap_or_default());
        name.push(format!(".{}", std::process::id()));
        let dir = product.with_file_name(name);
        // In a container each process may have the number of the one that was killed before.
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir(&dir).map(|()| Self(dir))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nobody is there to be told.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the Go command calls a program: the last name of its path that is no version (`cmd/go/internal/load`).
pub(crate) fn command_name(program: &str) -> &str {
    let is_version = |name: &str| {
        name.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok_and(|it| it > 1))
    };
    let mut names = program.rsplit('/');
    let last = names.next().unwrap_or(program);
    if is_version(last) { names.next().unwrap_or(last) } else { last }
}

/// A build uses several processors by itself, though not all the time.
fn half_of_processors() -> usize {
    std::thread::available_parallelism().map_or(1, |all| all.get().div_ceil(2))
}

/// The C++ compiler beside one of C.
fn cplusplus(compiler: &str) -> Option<String> {
    if let Some(target) = compiler.strip_prefix("zig cc ") {
        return Some(format!("zig c++ {target}"));
    }
    compiler.strip_suffix("-gcc").map(|prefix| format!("{prefix}-g++"))
}

/// What a failed build says: its first complaint, and the cause where it is known.
fn complaint(said: &[Vec<u8>; 2]) -> String {
    let text = String::from_utf8_lossy(&said[1]).into_owned() + &String::from_utf8_lossy(&said[0]);
    let is_said = |line: &&str| {
        !line.is_empty() && !line.starts_with("# ") && !line.starts_with("go: downloading")
    };
    let first = text.lines().map(str::trim).find(is_said).unwrap_or("it says nothing").to_owned();
    let mut why = first.clone();
    if let Ok(mut explainer) = explainer() {
        let mut reading = Reading::of(&mut explainer);
        reading.push(text.as_bytes());
        reading.finish();
        let causes = explainer.finish(&landfall_rules::Looked::default());
        if let Some(cause) =
            causes.first().filter(|cause| cause.certainty != landfall_facts::Certainty::Possible)
        {
            why = format!("{first} ({})", cause.summary);
        }
    }
    why
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_called_as_the_go_command_calls_it() {
        for (path, name) in [
            ("github.com/mikefarah/yq/v4", "yq"),
            ("example.com/app/cmd/gh", "gh"),
            ("example.com/v1", "v1"),
            ("app", "app"),
        ] {
            assert_eq!(command_name(path), name);
        }
    }
}
