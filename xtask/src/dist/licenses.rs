//! The licences of all that the program is made of, as each crate brings them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cache;
use crate::table;

/// Every crate that is linked in, with its licence, and each text of a licence once.
pub fn text() -> Result<String, String> {
    let mut list = String::new();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, license, folder) in crates()? {
        list.push_str(&format!("{name}: {license}\n"));
        for text in of_crate(Path::new(&folder))? {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    let mut all = format!("landfall is made of these crates, under these licences:\n\n{list}");
    for (text, names) in texts {
        let rule = "-".repeat(80);
        all.push_str(&format!("\n{rule}\n{}\n{rule}\n\n{}\n", names.join(", "), text.trim_end()));
    }
    Ok(all)
}

/// Name and version, licence, and folder of each crate of others that the program on Linux is linked of.
fn crates() -> Result<Vec<(String, String, String)>, String> {
    let tree = cache::output_of(
        Command::new("cargo")
            .args(["tree", "--locked", "--package", "landfall", "--prefix", "none"])
            .args(["--edges", "normal,no-proc-macro", "--target", "x86_64-unknown-linux-gnu"])
            .args(["--no-dedupe", "--format", "{p}\t{l}"])
            .current_dir(table::workspace()),
    )?;
    let folders = folders()?;
    let mut crates = BTreeMap::new();
    for line in tree.lines() {
        let (package, license) = line.split_once('\t').unwrap_or((line, ""));
        let mut words = package.split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        // Ours are under the licences of this repository.
        if name.is_empty() || name == "landfall" || name.starts_with("landfall-") {
            continue;
        }
        let key = format!("{name} {}", version.trim_start_matches('v'));
        let folder = folders.get(&key).cloned();
        let folder = folder.ok_or_else(|| format!("could not find the source of {key}"))?;
        crates.insert(key, (license.to_owned(), folder));
    }
    Ok(crates.into_iter().map(|(name, (license, folder))| (name, license, folder)).collect())
}

/// Where the source of each crate lies, by its name and version.
fn folders() -> Result<BTreeMap<String, String>, String> {
    let metadata = cache::output_of(
        Command::new("cargo")
            .args(["metadata", "--locked", "--format-version", "1"])
            .current_dir(table::workspace()),
    )?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)
        .map_err(|e| format!("could not read what cargo metadata says: {e}"))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let folder = |package: &serde_json::Value| {
        let manifest = Path::new(package["manifest_path"].as_str()?).parent()?;
        let key = format!("{} {}", package["name"].as_str()?, package["version"].as_str()?);
        Some((key, manifest.to_string_lossy().into_owned()))
    };
    Ok(packages.iter().filter_map(folder).collect())
}

/// The texts of a crate's licences, as they lie in its source.
fn of_crate(folder: &Path) -> Result<Vec<String>, String> {
    let could_not = |e| format!("could not read {}: {e}", folder.display());
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).map_err(could_not)? {
        let entry = entry.map_err(could_not)?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let is_license = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"]
            .iter()
            .any(|word| name.starts_with(word));
        if is_license && entry.path().is_file() {
            let bytes = fs::read(entry.path()).map_err(could_not)?;
            texts.push(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
        }
    }
    texts.sort();
    Ok(texts)
}
