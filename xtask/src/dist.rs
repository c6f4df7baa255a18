//! `cargo xtask dist`: landfall as it is shipped, and what is installed beside it.

mod deb;
mod licenses;
mod twice;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::cache;
use crate::product;
use crate::table;

/// What `cargo xtask dist` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// The target to build for, as rustc calls it; without it, this machine's
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,
    /// Also make a Debian package of it, by dpkg-deb
    #[arg(long)]
    deb: bool,
    /// Build a second time, from a copy of the source in another place and with crates in another place: not a
    /// byte may differ
    #[arg(long)]
    twice: bool,
}

/// The most that the program may weigh, in bytes.
const HEAVIEST: u64 = 15_000_000;

/// Builds the program and what goes with it, says where it is, and fails if it has grown too heavy.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let host = product::host()?;
    let target = options.target.as_deref().unwrap_or(&host);
    // What is built for another target lies in a folder of its own.
    let mut out = product::target().join("dist");
    if target != host {
        out.push(format!("for-{target}"));
    }
    let program = product::build_for(target, &table::workspace(), &out, &product::cargo_home()?)?;
    let size = size_of(&program)?;
    println!("{} ({:.1} MB)", program.display(), size as f64 / 1e6);
    let share = out.join("share");
    beside(&program, target == host, &share)?;
    println!("{}", share.display());
    if options.deb {
        let package = deb::build(&program, &share, target, &deb::Made::now()?, &out)?;
        println!("{} ({:.1} MB)", package.display(), size_of(&package)? as f64 / 1e6);
    }
    if options.twice {
        println!("{}", twice::compare(&program, target, &out)?);
    }
    if size > HEAVIEST {
        let (size, most) = (size as f64 / 1e6, HEAVIEST as f64 / 1e6);
        println!("{size:.1} MB are more than {most:.0} MB");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Where each shell of Debian and most others looks for completions, below `share`.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "bash-completion/completions/landfall"),
    ("zsh", "zsh/vendor-completions/_landfall"),
    ("fish", "fish/vendor_completions.d/landfall.fish"),
];

/// Writes manual pages, completions and licences into a folder, by the program itself where it runs here.
fn beside(program: &Path, runs_here: bool, share: &Path) -> Result<(), String> {
    cache::discard(share)?;
    let landfall = |arguments: &[&str]| -> Result<String, String> {
        let mut command = match runs_here {
            true => Command::new(program),
            false => {
                let mut cargo = Command::new("cargo");
                cargo.args(["run", "--quiet", "--package", "landfall", "--"]);
                cargo.current_dir(table::workspace());
                cargo
            }
        };
        cache::output_of(command.args(arguments))
    };
    let pages = share.join("man/man1");
    landfall(&["man", "--all", &pages.to_string_lossy()])?;
    for (shell, place) in COMPLETIONS {
        write(&share.join(place), landfall(&["completions", shell])?.as_bytes())?;
    }
    write(&share.join("doc/landfall/licenses"), licenses::text()?.as_bytes())
}

/// Writes a file, and makes its folder where that is not there.
fn write(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let could_not = |e| format!("could not write {}: {e}", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(could_not)?;
    }
    fs::write(file, bytes).map_err(could_not)
}

fn size_of(file: &Path) -> Result<u64, String> {
    match fs::metadata(file) {
        Ok(about) => Ok(about.len()),
        Err(e) => Err(format!("could not find {}: {e}", file.display())),
    }
}

/// All files below a folder, by their paths below it, in order.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let could_not = |e| format!("could not list {}: {e}", folder.display());
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(could_not)? {
            let path = entry.map_err(could_not)?.path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files.iter().filter_map(|file| Some(file.strip_prefix(folder).ok()?.to_owned())).collect())
}
