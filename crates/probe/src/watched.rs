//! A process that lives: its files, threads, maps and memory, and the limits of all of them.

mod profiles;
mod unit;

use landfall_facts::{Fact, Gauge, GoVersion, Machine, Origin, Sample, Unit, Why};

pub use self::profiles::Profiles;

use crate::artifact::{Depth, Lacks};
use crate::binary;
use crate::machine::limits;
use crate::world::{Blind, World};

/// Looks at a process once. What does not change while it lives is taken from an earlier look, if there was
/// one, and `profiles` is where it tells of itself. `None` where there is no such process.
pub fn sample(
    world: &dyn World,
    process: u32,
    earlier: Option<&Sample>,
    profiles: Option<&Profiles>,
) -> Result<Option<Sample>, Why> {
    let stat = match world.text(&format!("/proc/{process}/stat")) {
        Ok(text) => text,
        Err(Blind::NotThere) => return Ok(None),
        Err(Blind::Cannot(why)) => return Err(why),
    };
    let Some((name, fields)) = of_stat(&stat) else {
        return Err(Why::new(format!(
            "/proc/{process}/stat says nothing that landfall understands"
        )));
    };
    let number = |field: usize| fields.get(field - 3).and_then(|it| it.parse::<u64>().ok());
    // One that has ended and is not yet waited for has nothing any more (proc_pid_stat(5)).
    if fields.first().is_some_and(|state| matches!(*state, "Z" | "X")) {
        return Ok(None);
    }
    let used = number(14).zip(number(15)).map(|(user, system)| (user + system) * TICK);
    let origin = Origin::Path(format!("/proc/{process}/stat"));
    let own = format!("{process}");
    let mut machine = Machine::unknown("", &Why::new("landfall did not look for this"));
    limits::fill(world, &own, &mut machine);
    let go = earlier.map_or_else(|| built_by(world, process), |earlier| earlier.go.clone());
    let unit = earlier.map_or_else(|| unit::of(world, process), |earlier| earlier.unit.clone());
    let mut gauges = vec![
        files(world, process, number(4), &unit, &machine),
        threads(world, process, &go, &machine),
        maps(world, process, &machine),
        memory(world, process, &machine),
    ];
    gauges.extend(profiles.map(Profiles::gauges).into_iter().flatten());
    gauges.extend(limits::used(world, &own));
    gauges.push(files_of_all(world));
    Ok(Some(Sample {
        process,
        name: name.to_owned(),
        go,
        unit,
        started: number(22).unwrap_or(0),
        used: Fact::from_option(used, origin),
        gauges,
    }))
}

/// A clock tick of `/proc` in thousandths of a second: on every port of Linux that Go has there are a
/// hundred in a second (`USER_HZ`).
const TICK: u64 = 10;

/// The name, which may hold anything, and the fields from the third on.
fn of_stat(stat: &str) -> Option<(&str, Vec<&str>)> {
    let (_, rest) = stat.split_once('(')?;
    let (name, fields) = rest.rsplit_once(')')?;
    Some((name, fields.split_ascii_whitespace().collect()))
}

fn built_by(world: &dyn World, process: u32) -> Fact<GoVersion> {
    let path = format!("/proc/{process}/exe");
    let source = match world.open(&path) {
        Ok(source) => source,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(path)),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    match binary::builds(source.as_ref(), &path, Depth::Verdict(Lacks::default())) {
        Ok(builds) => builds
            .into_iter()
            .next()
            .map_or(Fact::Absent(Origin::Path(path)), |build| build.go.version),
        Err(_) => Fact::Absent(Origin::Path(path)),
    }
}

/// Open files, and how the soft limit came to be.
fn files(
    world: &dyn World,
    process: u32,
    parent: Option<u64>,
    unit: &Fact<Unit>,
    machine: &Machine,
) -> Gauge {
    let dir = format!("/proc/{process}/fd");
    let has = match world.list(&dir) {
        Ok(names) => Fact::Known(names.len() as u64, Origin::Path(dir)),
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(dir)),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    };
    let limits = &machine.limits;
    let raised = parent.and_then(|parent| {
        let mut other = Machine::unknown("", &Why::new("landfall did not look for this"));
        limits::fill(world, &parent.to_string(), &mut other);
        let before = *other.limits.open_files_soft.known()?;
        let now = *limits.open_files_soft.known()?;
        (before < now).then(|| format!("raised from {before}, as Go does since 1.19"))
    });
    // A unit that was changed and not started again, or a process that changed it by itself.
    let other = unit.known().filter(|unit| unit.open_files.as_ref() != limits.open_files.known());
    let other = other.map(|unit| {
        let says = unit.open_files.map_or("any number".to_owned(), |most| most.to_string());
        format!("{} says {says} (LimitNOFILE=)", unit.name)
    });
    let notes: Vec<String> = raised.into_iter().chain(other).collect();
    Gauge {
        name: "open files".to_owned(),
        is_in_bytes: false,
        has,
        may: vec![("RLIMIT_NOFILE", limits.open_files_soft.clone())],
        note: Some(notes.join(", ")).filter(|note| !note.is_empty()),
    }
}

/// Threads. Go itself ends a program that has too many of them (`runtime/debug.SetMaxThreads`).
fn threads(world: &dyn World, process: u32, go: &Fact<GoVersion>, machine: &Machine) -> Gauge {
    const OF_GO: u64 = 10_000;
    let own = match go {
        Fact::Known(..) => {
            let origin = Origin::Go("a program ends that has more threads".to_owned());
            Fact::Known(OF_GO, origin)
        }
        Fact::Absent(origin) => Fact::Absent(origin.clone()),
        Fact::Unknown(why) => Fact::Unknown(why.clone()),
    };
    Gauge {
        name: "threads".to_owned(),
        is_in_bytes: false,
        has: status(world, process, "Threads:"),
        may: vec![
            ("RLIMIT_NPROC, of all of the user", machine.limits.processes.clone()),
            ("kernel.threads-max", machine.sysctl.kernel_threads_max.clone()),
            ("kernel.pid_max", machine.sysctl.kernel_pid_max.clone()),
            ("SetMaxThreads of Go", own),
        ],
        note: None,
    }
}

