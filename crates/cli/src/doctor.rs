//! `landfall doctor`: whether a machine is fit to build Go and to run what it builds.

use landfall_facts::{Build, Fact, Machine, Origin, Why};
use landfall_know::{CrossCompiler, cross_compilers};
use landfall_probe::{Real, machine};
use landfall_rules::examine;

use crate::args::{DoctorArgs, Format};
use crate::config;
use crate::output::{Output, could_not_work, exit_code, rendered};
use crate::progress::during;
use crate::record::OF_TABLES;
use crate::targets::Door;

pub(crate) fn run(args: &DoctorArgs, output: &Output) -> i32 {
    let allowed = match config::allowed(&args.allow) {
        Ok(allowed) => allowed,
        Err(error) => return could_not_work(&error),
    };
    let machine = match looked_at(args) {
        Ok(machine) => machine,
        Err(error) => return could_not_work(&error),
    };
    let examination = examine(&machine, &allowed);
    let reports = std::slice::from_ref(&examination.report);
    let text = match args.format {
        Format::Text => landfall_report::doctor::render(&machine, &examination),
        Format::Json => landfall_report::doctor::json(&machine, &examination),
        format => rendered(reports, &[], format),
    };
    output.finish(&text, exit_code(reports, &[]))
}

fn looked_at(args: &DoctorArgs) -> Result<Machine, String> {
    let target = match (&args.root, &args.image, &args.recorded) {
        (Some(dir), ..) => format!("rootfs:{}", dir.display()),
        (_, Some(file), _) => format!("image:{}", file.display()),
        (.., Some(file)) => format!("machine:{}", file.display()),
        (None, None, None) => "here".to_owned(),
    };
    let mut machine = whole(&Door::open(&target)?);
    if target == "here"
        && let Some(refused) = machine::trial::refused_thread()
    {
        machine.compiler.thread = refused;
    }
    if args.shell {
        machine.settings.shell_files = machine::settings::of_shells(&Real);
    }
    if !args.platforms.is_empty() {
        look_across(args, &mut machine);
    }
    if let Some(go) = machine.toolchain.go.known().filter(|_| args.probe) {
        let trial = during("building a line of C", || machine::trial::trial(go));
        machine.compiler.trial = trial.built;
        if !matches!(machine.compiler.thread, Fact::Known(..)) {
            machine.compiler.thread = trial.thread;
        }
    }
    Ok(machine)
}

/// Looks for what compiles C for the platforms asked for, and tries it if that is asked for too.
fn look_across(args: &DoctorArgs, machine: &mut Machine) {
    let wanted: Vec<(String, Vec<CrossCompiler>)> = args
        .platforms
        .iter()
        .map(|(os, arch)| (format!("{os}/{arch}"), cross_compilers(*os, *arch)))
        .collect();
    let names = wanted.iter().map(|(platform, compilers)| {
        (platform.clone(), compilers.iter().map(|one| one.program).collect())
    });
    machine.compiler.cross = machine::compiler::cross(&Real, &names.collect::<Vec<_>>());
    let Some(go) = machine.toolchain.go.known().filter(|_| args.probe) else { return };
    let Some(found) = machine.compiler.cross.known() else { return };
    let tried = wanted.iter().zip(found).filter_map(|((platform, compilers), found)| {
        let (_, program) = found.split_once('=')?;
        let compiler = compilers.iter().find(|one| one.program == program)?;
        let (os, arch) = platform.split_once('/')?;
        let said = [("GOOS", os), ("GOARCH", arch), ("CC", compiler.command.as_str())];
        let what = format!("building a line of C for {platform}");
        let says = during(&what, || machine::trial::built_for(go, &said));
        Some(format!("{platform}={says}"))
    });
    let tried: Vec<String> = tried.collect();
    let origin = Origin::Command("CGO_ENABLED=1 go build".to_owned());
    machine.compiler.cross_trial = Fact::Known(tried, origin);
}

/// The machine behind a door with all that can be told of it.
pub(crate) fn whole(door: &Door) -> Machine {
    if let Door::Here = door {
        let own = (std::env::consts::OS, std::env::consts::ARCH);
        return machine::whole(&Real, own, None, &OF_TABLES);
    }
    let nothing = Build::unknown("", &Why::not_given("artifact"));
    let mut machine = door.machine(&nothing);
    if let Some(world) = door.world() {
        machine::furnish(world, &mut machine, &OF_TABLES);
    }
    machine
}
