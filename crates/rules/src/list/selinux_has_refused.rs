//! What SELinux has refused.

use landfall_facts::{Finding, Machine};

use crate::rule::{Look, Told, rule};

rule! {
    /// The audit log tells of something that SELinux has refused.
    ///
    /// ## Why it breaks
    /// The program sees `permission denied`, whatever its user is. The log has what was asked and
    /// of which label; the smallest remedy is a matter of that: a file with a label of a home or of
    /// `/tmp` where a service runs it wants `restorecon`, a port wants `semanage port`, and only
    /// what is meant so wants a rule of its own.
    ///
    /// ## How to mend it
    /// For a file, `restorecon -v FILE`, or `semanage fcontext` and then that; for a port,
    /// `semanage port -a -t http_port_t -p tcp PORT`. `setenforce 0` and `audit2allow` of
    /// everything open more than was asked.
    ///
    /// ```case
    /// target: laptop, surroundings.selinux_denials execute_file_user_home_t_app
    /// finds: SELinux has refused execute_file_user_home_t_app
    /// ```
    /// ```case
    /// target: laptop, no surroundings.selinux_denials
    /// ```
    /// ```case
    /// target: laptop, surroundings.selinux_denials ?
    /// unsure: permission denied
    /// ```
    selinux_has_refused: Note of a machine, preview
}

fn check(machine: &Machine) -> Look {
    let Some(denials) = machine.surroundings.selinux_denials.look()? else {
        return Ok(Told::Nothing);
    };
    let all = denials.join(", ");
    let mend = match denials.first() {
        Some(first) if first.starts_with("name_bind") => "semanage port -a for that port",
        Some(first) if first.starts_with("exec") => {
            "restorecon -v of the file, or install it where programs are"
        }
        _ => "restorecon -v of what it is about, or a rule for just that",
    };
    Ok(Told::Fault(
        Finding::new(format!("SELinux has refused {all}"))
            .has("denials in the audit log", denials.origin)
            .mend(mend),
    ))
}
