//! Products that were linked with an archive that has changed since: the Go command takes a product for up to date
//! by the packages in it, and does not look at what the linker found (`cmd/go/internal/work`, `linkActionID`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use landfall_facts::{Kept, Stale, StaleFault};

use super::Proof;
use super::built::{Package, Said, Scratch, Way, words};
use super::compiled::written;
use crate::matrix::command_name;

/// Looks at products: those that landfall keeps, or those where the Go command puts them.
pub(super) fn look(
    way: &Way<'_>,
    said: &Said,
    graph: &[Package],
    proof: Proof<'_>,
    kept: &mut Kept,
) {
    let archives = archives(said, graph);
    if let Some(products) = proof.products {
        let is_of_stale = proof.is_of_stale || !kept.stale.is_empty();
        for (product, note) in products.iter().filter(|(_, note)| note.exists()) {
            let why = match newer(&archives, product) {
                Some(archive) => format!("{} was written after it was linked", archive.display()),
                None if is_of_stale => "it was built from what is to go".to_owned(),
                None => continue,
            };
            let then = "landfall matrix builds it again".to_owned();
            kept.stale.push(stale(product, why, note, then));
        }
        return;
    }
    for main in graph.iter().filter(|package| package.name == "main" && !package.dep_only) {
        for product in places(way, said, main) {
            let Some(archive) = newer(&archives, &product) else { continue };
            match is_passed_over(way, said, main, &product) {
                Ok(false) => {}
                Ok(true) => {
                    let why = format!(
                        "{} was written after it was linked, and linked anew it is another. The Go command takes it \
                         for up to date: it does not look at what the linker finds. Results of tests are kept so \
                         too; go clean -testcache forgets them and nothing else",
                        archive.display()
                    );
                    let then = "go build links it again, and compiles nothing".to_owned();
                    kept.stale.push(stale(&product, why, &product, then));
                }
                Err(why) => {
                    kept.unsure
                        .push(format!("{} could not be linked anew: {why}", product.display()));
                }
            }
        }
    }
}

fn stale(product: &Path, why: String, removes: &Path, then: String) -> Stale {
    Stale {
        fault: StaleFault::Linked,
        what: product.display().to_string(),
        why,
        removes: vec![removes.display().to_string()],
        then,
        removed: None,
    }
}

/// The archive that was written last, if that was after the product.
fn newer(archives: &BTreeSet<PathBuf>, product: &Path) -> Option<PathBuf> {
    let linked = fs::metadata(product).ok()?.modified().ok()?;
    let linked = linked.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos();
    let newest = archives.iter().max_by_key(|archive| written(archive))?;
    (written(newest)? > linked).then(|| newest.clone())
}

/// Where the Go command puts a program: where it is built from, and where it is installed.
fn places(way: &Way<'_>, said: &Said, main: &Package) -> Vec<PathBuf> {
    let here = fs::canonicalize(way.dir)
        .ok()
        .filter(|dir| fs::canonicalize(&main.dir).is_ok_and(|own| own == *dir));
    let name = format!("{}{}", command_name(&main.import_path), said.get("GOEXE"));
    let built = here.map(|dir| dir.join(name));
    let installed = Some(PathBuf::from(&main.target)).filter(|target| target.is_absolute());
    let all = built.into_iter().chain(installed);
    all.filter(|file| fs::symlink_metadata(file).is_ok_and(|there| there.is_file())).collect()
}

/// The archives and objects that the packages hand to the linker, as far as they are found.
fn archives(said: &Said, graph: &[Package]) -> BTreeSet<PathBuf> {
    let mut archives = BTreeSet::new();
    for package in graph.iter().filter(|package| !package.cgo_files.is_empty()) {
        let mut flags = said.words("CGO_LDFLAGS");
        flags.extend(package.ldflags.iter().cloned());
        flags.extend(from_pkg_config(said, package));
        let dirs: Vec<&str> = flags.iter().filter_map(|flag| flag.strip_prefix("-L")).collect();
        for flag in &flags {
            if let Some(name) = flag.strip_prefix("-l") {
                let file = match name.strip_prefix(':') {
                    Some(file) => file.to_owned(),
                    None => format!("lib{name}.a"),
                };
                let own = dirs.iter().map(|dir| Path::new(&package.dir).join(dir).join(&file));
                let own: Vec<PathBuf> = own.filter(|file| file.is_file()).collect();
                match own.is_empty() {
                    true => archives.extend(of_compiler(said, &file)),
                    false => archives.extend(own),
                }
            } else if !flag.starts_with('-') {
                let file = Path::new(&package.dir).join(flag);
                archives.extend(file.is_file().then_some(file));
            }
        }
    }
    archives
}

fn from_pkg_config(said: &Said, package: &Package) -> Vec<String> {
    if package.pkg_config.is_empty() {
        return Vec::new();
    }
    let program = match said.get("PKG_CONFIG") {
        "" => "pkg-config",
        program => program,
    };
    let mut command = Command::new(program);
    command.arg("--libs").args(&package.pkg_config).current_dir(&package.dir);
    // That it fails is said where the flags for C are asked for.
    let output = command.stderr(Stdio::null()).output();
    output.map(|output| words(&String::from_utf8_lossy(&output.stdout))).unwrap_or_default()
}

/// Where the C compiler has a library of its own or of the system.
fn of_compiler(said: &Said, file: &str) -> Option<PathBuf> {
    let cc = said.words("CC");
    let (program, first) = cc.split_first()?;
    let mut command = Command::new(program);
    command.args(first).arg(format!("-print-file-name={file}")).stderr(Stdio::null());
    let said = String::from_utf8_lossy(&command.output().ok()?.stdout).into_owned();
    Some(PathBuf::from(said.trim())).filter(|path| path.is_absolute() && path.is_file())
}

/// Whether a product linked anew is another, and the Go command would not see that.
fn is_passed_over(
    way: &Way<'_>,
    said: &Said,
    main: &Package,
    product: &Path,
) -> Result<bool, String> {
    let scratch = Scratch::new()?;
    let anew = scratch.0.join(format!("anew{}", said.get("GOEXE")));
    let mut build = way.command("build");
    build.arg("-o").arg(&anew).args(way.flags).arg(&main.import_path);
    way.run(&mut build)?;
    let id = |file: &Path| {
        let output = way.run(way.command("tool").arg("buildid").arg(file))?;
        let id = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok::<_, String>(id.split('/').next().unwrap_or_default().to_owned())
    };
    if id(&anew)? != id(product)? {
        return Ok(false);
    }
    let read = |file: &Path| {
        fs::read(file).map_err(|error| {
            format!("could not read {}: {}", file.display(), landfall_probe::plain(&error))
        })
    };
    Ok(read(&anew)? != read(product)?)
}
