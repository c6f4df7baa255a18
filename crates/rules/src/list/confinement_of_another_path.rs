//! AppArmor or SELinux told of a path that nothing starts.

use landfall_facts::{Confinement, Confiner, Finding};

use crate::recipes::{Answers, Tree};
use crate::rule::{Answer, rule};

rule! {
    /// An AppArmor profile or an SELinux file context names another path than the unit starts.
    ///
    /// ## Why it breaks
    /// Both know programs by their paths: a profile belongs to what its head names (apparmor.d(5)), a label to
    /// the file that the pattern matches (selabel_file(5)). A program that is started from elsewhere gets
    /// neither: it runs unconfined, or as systemd's own type, and nothing says so. A profile for
    /// `/usr/sbin/dnsmasq` never held the one in `/usr/bin`: void-linux/void-packages#1069. No kernel with AppArmor or SELinux switched on was at hand here.
    ///
    /// ## How to mend it
    /// Name the path of `ExecStart=`, or start the path that is named.
    ///
    /// ```case
    /// -- apparmor.d/usr.sbin.web --
    /// /usr/sbin/web {
    ///   /etc/web r,
    /// }
    /// -- web.fc --
    /// /usr/local/bin/web -- gen_context(system_u:object_r:web_exec_t,s0)
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web -v
    /// -- finds --
    /// apparmor.d/usr.sbin.web:1: AppArmor knows /usr/sbin/web, and web.service starts /usr/bin/web
    /// web.fc:1: SELinux knows /usr/local/bin/web, and web.service starts /usr/bin/web
    /// ```
    /// ```case
    /// -- apparmor.d/web --
    /// profile web /usr/{local/,}bin/web {
    /// }
    /// profile other /usr/sbin/web {
    /// }
    /// -- web.fc --
    /// /usr/bin/web -- gen_context(system_u:object_r:web_exec_t,s0)
    /// /usr/sbin/web -- gen_context(system_u:object_r:web_exec_t,s0)
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web -v
    /// ```
    /// ```case
    /// -- apparmor.d/web --
    /// profile web /usr/sbin/web {
    /// }
    /// -- web.service --
    /// [Service]
    /// ExecStart=/usr/bin/web -v
    /// AppArmorProfile=web
    /// ```
    /// ```case
    /// -- web.fc --
    /// /usr/sbin/web -- gen_context(system_u:object_r:web_exec_t,s0)
    /// -- web@.service --
    /// [Service]
    /// ExecStart=%i/web
    /// -- unsure --
    /// web.fc: what %i stands for is put in where the unit starts
    /// ```
    confinement_of_another_path: Degrades of recipes, preview
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_confinements(|one| answer(tree, one))
}

fn answer(tree: &Tree<'_>, one: &Confinement) -> Answer {
    let Some(path) = &one.path else { return Ok(None) };
    let (who, names) = match one.by {
        Confiner::AppArmor => ("AppArmor", "AppArmorProfile"),
        Confiner::Selinux => ("SELinux", "SELinuxContext"),
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    for unit in tree.units().filter(|unit| unit.last(names).is_none()) {
        for started in unit.started() {
            let written = started.setting.words.first().map_or("", |said| said.written.as_str());
            if written.rsplit('/').next() != Some(name) {
                continue;
            }
            let Some(own) = started.path.look()? else { continue };
            let own = own.value();
            // Another line or a pattern may know it.
            let mut others = tree.recipes.confinements.iter().filter(|other| other.by == one.by);
            if others.any(|other| other.path.as_ref().is_none_or(|path| path == own)) {
                continue;
            }
            return Ok(Some(
                Finding::new(format!("{who} knows {path}, and {} starts {own}", unit.unit.name))
                    .has(format!("{} is for {path}", one.name), &one.at)
                    .needs(format!("ExecStart={own}"), &started.setting.at)
                    .mend(format!("{own}, in the place of {path}")),
            ));
        }
    }
    Ok(None)
}
