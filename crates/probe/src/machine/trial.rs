//! A trial: one line of C is really compiled and linked by the Go command, in a directory of its own and
//! within a time.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use landfall_facts::{Fact, Origin, Why};

/// What is built.
const PROGRAM: &str = "package main\n\n// #include <stdlib.h>\n// static int one(void) { return abs(-1); }\n\
                       import \"C\"\n\nfunc main() {\n\tdone := make(chan int)\n\tgo func() { done <- 1 }()\n\
                       \t<-done\n\tprintln(C.one())\n}\n";
/// What the facts say where that was built, and where that ran.
pub const BUILT: &str = "built";
/// No machine that anybody builds on takes so long.
const LONGEST: Duration = Duration::from_secs(120);

/// What came of a trial.
#[derive(Debug, Clone)]
pub struct Trial {
    /// That it was built, or what was said instead.
    pub built: Fact<String>,
    /// That it ran, with a thread that C started, or what it said instead; `Absent` where it was not built.
    pub thread: Fact<String>,
}

/// Builds a line of C by a `go` and starts what came out.
pub fn trial(go: &str) -> Trial {
    let dir = std::env::temp_dir().join(format!("landfall-trial-{}", std::process::id()));
    // Nobody else may have put it there.
    let told = fs::create_dir(&dir).and_then(|()| built_in(&dir, go, &[]));
    let ran = match &told {
        Ok(Some(said)) if said == BUILT => Some(run(&mut Command::new(dir.join("program")), &dir)),
        _ => None,
    };
    // What is left of it is temporary.
    let _ = fs::remove_dir_all(&dir);
    let shown = "CGO_ENABLED=1 go build".to_owned();
    let started = "the program that was built".to_owned();
    let not_built = || Fact::Absent(Origin::Nature("nothing was built to be started".to_owned()));
    Trial { built: of(told, shown), thread: ran.map_or_else(not_built, |ran| of(ran, started)) }
}

/// Builds a line of C by a `go` for another platform, with what is said to it for that.
pub fn built_for(go: &str, said: &[(&str, &str)]) -> String {
    let dir = std::env::temp_dir().join(format!("landfall-trial-{}", std::process::id()));
    let told = fs::create_dir(&dir).and_then(|()| built_in(&dir, go, said));
    // What is left of it is temporary.
    let _ = fs::remove_dir_all(&dir);
    match told {
        Ok(Some(says)) => says,
        Ok(None) => format!("not done after {} seconds", LONGEST.as_secs()),
        Err(error) => error.to_string(),
    }
}

/// What the system says where it refuses a thread to C, of which this program itself has one.
pub fn refused_thread() -> Option<Fact<String>> {
    let error = thread::Builder::new().spawn(|| ()).err()?;
    let shown = "a thread of landfall itself".to_owned();
    Some(Fact::Known(error.to_string(), Origin::Nature(shown)))
}

fn of(told: io::Result<Option<String>>, shown: String) -> Fact<String> {
    match told {
        Ok(Some(says)) => Fact::Known(says, Origin::Command(shown)),
        Ok(None) => Fact::Unknown(Why::new(format!(
            "`{shown}` was not done after {} seconds",
            LONGEST.as_secs()
        ))),
        Err(error) => Fact::Unknown(Why::new(format!("could not try `{shown}`: {error}"))),
    }
}

/// What a build says in a directory; `None` if it takes too long.
fn built_in(dir: &Path, go: &str, said: &[(&str, &str)]) -> io::Result<Option<String>> {
    fs::write(dir.join("go.mod"), "module landfall.invalid/trial\n\ngo 1.16\n")?;
    // The Go command does not see that a header is gone, and would take what it has built before.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    fs::write(dir.join("main.go"), PROGRAM.replace("one", &format!("one_{now}")))?;
    let mut command = Command::new(go);
    command
        .args(["build", "-mod=mod", "-o", "program", "."])
        .envs([("CGO_ENABLED", "1"), ("GOWORK", "off"), ("GOTOOLCHAIN", "local")])
        .env_remove("GOOS")
        .env_remove("GOARCH")
        .envs(said.iter().copied());
    run(&mut command, dir)
}

/// What a command says in a directory; `None` if it takes too long.
fn run(command: &mut Command, dir: &Path) -> io::Result<Option<String>> {
    let said = dir.join("said");
    command
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&said)?);
    // All that it starts ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn()?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > LONGEST {
            let group = format!("-{}", child.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
            let _ = child.kill();
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(10));
    };
    if status.success() {
        return Ok(Some(BUILT.to_owned()));
    }
    Ok(Some(complaint(&fs::read_to_string(said)?)))
}

/// The line of what was said that says what is wrong.
fn complaint(said: &str) -> String {
    let lines =
        || said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let tells = |line: &&str| {
        let has = |word| line.contains(word);
        has("error:")
            || has("pthread_create failed")
            || has("cannot")
            || has("not found")
            || has("No such file")
    };
    let line = lines().find(tells).or_else(|| lines().next()).unwrap_or("it said nothing");
    line.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_taken_from_what_stands_around_it() {
        let said = "# runtime/cgo\ngcc: error: unrecognized command-line option '-nosuch'\n";
        assert_eq!(complaint(said), "gcc: error: unrecognized command-line option '-nosuch'");
        let said = "# cg\n/go/link: running gcc failed: exit status 1\n/usr/bin/gcc -m64 -lx\n\
                    /usr/bin/ld: cannot find -lx: No such file or directory\n";
        assert_eq!(complaint(said), "/usr/bin/ld: cannot find -lx: No such file or directory");
        assert_eq!(complaint("# a\n\n"), "it said nothing");
    }
}
