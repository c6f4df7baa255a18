//! `landfall why`: what in an artifact asks for a version, a library or a symbol.

mod source;

use std::fmt::Write as _;

use landfall_facts::{Build, Import, Os};
use landfall_probe::Depth;

use crate::args::WhyArgs;
use crate::files::look;
use crate::output::{Output, could_not_work, say_failures};
use landfall_report::language::tr;
use landfall_report::tr;

pub(crate) fn run(args: &WhyArgs, output: &Output) -> i32 {
    if args.file.is_dir() {
        return source::run(args, output);
    }
    if args.all || args.no_cgo || args.platform.is_some() || !args.tags.is_empty() {
        let shown = args.file.display();
        let why =
            "is no directory; --all, --for, --no-cgo and --tags are for the source of a module";
        return could_not_work(&format!("could not use these options: {shown} {why}"));
    }
    let looked = look(std::slice::from_ref(&args.file), Depth::Everything);
    say_failures(&looked.failures);
    let mut text = String::new();
    for build in &looked.builds {
        if let Err(error) = answer(&mut text, build, &args.what) {
            return could_not_work(&error);
        }
    }
    output.finish(&text, if looked.failures.is_empty() { 0 } else { 3 })
}

fn answer(text: &mut String, build: &Build, what: &str) -> Result<(), String> {
    let unknown = |why: landfall_facts::Unsure| format!("could not tell: {why}");
    let needed: &[String] = match build.link.needed.look().map_err(unknown)? {
        Some(needed) => needed.value(),
        None => &[],
    };
    let name = &build.name;
    let is_library = needed.iter().any(|library| match build.os.known() {
        // Windows does not tell upper from lower case.
        Some(Os::Windows) => library.eq_ignore_ascii_case(what),
        _ => library == what,
    });
    if is_library {
        let told = tr!("{name} names {what} as a library that it needs", name, what);
        let _ = writeln!(text, "{told}");
    }
    let imports: &[Import] = match build.link.imports.look() {
        Ok(Some(imports)) => imports.value(),
        Ok(None) => &[],
        // Of a file for Windows or macOS the libraries are read, their symbols are not.
        Err(why) if is_library => {
            let why = tr(&why.to_string()).into_owned();
            let told = tr!("for which symbols could not be told: {why}", why);
            let _ = writeln!(text, "  {told}");
            return Ok(());
        }
        Err(why) => return Err(unknown(why)),
    };
    let asking: Vec<&Import> = imports
        .iter()
        .filter(|import| {
            let version = import.version.as_deref() == Some(what);
            version
                || import.symbol == what
                || (is_library && import.library.as_deref() == Some(what))
        })
        .collect();
    if asking.is_empty() && !is_library {
        let versions = || imports.iter().filter_map(|import| import.version.clone());
        let names = imports
            .iter()
            .map(|import| import.symbol.clone())
            .chain(versions())
            .chain(needed.iter().cloned());
        let near = landfall_know::nearest(what, names)
            .map_or(String::new(), |near| format!("; did you mean {near:?}?"));
        return Err(format!("{name} does not ask for {what:?}{near}"));
    }
    let wanted = |import: &Import| match &import.version {
        Some(version) => format!("{}@{version}", import.symbol),
        None => import.symbol.clone(),
    };
    let width = asking.iter().map(|import| wanted(import).len()).max().unwrap_or(0);
    for import in &asking {
        let library = import.library.as_deref().unwrap_or("any library");
        let weak = if import.weak { ", weak" } else { "" };
        let _ = writeln!(
            text,
            "  {:width$} of {library}{weak}  {}",
            wanted(import),
            brought_by(build, &import.symbol)
        );
    }
    if is_library && asking.is_empty() {
        let _ = writeln!(
            text,
            "  no symbol is asked of it by version; an import without a version may come from it"
        );
    }
    Ok(())
}

/// Who takes a symbol from C, as far as an artifact tells.
fn brought_by(build: &Build, symbol: &str) -> String {
    let Some((packages, _)) = landfall_know::importer(symbol) else {
        return match build.go.is_go.known() {
            Some(true) => "by C code of a cgo package".to_owned(),
            _ => String::new(),
        };
    };
    if let [file] = packages.as_slice()
        && file.ends_with(".o")
    {
        return format!("by the C start files ({file}) of an external link");
    }
    let linked: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| match *package {
            // What shows these packages is known; of the others nothing can be said against them.
            "net" => build.needs.c_names.known().is_some(),
            "runtime/cgo" => build.cgo.linked.known() == Some(&true),
            _ => true,
        })
        .collect();
    match linked.is_empty() {
        true => format!("by {}", packages.join(" or ")),
        false => format!("by {}", linked.join(" or ")),
    }
}
