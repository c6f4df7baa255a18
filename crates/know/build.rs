//! Packs what is long and seldom read, so that the program stays small: see `src/packed.rs`.

use std::env;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let data = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("data");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for folder in ["profiles", "zh-CN"] {
        let folder_of = data.join(folder);
        println!("cargo::rerun-if-changed={}", folder_of.display());
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        for file in files(&folder_of)? {
            let text = fs::read_to_string(&file)?;
            let name = file.strip_prefix(&folder_of)?.to_string_lossy().replace('\\', "/");
            // A name and a length, a line each, and the text.
            write!(packed, "{name}\n{}\n{text}", text.len())?;
        }
        fs::write(out.join(format!("{folder}.packed")), packed.finish()?)?;
    }
    Ok(())
}

/// All files below a folder, in the same order on every machine.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => all.extend(files(&path)?),
            false => all.push(path),
        }
    }
    all.sort();
    Ok(all)
}
