//! `landfall seccomp emit`: a profile of what programs call, in the form of those who enforce it.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use landfall_facts::{Allowance, Arch, Derived};
use landfall_know::{Gain, syscall_name, syscall_number, syscalls_of};
use landfall_report::profiles::{self, Form, GoFile, GoTable, Sheet, Step};
use landfall_report::syscalls;
use landfall_sandbox::filter::Filter;
use landfall_sandbox::told::told;

use super::allowances::{self, At, Gathered, Kind};
use super::{derived, is_unsure, tier};
use crate::args::{EmitArgs, EmitForm, Otherwise};
use crate::module;
use crate::output::{Output, could_not_work, say};
use crate::written;

pub(super) fn run(args: &EmitArgs, output: &Output) -> i32 {
    match emit(args, output) {
        Ok(code) => code,
        Err(error) => could_not_work(&error),
    }
}

/// The profile of one program, with all that is needed to start it in a container.
pub(super) fn oci_of(derived: &Derived, otherwise: Otherwise) -> String {
    let default = allowances::default_of(otherwise, derived.arch);
    let mut gathered = Gathered {
        allowances: vec![allowances::of_derived(derived, default)],
        made_of: vec![derived.program.clone()],
        ..Gathered::default()
    };
    gathered.add_launchers(CONTAINERS, Gain::Possible);
    gathered.add_fallbacks();
    profiles::oci(sheet(&gathered))
}

/// Who starts containers.
const CONTAINERS: &[&str] = &["runc", "crun"];

fn emit(args: &EmitArgs, output: &Output) -> Result<i32, String> {
    let mut gathered = gathered(args)?;
    match args.form {
        EmitForm::Oci | EmitForm::Kubernetes => {
            let gain = if args.no_new_privileges { Gain::Impossible } else { Gain::Possible };
            gathered.add_launchers(CONTAINERS, gain);
        }
        EmitForm::Bpf => gathered.add_launchers(&["bwrap"], Gain::Possible),
        // systemd allows what it needs by itself; a program that confines itself has begun already.
        EmitForm::Systemd | EmitForm::Go | EmitForm::List => {}
    }
    if args.form != EmitForm::List {
        gathered.add_fallbacks();
    }
    let sheet = sheet(&gathered);
    let code = if gathered.is_unsure { 2 } else { 0 };
    let mut told = gathered.notes.clone();
    let form = match args.form {
        EmitForm::Systemd | EmitForm::List => Form::Names,
        EmitForm::Oci | EmitForm::Kubernetes => Form::Rules,
        EmitForm::Go | EmitForm::Bpf => Form::Filter,
    };
    told.extend(profiles::unsaid(sheet, form));
    if gathered.starts_others() && args.form != EmitForm::List {
        told.push(
            "what the programs start lives below the same profile; give those programs too, if they are to start any"
                .to_owned(),
        );
    }
    let text = match args.form {
        EmitForm::Oci => profiles::oci(sheet),
        EmitForm::Systemd => profiles::systemd(sheet),
        EmitForm::Kubernetes => {
            let all = sheet.allowances.iter().flat_map(|one| syscalls_of(one.arch));
            let mut all: Vec<&str> = all.map(|(_, name)| name).collect();
            all.sort_unstable();
            all.dedup();
            profiles::kubernetes(sheet, &name_of(args), &all)
        }
        EmitForm::List => profiles::list(sheet),
        EmitForm::Go => go(args, sheet)?,
        EmitForm::Bpf => {
            let bytes = filter(only(sheet)?)?.bytes();
            told.iter().for_each(|line| say(&format!("landfall: {line}")));
            return write_bytes(args.output.as_deref(), &bytes).map(|()| code);
        }
    };
    told.iter().for_each(|line| say(&format!("landfall: {line}")));
    match &args.output {
        None => Ok(output.finish(&text, code)),
        Some(file) if args.form == EmitForm::Go && is_directory(file) => {
            std::fs::create_dir_all(file).map_err(|error| {
                format!("could not make {}: {}", file.display(), landfall_probe::plain(&error))
            })?;
            written::write(&file.join("doc.go"), profiles::go_doc(&args.package))?;
            written::write(&file.join("filter_linux.go"), text).map(|()| code)
        }
        Some(file) => written::write(file, text).map(|()| code),
    }
}

