//! Emulators that the kernel hands programs of other architectures to (binfmt_misc): whether each is there, switched
//! on, at hand in containers, and there again after a restart.

use landfall_facts::{Fact, Origin, Surroundings, Why};

use crate::world::{Blind, World};

const HANDLERS: &str = "/proc/sys/fs/binfmt_misc";
/// Where systemd and OpenRC read what to register when a machine is started (binfmt.d(5)).
const SETTINGS: [&str; 4] =
    ["/etc/binfmt.d", "/run/binfmt.d", "/usr/local/lib/binfmt.d", "/usr/lib/binfmt.d"];
/// Where binfmt-support keeps a file for each (update-binfmts(8)).
const KEPT: &str = "/var/lib/binfmts";
/// The script of Alpine that registers all of QEMU.
const SCRIPT: &str = "/etc/init.d/qemu-binfmt";
/// The largest file of settings that is read.
const LONGEST: usize = 1 << 20;

/// A handler, as the kernel tells of it.
struct Handler {
    name: String,
    is_on: bool,
    program: String,
    flags: String,
}

/// Fills in what is to be said of the emulators.
pub(super) fn fill(world: &dyn World, around: &mut Surroundings) {
    let all = match handlers(world) {
        Ok(all) => all,
        Err(why) => {
            for fact in [
                &mut around.emulators_not_there,
                &mut around.emulators_not_kept,
                &mut around.emulators_off,
                &mut around.emulators_without_rights,
                &mut around.emulators_until_restart,
            ] {
                *fact = Fact::Unknown(why.clone());
            }
            return;
        }
    };
    let origin = Origin::Path(world.shown(HANDLERS));
    let some = |is_it: &dyn Fn(&Handler) -> bool| {
        let names: Vec<String> =
            all.iter().filter(|one| is_it(one)).map(|one| one.name.clone()).collect();
        Fact::from_option(Some(names).filter(|names| !names.is_empty()), origin.clone())
    };
    let is_there = |one: &Handler| !matches!(world.kind(&one.program), Err(Blind::NotThere));
    // What the kernel holds open (F) needs no file any more (kernel, admin-guide/binfmt-misc).
    let is_loose = |one: &Handler| one.is_on && !one.flags.contains('F');
    around.emulators_not_there = some(&|one| is_loose(one) && !is_there(one));
    around.emulators_not_kept = some(&|one| is_loose(one) && is_there(one));
    around.emulators_off = some(&|one| !one.is_on);
    around.emulators_without_rights = some(&|one| one.is_on && !one.flags.contains('C'));
    around.emulators_until_restart = match registered_at_start(world) {
        Ok(texts) => some(&|one| one.is_on && !texts.knows(&one.name)),
        Err(why) => Fact::Unknown(why),
    };
}

/// The handlers that are called after QEMU; none where binfmt_misc is not mounted.
fn handlers(world: &dyn World) -> Result<Vec<Handler>, Why> {
    let names = match world.list(HANDLERS) {
        Ok(names) => names,
        Err(Blind::NotThere) => return Ok(Vec::new()),
        Err(Blind::Cannot(why)) => return Err(why),
    };
    // One switch is for all of them.
    let all_off = match world.text(&format!("{HANDLERS}/status")) {
        Ok(text) => text.trim() == "disabled",
        Err(_) => false,
    };
    let mut all = Vec::new();
    for name in names.iter().filter(|name| name.starts_with("qemu-")) {
        let text = match world.text(&format!("{HANDLERS}/{name}")) {
            Ok(text) => text,
            // It was taken away just now.
            Err(Blind::NotThere) => continue,
            Err(Blind::Cannot(why)) => return Err(why),
        };
        let of = |key: &str| text.lines().find_map(|line| line.strip_prefix(key));
        let Some(program) = of("interpreter ") else { continue };
        all.push(Handler {
            name: name.clone(),
            is_on: text.starts_with("enabled") && !all_off,
            program: program.trim().to_owned(),
            flags: of("flags:").unwrap_or_default().to_owned(),
        });
    }
    Ok(all)
}

/// What registers handlers when the machine is started.
struct AtStart {
    settings: String,
    kept: Vec<String>,
    has_script: bool,
}

impl AtStart {
    /// Whether a handler is among them: `:NAME:M::…`, with any sign in the place of the colon.
    fn knows(&self, name: &str) -> bool {
        let is_named = |line: &str| {
            let mut signs = line.chars();
            let Some(sign) = signs.next().filter(|sign| !sign.is_alphanumeric() && *sign != '#')
            else {
                return false;
            };
            signs.as_str().split(sign).next() == Some(name)
        };
        self.has_script
            || self.kept.iter().any(|own| own == name)
            || self.settings.lines().any(is_named)
    }
}

fn registered_at_start(world: &dyn World) -> Result<AtStart, Why> {
    let list = |path: &str| match world.list(path) {
        Ok(names) => Ok(names),
        Err(Blind::NotThere) => Ok(Vec::new()),
        Err(Blind::Cannot(why)) => Err(why),
    };
    let mut settings = String::new();
    for directory in SETTINGS {
        for name in list(directory)?.iter().filter(|name| name.ends_with(".conf")) {
            match world.text(&format!("{directory}/{name}")) {
                Ok(text) if settings.len() + text.len() < LONGEST => {
                    settings.push_str(&text);
                    settings.push('\n');
                }
                Ok(_) => {
                    return Err(Why::new(format!("{directory} holds more than landfall reads")));
                }
                Err(Blind::NotThere) => {}
                Err(Blind::Cannot(why)) => return Err(why),
            }
        }
    }
    let has_script = !matches!(world.kind(SCRIPT), Err(Blind::NotThere));
    Ok(AtStart { settings, kept: list(KEPT)?, has_script })
}
