//! The unit of systemd that a process belongs to, and what it says of limits.

use landfall_facts::{Fact, Origin, Unit};

use crate::world::{Blind, World};

/// The unit of a process, by the name of its control group, as systemd tells of it now.
pub(super) fn of(world: &dyn World, process: u32) -> Fact<Unit> {
    let path = format!("/proc/{process}/cgroup");
    let text = match world.text(&path) {
        Ok(text) => text,
        Err(Blind::NotThere) => return Fact::Absent(Origin::Path(path)),
        Err(Blind::Cannot(why)) => return Fact::Unknown(why),
    };
    let Some(name) = named(&text) else { return Fact::Absent(Origin::Path(path)) };
    let asked =
        ["systemctl", "show", "-p", "LimitNOFILE", "-p", "LimitNPROC", "-p", "TasksMax", name];
    let shown = asked.join(" ");
    match world.run(&asked) {
        Ok(text) => Fact::Known(told(name, &text), Origin::Command(shown)),
        Err(Blind::NotThere) => Fact::Absent(Origin::Command(shown)),
        Err(Blind::Cannot(why)) => Fact::Unknown(why),
    }
}

/// The last service in the path of a control group: `/system.slice/app.service`.
fn named(groups: &str) -> Option<&str> {
    groups.lines().find_map(|line| line.rsplit('/').find(|part| part.ends_with(".service")))
}

/// What `systemctl show` prints: a line for each, `infinity` for no limit.
fn told(name: &str, text: &str) -> Unit {
    let value = |key: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))?;
        value.trim().parse().ok()
    };
    Unit {
        name: name.to_owned(),
        open_files: value("LimitNOFILE"),
        processes: value("LimitNPROC"),
        tasks: value("TasksMax"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_named_by_the_group_and_told_by_systemd() {
        assert_eq!(named("0::/system.slice/app.service\n"), Some("app.service"));
        let nested = "12:pids:/system.slice/docker.service/x\n1:name=systemd:/\n";
        assert_eq!(named(nested), Some("docker.service"));
        assert_eq!(named("0::/user.slice/user-1000.slice/session-1.scope\n"), None);
        let text = "LimitNOFILE=524288\nLimitNPROC=infinity\nTasksMax=4915\n";
        let unit = told("app.service", text);
        assert_eq!(
            (unit.open_files, unit.processes, unit.tasks),
            (Some(524_288), None, Some(4915))
        );
    }
}
