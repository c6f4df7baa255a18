//! Obstacles in the words of the Go command, where it has some.

use std::collections::HashMap;

use landfall_facts as facts;

use super::{Fault, Obstacle, Survey, What};
use crate::roots::join;
use crate::source;
use crate::world::World;

/// Which line of a file a place is in. Each file is read once, however much is told of it.
pub struct Lines<'w> {
    world: &'w dyn World,
    /// Where the lines of a file end.
    ends: HashMap<String, Vec<u32>>,
}

impl<'w> Lines<'w> {
    /// Of no file yet.
    pub fn new(world: &'w dyn World) -> Self {
        Self { world, ends: HashMap::new() }
    }

    /// The line of a place in a file, from 1.
    pub fn of(&mut self, path: &str, at: u32) -> usize {
        let world = self.world;
        let ends = self.ends.entry(path.to_owned()).or_insert_with(|| {
            let text = source::text(world, path).and_then(Result::ok).unwrap_or_default();
            // No file that is read is too long for this.
            let ends = memchr::memchr_iter(b'\n', &text).filter_map(|end| u32::try_from(end).ok());
            ends.collect()
        });
        ends.partition_point(|end| *end < at) + 1
    }
}

impl Obstacle {
    /// What it is in words, with the way that leads to its package.
    pub fn told(
        &self,
        lines: &mut Lines<'_>,
        survey: &Survey<'_>,
        way: &[usize],
    ) -> facts::Obstacle {
        let package = &survey.packages[self.package];
        let place = self.at.map(|(file, at)| {
            let path = join(&package.dir, &package.files[file].name);
            let line = lines.of(&path, at);
            (path, line)
        });
        let Words { kind, name, says, because } = words(survey, self);
        let way = way.iter().map(|one| survey.packages[*one].path.clone()).collect();
        let is_doubt = self.what.is_doubt();
        facts::Obstacle { kind, name, says, because, place, way, is_doubt }
    }
}
/// An obstacle in words.
struct Words {
    kind: &'static str,
    name: String,
    says: String,
    because: String,
}