fn maps(world: &dyn World, process: u32, machine: &Machine) -> Gauge {
    let path = format!("/proc/{process}/maps");
    let has = match world.text(&path) {
        Ok(text) => Fact::Known(text.lines().count() as u64, Origin::Path(path)),
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(path)),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    };
    Gauge {
        name: "memory maps".to_owned(),
        is_in_bytes: false,
        has,
        may: vec![("vm.max_map_count", machine.sysctl.vm_max_map_count.clone())],
        note: None,
    }
}

fn memory(world: &dyn World, process: u32, machine: &Machine) -> Gauge {
    let space = status(world, process, "VmSize:");
    let note = space.known().map(|space| format!("{} MiB of addresses", space >> 20));
    // What is limited is the space of addresses; memory is a matter of control groups.
    let may = match machine.limits.address_space.known() {
        Some(_) => vec![("RLIMIT_AS", machine.limits.address_space.clone())],
        None => Vec::new(),
    };
    let (name, has) = match may.is_empty() {
        true => ("memory", status(world, process, "VmRSS:")),
        false => ("address space", space),
    };
    Gauge { name: name.to_owned(), is_in_bytes: true, has, may, note }
}

/// Open files of all processes together (`/proc/sys/fs/file-nr`).
fn files_of_all(world: &dyn World) -> Gauge {
    let path = "/proc/sys/fs/file-nr";
    let (has, may) = match world.text(path) {
        Ok(text) => {
            let mut numbers = text.split_ascii_whitespace().map(str::parse::<u64>);
            let mut next = |at: usize| {
                let number = numbers.nth(at).and_then(Result::ok);
                Fact::from_option(number, Origin::Path(path.to_owned()))
            };
            (next(0), next(1))
        }
        Err(Blind::NotThere) => (
            Fact::Absent(Origin::Path(path.to_owned())),
            Fact::Absent(Origin::Path(path.to_owned())),
        ),
        Err(Blind::Cannot(why)) => (Fact::Unknown(why.clone()), Fact::Unknown(why)),
    };
    Gauge {
        name: "open files of all processes".to_owned(),
        is_in_bytes: false,
        has,
        may: vec![("fs.file-max", may)],
        note: None,
    }
}

/// A number of `/proc/PID/status`, in bytes where it says kB.
fn status(world: &dyn World, process: u32, key: &str) -> Fact<u64> {
    let path = format!("/proc/{process}/status");
    let text = match world.text(&path) {
        Ok(text) => text,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(path)),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let found = text.lines().zip(1..).find_map(|(line, number)| {
        let value = line.strip_prefix(key)?.trim();
        let value = match value.strip_suffix("kB") {
            Some(value) => value.trim().parse::<u64>().ok()?.checked_mul(1024)?,
            None => value.parse().ok()?,
        };
        Some((value, number))
    });
    match found {
        Some((value, line)) => Fact::Known(value, Origin::Line { path, line }),
        // A thread of the kernel has no memory of its own.
        None => Fact::Absent(Origin::Path(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Kind;

    /// A service with a process that has another limit than its unit.
    struct Service;

    impl World for Service {
        fn open(&self, path: &str) -> Result<Box<dyn landfall_formats::Source>, Blind> {
            let text = match path {
                "/proc/7/stat" => "7 (app) S 1 7 7 0 -1 4194560 1 0 0 0 10 5 0 0 20 0 1 0 99 1 1",
                "/proc/7/limits" => {
                    "Max open files            1024                 1024        files\n"
                }
                "/proc/7/cgroup" => "0::/system.slice/app.service\n",
                _ => return Err(Blind::NotThere),
            };
            Ok(Box::new(text.as_bytes().to_vec()))
        }

        fn list(&self, _dir: &str) -> Result<Vec<String>, Blind> {
            Err(Blind::NotThere)
        }

        fn kind(&self, _path: &str) -> Result<Kind, Blind> {
            Err(Blind::NotThere)
        }

        fn resolve(&self, path: &str) -> Result<String, Blind> {
            Ok(path.to_owned())
        }

        fn run(&self, command: &[&str]) -> Result<String, Blind> {
            assert_eq!(command.last(), Some(&"app.service"));
            Ok("LimitNOFILE=524288\nTasksMax=infinity\n".to_owned())
        }

        fn env(&self, _name: &str) -> Option<String> {
            None
        }

        fn shown(&self, path: &str) -> String {
            path.to_owned()
        }
    }

    #[test]
    fn a_limit_that_is_not_that_of_the_unit_is_told() {
        let seen = sample(&Service, 7, None, None).unwrap().unwrap();
        let files = seen.gauges.iter().find(|gauge| gauge.name == "open files").unwrap();
        let note = files.note.as_deref().unwrap();
        assert_eq!(note, "app.service says 524288 (LimitNOFILE=)");
        // What does not change is not asked again.
        let mut earlier = seen.clone();
        earlier.unit = Fact::Absent(Origin::Word("a test".to_owned()));
        let again = sample(&Service, 7, Some(&earlier), None).unwrap().unwrap();
        assert!(again.unit.known().is_none() && seen.unit.known().is_some());
    }
}
