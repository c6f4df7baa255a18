//! A workload of `truth/workloads`: a script that makes a program do what it is for, in a small world of its own.
//!
//! It runs in network, mount, process and IPC namespaces of its own, with the loopback as its only network
//! and a fresh folder as HOME. It starts the program through `$RUN` alone, which is where a tracer, an
//! emulator or a filter stands.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cache;
use crate::corpus::Program;
use crate::table;
use crate::toolchains;

/// What stands between a workload and the program.
pub enum Through<'a> {
    /// strace; each start of the program writes a log of its own.
    Strace,
    /// An emulator of another architecture, which writes logs, with the folder of that one's libraries.
    Emulator { program: &'a Path, libraries: &'a Path },
    /// The landfall that lets through what a profile allows.
    Profile { landfall: &'a Path, profile: &'a Path },
}

/// What came of a run.
pub struct Outcome {
    /// How the workload ended; none if it took too long.
    pub status: Option<i32>,
    /// What it took.
    pub took: Duration,
    /// What the workload and the program said.
    pub said: String,
    /// The logs of all starts.
    pub logs: Vec<String>,
    /// Where the program lay.
    program: PathBuf,
    /// What the kernel says of the deaths of the program by a filter.
    pub deaths: Vec<String>,
    /// Other paths by which the program can be started.
    aliases: Vec<PathBuf>,
}

impl Outcome {
    /// Whether a path that was executed is the program.
    pub fn is_program(&self, path: &str) -> bool {
        let path = Path::new(path.trim_start_matches("./"));
        path == self.program || self.aliases.iter().any(|alias| alias.ends_with(path))
    }
}

/// A workload may take so many seconds; those of an emulator three times as many.
const LIMIT: u64 = 60;

/// Runs a workload with a program.
pub fn run(name: &str, program: &Program, through: &Through) -> Result<Outcome, String> {
    let script = folder().join(name).with_extension("sh");
    if !script.exists() {
        return Err(format!("could not find the workload {}", script.display()));
    }
    let place = Place::make(program)?;
    place.write_runner(through)?;
    let limit = match through {
        Through::Emulator { .. } => LIMIT * 3,
        Through::Strace | Through::Profile { .. } => LIMIT,
    };
    let said = fs::File::create(place.top.join("said"))
        .map_err(|e| format!("could not write in {}: {e}", place.top.display()))?;
    let errors = said.try_clone().map_err(|e| format!("could not share a file: {e}"))?;
    let mut command = Command::new("timeout");
    command
        .args(["--kill-after=5", &limit.to_string(), "unshare"])
        .args(["--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"])
        .args(["--mount-proc", "sh", "-c", INIT, "sh"])
        .arg(folder().join("kit.sh"))
        .arg(&script)
        .current_dir(place.top.join("home"))
        .env_clear()
        .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", place.top.join("home"))
        .env("TMPDIR", place.top.join("home"))
        .env("LC_ALL", "C")
        .env("USER", "root")
        .env("PROGRAM", &place.program)
        .env("RUN", place.top.join("run"))
        .stdin(Stdio::null())
        .stdout(said)
        .stderr(errors);
    if let Some(root) = go_root(program)? {
        command.env("GOROOT", root);
    }
    let start = Instant::now();
    let status = command.status().map_err(|e| format!("could not start timeout: {e}"))?;
    let took = start.elapsed();
    place.outcome(status.code().filter(|code| *code != 124 && *code != 137), took)
}

/// The folder of all workloads.
fn folder() -> PathBuf {
    table::truth_file("workloads")
}

/// The first process of the namespaces: runs the workload, then waits until all tracers have written their
/// logs, and ends what the workload left behind.
const INIT: &str = r#"
ip link set lo up
mount -t tmpfs none /run
sh -eu -c '. "$1"; . "$2"' sh "$1" "$2"
status=$?
tries=0
while cat /proc/[0-9]*/comm 2>/dev/null | grep -qx -e strace -e 'qemu-.*'; do
    tries=$((tries + 1))
    [ "$tries" -ne 30 ] || kill -TERM -1
    [ "$tries" -ne 60 ] || kill -KILL -1
    sleep 0.05
