//! Where somebody works: the repository, the module and the home around, and the clock.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use landfall_facts::{Fact, Origin};

use super::files::temporary;
use crate::roots::join;
use crate::world::{Blind, Kind, World};

/// Whether git refuses the repository that the working directory lies in, as it does where another user
/// owns it (git-config(1), `safe.directory`).
pub(super) fn repository_refused(world: &dyn World) -> Fact<bool> {
    let here = match world.resolve(".") {
        Ok(here) => here,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(".".to_owned())),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let found = Path::new(&here)
        .ancestors()
        .map(|dir| join(&dir.to_string_lossy(), ".git"))
        .find(|git| world.kind(git).is_ok());
    let Some(git) = found else { return Fact::Absent(Origin::Path(world.shown(".git"))) };
    const ASKED: [&str; 3] = ["git", "rev-parse", "--git-dir"];
    match world.is_of_another(&git) {
        Ok(false) => Fact::Known(false, Origin::Path(world.shown(&git))),
        Ok(true) => match world.run(&ASKED) {
            Ok(_) => Fact::Known(false, Origin::Command(ASKED.join(" "))),
            Err(Blind::NotThere) => Fact::Absent(Origin::Nature("git is not there".to_owned())),
            Err(Blind::Cannot(_)) => Fact::Known(true, Origin::Command(ASKED.join(" "))),
        },
        Err(Blind::NotThere) => Fact::Absent(Origin::Path(world.shown(&git))),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// A go.mod where none is meant to be: above all temporary files, all homes, or all of one.
pub(super) fn stray_module(world: &dyn World) -> Fact<String> {
    let dirs = [
        temporary(world).known().cloned(),
        world.env("HOME").filter(|home| home.len() > 1),
        Some("/".to_owned()),
    ];
    // Who works right there means it.
    let here = world.resolve(".").ok();
    let dirs = dirs.into_iter().flatten().filter(|dir| Some(dir) != here.as_ref());
    let files = dirs.map(|dir| join(&dir, "go.mod"));
    for file in files {
        match world.kind(&file) {
            Ok(Kind::File) => {
                let origin = Origin::Path(world.shown(&file));
                return Fact::Known(file, origin);
            }
            Ok(_) | Err(Blind::NotThere) => {}
            Err(Blind::Cannot(why)) => return Fact::Unknown(why),
        }
    }
    Fact::Absent(Origin::Path(world.shown("/go.mod")))
}

/// Whether root works in the home of somebody else, as `sudo` leaves it.
pub(super) fn home_of_another(world: &dyn World, is_root: &Fact<bool>) -> Fact<bool> {
    let origin = Origin::Setting { name: "HOME".to_owned(), by: "the environment" };
    let Some(home) = world.env("HOME").filter(|home| !home.is_empty()) else {
        return Fact::Absent(origin);
    };
    match is_root {
        Fact::Known(true, _) => {}
        Fact::Known(false, origin) => return Fact::Known(false, origin.clone()),
        Fact::Absent(origin) => return Fact::Absent(origin.clone()),
        Fact::Unknown(why) => return Fact::Unknown(why.clone()),
    }
    match world.is_of_another(&home) {
        Ok(is_of_another) => Fact::Known(is_of_another, origin),
        Err(Blind::NotThere) => Fact::Absent(origin),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// Whether the clock is behind the time at which the Go here was made, as its file VERSION says since 1.21.
pub(super) fn clock_behind(world: &dyn World, goroot: Option<&String>) -> Fact<bool> {
    let Some(goroot) = goroot else {
        return Fact::Absent(Origin::Nature("there is no Go to say a time".to_owned()));
    };
    let path = join(goroot, "VERSION");
    let origin = Origin::Path(world.shown(&path));
    let text = match world.text(&path) {
        Ok(text) => text,
        Err(Blind::NotThere) => return Fact::Absent(origin),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let made = text.lines().find_map(|line| line.strip_prefix("time ")).and_then(day);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map(|now| now.as_secs() / 86_400);
    match (made, now) {
        // A day for the zones of the world.
        (Some(made), Ok(now)) => Fact::Known(now + 1 < made, origin),
        (Some(_), Err(_)) => Fact::Known(true, origin),
        (None, _) => Fact::Absent(origin),
    }
}

/// The day of a time as in `2026-08-28T16:20:06Z`, counted from 1970.
fn day(time: &str) -> Option<u64> {
    let mut parts = time.split('T').next()?.split('-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // Years begin in March, so that the day that comes and goes is the last one.
    let (year, month) =
        if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
    days.checked_sub(719_469)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_number_of_days() {
        assert_eq!(day("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(day("2000-03-01T00:00:00Z"), Some(11_017));
        assert_eq!(day("2026-08-28T16:20:06Z"), Some(20_693));
        assert_eq!(day("yesterday"), None);
    }
}