/// All that the files allow.
fn gathered(args: &EmitArgs) -> Result<Gathered, String> {
    let mut gathered = Gathered::default();
    let default = |arch| allowances::default_of(args.otherwise.unwrap_or(Otherwise::Enosys), arch);
    let capabilities = allowances::capabilities("docker", &args.holds.capabilities);
    let mut files = Vec::new();
    for file in args.files.iter().chain(&args.observed) {
        files.push((file, allowances::kind(file)?));
    }
    // Which architectures a profile is wanted for, the others say.
    files.sort_by_key(|(_, kind)| matches!(kind, Kind::Profile(_)));
    for (file, kind) in files {
        let shown = file.display().to_string();
        let allowance = match kind {
            Kind::Program => {
                let mut derived = derived(file, args.libc.as_deref())?;
                derived.calls.retain(|call| call.how.tier <= tier(args.tier));
                gathered.is_unsure |= is_unsure(&derived);
                gathered.notes.extend(syscalls::doubts(&derived));
                allowances::of_derived(&derived, default(derived.arch))
            }
            Kind::Observed => {
                let (allowance, notes) = allowances::of_observed(file, default)?;
                gathered.notes.extend(notes);
                allowance
            }
            Kind::Profile(text) => {
                let arches = match (args.arch, gathered.allowances.as_slice()) {
                    (Some(arch), _) => vec![arch],
                    (None, []) => vec![module::own()?.1],
                    (None, others) => others.iter().map(|other| other.arch).collect(),
                };
                let has_others = args.otherwise.is_some() || !gathered.allowances.is_empty();
                for arch in arches {
                    let at = At { arch, kernel: args.kernel, capabilities: &capabilities };
                    let rest = has_others.then(|| default(arch));
                    let (allowance, notes, is_unsure) =
                        allowances::of_profile(&text, &shown, &at, rest)?;
                    gathered.notes.extend(notes);
                    gathered.is_unsure |= is_unsure;
                    gathered.unite(allowance)?;
                }
                gathered.made_of.push(base(&shown));
                continue;
            }
        };
        gathered.made_of.push(format!("{} ({})", base(&shown), allowance.arch));
        gathered.unite(allowance)?;
    }
    gathered.allowances.sort_by_key(|one| one.arch.name());
    Ok(gathered)
}

/// The name of a file without its folder: profiles are handed on.
fn base(shown: &str) -> String {
    let name = Path::new(shown).file_name();
    name.map_or_else(|| shown.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn sheet(gathered: &Gathered) -> Sheet<'_> {
    Sheet { allowances: &gathered.allowances, made_of: &gathered.made_of }
}

/// What a manifest is called: like the first file, in the letters that Kubernetes allows.
fn name_of(args: &EmitArgs) -> String {
    let stem = args.files.first().and_then(|file| file.file_stem()).unwrap_or_default();
    let fits = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = stem.to_string_lossy().to_lowercase().chars().map(fits).collect();
    match name.trim_matches('-') {
        "" => "program".to_owned(),
        name => name.to_owned(),
    }
}

fn go(args: &EmitArgs, sheet: Sheet<'_>) -> Result<String, String> {
    let tables = sheet.allowances.iter().map(table).collect::<Result<_, _>>()?;
    let file = GoFile {
        package: &args.package,
        version: env!("CARGO_PKG_VERSION"),
        tables,
        goes_on: args.go_on,
    };
    Ok(profiles::go_file(sheet, &file))
}

fn table(allowance: &Allowance) -> Result<GoTable, String> {
    let arch = allowance.arch;
    let filter = filter(allowance)?;
    let says = told(&filter, &|number| syscall_name(arch, number).map(str::to_owned));
    let steps = filter.instructions.iter().zip(says).map(|(one, says)| Step {
        code: one.code,
        if_true: one.if_true,
        if_false: one.if_false,
        value: one.value,
        says,
    });
    let seccomp = syscall_number(arch, "seccomp").ok_or_else(|| {
        format!("could not write a file of Go for {arch}: it has no call seccomp")
    })?;
    Ok(GoTable { arch, seccomp, steps: steps.collect() })
}

fn filter(allowance: &Allowance) -> Result<Filter, String> {
    Filter::of(&allowance.policy()).map_err(|error| error.to_string())
}

/// Bytes are of one architecture alone.
fn only(sheet: Sheet<'_>) -> Result<&Allowance, String> {
    match sheet.allowances {
        [one] => Ok(one),
        all => {
            let names: Vec<_> = all.iter().map(|one| Arch::name(one.arch)).collect();
            Err(format!(
                "could not write a filter for {}: bytes are for one architecture; write a file for each",
                names.join(" and ")
            ))
        }
    }
}

fn write_bytes(file: Option<&Path>, bytes: &[u8]) -> Result<(), String> {
    if let Some(file) = file {
        return written::write(file, bytes);
    }
    let mut stdout = io::stdout().lock();
    if stdout.is_terminal() {
        return Err(
            "could not print a filter: it is bytes; write it into a file with -o".to_owned()
        );
    }
    let done = stdout.write_all(bytes).and_then(|()| stdout.flush());
    done.map_err(|error| format!("could not write the filter: {}", landfall_probe::plain(&error)))
}

/// Whether a directory is meant: one that is there, or a name that is no file of Go.
fn is_directory(file: &Path) -> bool {
    file.is_dir() || file.extension().is_none_or(|end| end != "go")
}