/// What kind of obstacle it is, what the Go command says of it, and why.
fn words(survey: &Survey<'_>, obstacle: &Obstacle) -> Words {
    let path = |package: &usize| survey.packages[*package].path.clone();
    let told = |kind, name: String, says: String, because: &str| Words {
        kind,
        name,
        says,
        because: because.to_owned(),
    };
    match &obstacle.what {
        What::Excluded { import, needs_cgo } => {
            let path = path(import);
            let says = format!("build constraints exclude all Go files in {path}");
            match needs_cgo {
                true => told("needs_cgo", path, says, "its files need cgo, which is off"),
                false => told("excluded", path, says, "no file of it is for this port"),
            }
        }
        What::Nowhere { import, why } => {
            let path = path(import);
            let says = format!("{path} was not found");
            told("not_on_disk", path, says, &why.to_string())
        }
        What::Undefined { name, of, files } => {
            let whose =
                if *of == obstacle.package { String::new() } else { format!("{}/", path(of)) };
            if survey.packages[*of].dir.is_empty() {
                let because = "the standard library declares it for other ports only";
                return told("undefined", name.clone(), format!("undefined: {name}"), because);
            }
            let files: Vec<String> = files.iter().map(|file| format!("{whose}{file}")).collect();
            let verb = if files.len() == 1 { "declares" } else { "declare" };
            let because = match files.is_empty() {
                true => "no file of the package declares it".to_owned(),
                false => format!("only {} {verb} it, not built there", listed(&files)),
            };
            told("undefined", name.clone(), format!("undefined: {name}"), &because)
        }
        What::NoMember { of: Some(of), name } => {
            let says = format!("{of} has no field or method {name}");
            told("no_member", format!("{of}.{name}"), says, "it has on other ports")
        }
        What::NoMember { of: None, name } => {
            let says = format!("no type has a field or method {name}");
            told("no_member", name.clone(), says, "some have on other ports")
        }
        What::Mismatch { name, of, wanted } => {
            let says = format!("cannot use {name} (of type {of}) as {wanted}");
            let because =
                format!("{name} is of another type on other ports; write {wanted}({name})");
            told("type_mismatch", name.clone(), says, &because)
        }
        What::Redeclared { name, other } => {
            let because = format!("{other} declares it too, and both are built there");
            told("redeclared", name.clone(), format!("{name} redeclared in this block"), &because)
        }
        What::NoBody { name } => {
            let says = format!("missing function body: {name}");
            told("no_body", name.clone(), says, "no assembly of the package is for this port")
        }
        What::NeedlessC { file } => {
            let says = format!("C source files not allowed when not using cgo or SWIG: {file}");
            let because = "with cgo enabled, no Go file there imports \"C\"";
            told("c_without_cgo", file.clone(), says, because)
        }
        What::AssemblyWithCgo { file } => {
            let says = format!("package using cgo has Go assembly file {file}");
            let because = "assembly and files that import \"C\" cannot be of one package";
            told("assembly_with_cgo", file.clone(), says, because)
        }
        What::Absent { name, is_header, may_be_made } => {
            let says = match is_header {
                true => format!("fatal error: {name}: No such file or directory"),
                false => format!("cannot find {name}: No such file or directory"),
            };
            let is_vendored = survey.packages[obstacle.package].dir.contains("vendor/");
            let because = match (may_be_made, is_vendored) {
                (true, _) => &format!("{name} is not there, unless it is made before the build"),
                (false, true) => "`go mod vendor` copies only directories with Go files",
                (false, false) => "the module was published without it",
            };
            told("file_missing", name.clone(), says, because)
        }
        What::Unlinkable { name, fault: Fault::IsFor(is_for) } => {
            let says = format!("{name}: file in wrong format");
            told("wrong_object", name.clone(), says, &format!("it is {is_for}"))
        }
        What::Unlinkable { name, fault: Fault::CPlusPlus(missing) } => {
            let says = format!("{name}: undefined reference to `{missing}'");
            let because =
                "it is C++, and a package without C++ files is linked without its library";
            told("cplusplus_not_linked", name.clone(), says, because)
        }
        What::Unlinkable { name, fault: Fault::Mangled { name: function, mangled } } => {
            let says = format!("undefined reference to `{function}'");
            let because = format!(
                "{name} has it as C++, {mangled}: declare it extern \"C\" where it is compiled"
            );
            told("cplusplus_name", function.clone(), says, &because)
        }
        What::Overflow { written, of } => {
            let says = format!("cannot use {written} as {of} value (overflows)");
            let because = format!("{of} has 32 bits there; say int64 or uint64");
            told("overflow", written.clone(), says, &because)
        }
        What::TwoPackages { names: [one, other] } => {
            let says = format!("found packages {one} and {other} in one directory");
            told("two_packages", other.clone(), says, "files of both are built there")
        }
        What::ExternalLinking => {
            let says = "requires external (cgo) linking, but cgo is not enabled".to_owned();
            let because = "programs of this port are linked by a C linker always";
            told("external_linking", String::new(), says, because)
        }
        What::RuntimeCgo => {
            let says = "relocation target x_cgo_init not defined".to_owned();
            let because = "runtime/cgo compiles without cgo, and the linker misses its C code";
            told("runtime_cgo", "runtime/cgo".to_owned(), says, because)
        }
        What::Broken { message } => {
            let says = format!("syntax error: {message}");
            told("syntax", (*message).to_owned(), says, "the file is no Go")
        }
        What::Unread { why } => {
            let says = "the file could not be read".to_owned();
            told("unread", String::new(), says, &why.to_string())
        }
    }
}

/// At most three of them in words.
fn listed(files: &[String]) -> String {
    match files {
        [rest @ .., last] if files.len() <= 3 && !rest.is_empty() => {
            format!("{} and {last}", rest.join(", "))
        }
        [one] => one.clone(),
        [first, second, rest @ ..] => format!("{first}, {second} and {} more", rest.len()),
        [] => "no file".to_owned(),
    }
}
