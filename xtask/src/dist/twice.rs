//! Whether the same source makes the same bytes elsewhere: a second build in another place, compared.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cache;
use crate::product;
use crate::table;

/// Builds again from a copy of the source, with a copy of what cargo fetched and nothing that was built before, and
/// says whether the program is the same.
pub fn compare(program: &Path, target: &str, out: &Path) -> Result<String, String> {
    let again = cache::scratch_for(&out.join("again"))?;
    let source = again.join("a-longer-path-than-before");
    copy_source(&source)?;
    let home = again.join("home");
    copy_crates(&product::cargo_home()?, &home)?;
    let second = product::build_for(target, &source, &again.join("made"), &home)?;
    let read =
        |file: &Path| fs::read(file).map_err(|e| format!("could not read {}: {e}", file.display()));
    let (one, other) = (read(program)?, read(&second)?);
    if one != other {
        let place = one.iter().zip(&other).position(|(one, other)| one != other);
        return Err(format!(
            "could not build the same twice: {} and {} differ from byte {:#x} on; \
             `landfall compare --same` or diffoscope may tell why",
            program.display(),
            second.display(),
            place.unwrap_or(one.len().min(other.len()))
        ));
    }
    cache::discard(&again)?;
    Ok(format!("built twice in two places: {} bytes, all the same", one.len()))
}

/// Copies what git knows of, as it lies there now.
fn copy_source(place: &Path) -> Result<(), String> {
    let workspace = table::workspace();
    let mut list = Command::new("git");
    list.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let names = cache::output_of(list.current_dir(&workspace))?;
    for name in names.split('\0').filter(|name| !name.is_empty()) {
        let from = workspace.join(name);
        // What was removed and not committed yet is not built either.
        if from.is_file() {
            let bytes = fs::read(&from).map_err(|e| format!("could not read {name}: {e}"))?;
            super::write(&place.join(name), &bytes)?;
        }
    }
    Ok(())
}

/// Copies the crates and the settings of a home of cargo, so that nothing has to be fetched again.
fn copy_crates(from: &Path, home: &Path) -> Result<(), String> {
    let failed = |e| format!("could not copy {}: {e}", from.display());
    fs::create_dir_all(home).map_err(failed)?;
    for name in ["registry", "config.toml", "config"] {
        if from.join(name).exists() {
            cache::output_of(Command::new("cp").arg("-a").arg(from.join(name)).arg(home))?;
        }
    }
    Ok(())
}