done
exit "$status"
"#;

/// Where a workload happens: a folder with the program, HOME, and the logs.
struct Place {
    top: PathBuf,
    program: PathBuf,
}

impl Place {
    fn make(program: &Program) -> Result<Self, String> {
        let top = cache::output_of(Command::new("mktemp").args(["-d", "--suffix=.workload"]))?;
        let top = PathBuf::from(top.trim());
        let place = Self { program: top.join("bin").join(program.name()), top };
        for made in ["home", "bin", "logs"] {
            fs::create_dir_all(place.top.join(made))
                .map_err(|e| format!("could not make a folder in {}: {e}", place.top.display()))?;
        }
        let file = program.file()?;
        fs::hard_link(&file, &place.program)
            .or_else(|_| fs::copy(&file, &place.program).map(|_| ()))
            .map_err(|e| format!("could not copy {}: {e}", file.display()))?;
        Ok(place)
    }

    /// Writes what `$RUN` names. It becomes what it starts, so that signals reach the program.
    fn write_runner(&self, through: &Through) -> Result<(), String> {
        let logs = self.top.join("logs");
        let logs = logs.display();
        let front = match through {
            Through::Strace => format!(
                "strace -D -f -qq -s 0 --pidns-translation -e trace=all -o {logs}/$$.log --"
            ),
            Through::Emulator { program, libraries } => {
                format!("{} -strace -D {logs}/$$.log -L {}", program.display(), libraries.display())
            }
            Through::Profile { landfall, profile } => {
                format!(
                    "{} run --unsupervised --profile {} --",
                    landfall.display(),
                    profile.display()
                )
            }
        };
        let file = self.top.join("run");
        fs::write(&file, format!("#!/bin/sh\nexec {front} \"$@\"\n"))
            .and_then(|()| fs::set_permissions(&file, fs::Permissions::from_mode(0o755)))
            .map_err(|e| format!("could not write {}: {e}", file.display()))
    }

    fn outcome(&self, status: Option<i32>, took: Duration) -> Result<Outcome, String> {
        let read = |file: &Path| {
            fs::read(file)
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .map_err(|e| format!("could not read {}: {e}", file.display()))
        };
        let logs = fs::read_dir(self.top.join("logs"))
            .map_err(|e| format!("could not list {}: {e}", self.top.display()))?
            .filter_map(Result::ok)
            .map(|entry| read(&entry.path()))
            .collect::<Result<Vec<_>, _>>()?;
        let aliases = cache::output_of(
            Command::new("find")
                .arg("-L")
                .arg(self.top.join("home"))
                .arg("-samefile")
                .arg(&self.program),
        );
        let aliases = aliases.unwrap_or_default();
        Ok(Outcome {
            status,
            took,
            said: read(&self.top.join("said"))?,
            logs,
            program: self.program.clone(),
            deaths: deaths(&self.top),
            aliases: aliases.lines().map(PathBuf::from).collect(),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What a workload leaves may not be writable; what cannot be removed is left to the system.
        Command::new("rm").arg("-rf").arg(&self.top).status().ok();
    }
}

/// What the kernel's log says of programs in a folder that it killed by a filter.
fn deaths(top: &Path) -> Vec<String> {
    let place = top.to_string_lossy();
    let log = cache::output_of(&mut Command::new("dmesg")).unwrap_or_default();
    let deaths = log.lines().filter(|line| line.contains("type=1326") && line.contains(&*place));
    let told = deaths.filter_map(|line| line.split_once("comm=").map(|(_, told)| told.to_owned()));
    told.collect()
}

/// The files of a Go release for its `go`, which is of little use without them.
fn go_root(program: &Program) -> Result<Option<PathBuf>, String> {
    let Some(version) = program.go_release() else { return Ok(None) };
    toolchains::release(version).map(|release| Some(release.root().to_owned()))
}
