//! Packs what is long and seldom read, so that the program stays small: see `src/packed.rs`.

use std::collections::BTreeMap;
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
    for folder in ["profiles", "signatures", "zh-CN"] {
        let folder_of = data.join(folder);
        println!("cargo::rerun-if-changed={}", folder_of.display());
        let (mut packed, mut known) = (Vec::new(), BTreeMap::new());
        for file in files(&folder_of)? {
            let text = fs::read_to_string(&file)?;
            let name = file.strip_prefix(&folder_of)?.to_string_lossy().replace('\\', "/");
            match folder {
                "signatures" => {
                    let parts = parted(&text).map_err(|error| format!("{name}: {error}"))?;
                    for (part, text) in ["texts", "causes", "sources"].iter().zip(parts) {
                        pack(&mut packed, &format!("{name}/{part}"), &text)?;
                    }
                }
                "zh-CN" if name.starts_with("signatures/") => {
                    known.extend(toml::from_str::<BTreeMap<String, String>>(&text)?);
                }
                _ => pack(&mut packed, &name, &text)?,
            }
        }
        if folder == "zh-CN" {
            for file in files(&data.join("signatures"))? {
                let name = file.strip_prefix(&data)?.to_string_lossy().replace('\\', "/");
                let said = in_chinese(&fs::read_to_string(&file)?, &mut known);
                pack(&mut packed, &name, &said.map_err(|error| format!("{name}: {error}"))?)?;
            }
        }
        fs::write(out.join(format!("{folder}.packed")), packed)?;
    }
    let mut packed = Vec::new();
    for name in TABLES {
        let file = data.join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        pack(&mut packed, name, &fs::read_to_string(file)?)?;
    }
    fs::write(out.join("tables.packed"), packed)?;
    Ok(())
}

/// Tables that are long and that few questions need.
const TABLES: [&str; 6] = [
    "go-images.csv",
    "libc-call-sets.csv",
    "libc-calls.csv",
    "std-exports.csv",
    "std-uses.csv",
    "syscalls.csv",
];

/// A name, the length and the length when packed, a line each, and the packed text.
fn pack(packed: &mut Vec<u8>, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes())?;
    let short = encoder.finish()?;
    write!(packed, "{name}\n{}\n{}\n", text.len(), short.len())?;
    packed.extend(short);
    Ok(())
}

/// Signatures as JSON, which is read sooner than TOML: a line for each without its causes and the sources of its
/// texts, and a line for each with either. All texts are looked for in a log, and of the others a few are told.
fn parted(text: &str) -> Result<[String; 3], Box<dyn Error>> {
    let mut file: toml::Table = text.parse()?;
    let Some(toml::Value::Array(signatures)) = file.get_mut("signature") else {
        return Err("no signature".into());
    };
    let [mut texts, mut causes, mut sources] = [const { String::new() }; 3];
    for signature in signatures {
        let table = signature.as_table_mut().ok_or("a signature is a table")?;
        let cause = table.remove("cause").ok_or("a signature has a cause")?;
        let all = table.get_mut("text").and_then(toml::Value::as_array_mut);
        let mut of_texts = Vec::new();
        for text in all.ok_or("a signature has a text")? {
            let text = text.as_table_mut().ok_or("a text is a table")?;
            text.remove("seen").ok_or("a text says who prints it")?;
            of_texts.push(text.remove("from").ok_or("a text says where that is known from")?);
        }
        sources += &format!("{}\n", serde_json::to_string(&of_texts)?);
        texts += &format!("{}\n", serde_json::to_string(table)?);
        causes += &format!("{}\n", serde_json::to_string(&cause)?);
    }
    match file.len() {
        1 => Ok([texts, causes, sources]),
        _ => Err("there is something besides signatures".into()),
    }
}

/// What the sentences of signatures are in Chinese, as JSON: a line for each, without the English, which stands in the
/// signature. What was said before is empty, and so is what nobody has said yet: a test names that.
fn in_chinese(
    english: &str,
    known: &mut BTreeMap<String, String>,
) -> Result<String, Box<dyn Error>> {
    let file: toml::Table = english.parse()?;
    let mut all = String::new();
    for signature in file.get("signature").and_then(toml::Value::as_array).into_iter().flatten() {
        let mut said = vec![signature.get("summary")];
        for cause in signature.get("cause").and_then(toml::Value::as_array).into_iter().flatten() {
            let list = |name| cause.get(name).and_then(toml::Value::as_array).into_iter().flatten();
            said.push(cause.get("says"));
            said.extend(list("mend").map(Some));
            said.extend(list("do_not").flat_map(|it| [it.get("what"), it.get("why")]));
        }
        let words = said.into_iter().map(|one| {
            let english = one.and_then(toml::Value::as_str).ok_or("a sentence is a string")?;
            Ok(known.remove(english).unwrap_or_default())
        });
        let words: Vec<String> = words.collect::<Result<_, Box<dyn Error>>>()?;
        all += &format!("{}\n", serde_json::to_string(&words)?);
    }
    Ok(all)
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
