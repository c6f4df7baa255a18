//! What the standard library of each Go release is made of, port by port, in the words of the
//! release's own `go list` and `go/parser`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::cache;
use crate::periods::{Period, Places, Port, periods};
use crate::table::workspace;
use crate::toolchains::{self, Toolchain};

/// What `go list std` leaves out where cgo is off, and `go build` does not.
const ALWAYS: &[&str] = &["runtime/cgo"];

/// The rows of `std-cgo.csv`: packages whose files depend on whether cgo is on.
pub fn cgo() -> Result<Vec<String>, String> {
    let mut survey = Survey::default();
    let mut switched: BTreeMap<[String; 3], Places> = BTreeMap::new();
    for go in toolchains::all()? {
        let ports = survey.add(&go)?;
        let ports: Vec<Port> =
            ports.into_iter().filter_map(|(port, cgo)| cgo.then_some(port)).collect();
        survey.ports.insert(go.minor, ports.iter().cloned().collect());
        for port in ports {
            let (on, off) = (listed(&go, &port, true, ALWAYS)?, listed(&go, &port, false, ALWAYS)?);
            let names: BTreeSet<&String> = on.keys().chain(off.keys()).collect();
            for name in names.into_iter().filter(|name| is_public(name)) {
                let files = |of: &BTreeMap<String, BTreeSet<String>>| {
                    of.get(name).cloned().unwrap_or_default()
                };
                let (with, without) = (files(&on), files(&off));
                if with == without {
                    continue;
                }
                let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
                    one.difference(other).cloned().collect::<Vec<_>>().join(" ")
                };
                let key = [name.clone(), only(&with, &without), only(&without, &with)];
                switched.entry(key).or_default().entry(go.minor).or_default().insert(port.clone());
            }
        }
    }
    Ok(rows(
        &switched,
        |[package, with, without], period| {
            let Period { first, last, ports } = period;
            let from = survey.from(period);
            format!("{package},1.{first},1.{last},{ports},{with},{without},{from}")
        },
        &survey.ports,
    ))
}

/// The rows of `std-uses.csv`: what each package imports, those that only the standard library may
/// import too; imports that share a fate in one row.
pub fn uses() -> Result<Vec<String>, String> {
    let mut survey = Survey::default();
    // A package that imports nothing is there all the same: it has an import without a name.
    let mut uses: BTreeMap<[String; 3], Places> = BTreeMap::new();
    for go in toolchains::all()? {
        for (port, cgo) in survey.add(&go)? {
            let off = imported(&go, &port, false)?;
            let on = if cgo { imported(&go, &port, true)? } else { off.clone() };
            for use_ in on.union(&off) {
                let word = match (on.contains(use_), off.contains(use_)) {
                    (true, false) => "with",
                    (false, true) => "without",
                    (true, true) | (false, false) => "",
                };
                let [package, import] = use_;
                let key = [package.clone(), word.to_owned(), import.clone()];
                uses.entry(key).or_default().entry(go.minor).or_default().insert(port.clone());
            }
        }
    }
    let mut together: BTreeMap<(&str, Period, &str), Vec<&str>> = BTreeMap::new();
    for ([package, cgo, import], places) in &uses {
        for period in periods(places, &survey.ports) {
            together.entry((package, period, cgo)).or_default().push(import);
        }
    }
    let row = |((package, period, cgo), imports): (&(&str, Period, &str), &Vec<&str>)| {
        let Period { first, last, ports } = period;
        let (imports, from) = (imports.join(" "), survey.from(period));
        let imports = imports.trim_start();
        format!("{package},1.{first},1.{last},{ports},{cgo},{imports},{from}")
    };
    Ok(together.iter().map(row).collect())
}

/// The rows of `std-exports.csv`: which names each package exports for which ports, names that
/// share a fate in one row.
pub fn exports() -> Result<Vec<String>, String> {
    let mut survey = Survey::default();
    let mut names: BTreeMap<[String; 2], Places> = BTreeMap::new();
    for go in toolchains::all()? {
        let by_file = exported(&go)?;
        for (port, cgo) in survey.add(&go)? {
            let always = if cgo { ALWAYS } else { &[] };
            let with = if cgo { listed(&go, &port, true, ALWAYS)? } else { BTreeMap::new() };
            for (package, files) in listed(&go, &port, false, always)?.into_iter().chain(with) {
                for name in files
                    .iter()
                    .filter_map(|file| by_file.get(&[package.clone(), file.clone()]))
                    .flatten()
                {
                    let places = names.entry([package.clone(), name.clone()]).or_default();
                    places.entry(go.minor).or_default().insert(port.clone());
                }
            }
        }
    }
    let mut together: BTreeMap<(&str, Period), Vec<&str>> = BTreeMap::new();
    for ([package, name], places) in &names {
        for period in periods(places, &survey.ports) {
            together.entry((package, period)).or_default().push(name);
        }
    }
    let row = |((package, period), names): (&(&str, Period), &Vec<&str>)| {
        let Period { first, last, ports } = period;
        let (names, from) = (names.join(" "), survey.from(period));
        format!("{package},1.{first},1.{last},{ports},{names},{from}")
    };
    Ok(together.iter().map(row).collect())
}

/// Which releases were asked, and which ports each has.
#[derive(Default)]
struct Survey {
    versions: BTreeMap<u32, String>,
    ports: Places,
}

impl Survey {
    /// The ports of one more release, and whether cgo works on each.
    fn add(&mut self, go: &Toolchain) -> Result<Vec<(Port, bool)>, String> {
        println!("asking Go {}", go.version);
        let said = cache::output_of(go.go().args(["tool", "dist", "list", "-json"]))?;
        let said: Value = serde_json::from_str(&said)
            .map_err(|e| format!("could not read go tool dist list: {e}"))?;
        let text = |port: &Value, name: &str| port[name].as_str().unwrap_or_default().to_owned();
        let port = |port: &Value| {
            ((text(port, "GOOS"), text(port, "GOARCH")), port["CgoSupported"] == true)
        };
        let ports: Vec<_> = said.as_array().into_iter().flatten().map(port).collect();
        self.versions.insert(go.minor, go.version.clone());
        self.ports.insert(go.minor, ports.iter().map(|(port, _)| port.clone()).collect());
        Ok(ports)
    }

    /// The releases that were looked at for a row.
    fn from(&self, period: &Period) -> String {
        let version = |minor| self.versions.get(minor).map_or("", String::as_str);
        match (version(&period.first), version(&period.last)) {
            (one, other) if one == other => one.to_owned(),
            (one, other) => format!("{one} to {other}"),
        }
    }
}

fn rows<K>(
    of: &BTreeMap<K, Places>,
    row: impl Fn(&K, &Period) -> String,
    ports: &Places,
) -> Vec<String> {
    of.iter()
        .flat_map(|(key, places)| {
            periods(places, ports).into_iter().map(|period| row(key, &period)).collect::<Vec<_>>()
        })
        .collect()
}

/// The packages of a port with their Go files and the assembly that Go's own assembler takes; those
/// of `std` and the ones `always` asked for.
fn listed(
    go: &Toolchain,
    port: &Port,
    cgo: bool,
    always: &[&str],
) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let mut packages = BTreeMap::new();
    for package in told(go, port, cgo, "ImportPath,GoFiles,CgoFiles,SFiles", always)? {
        let files = ["GoFiles", "CgoFiles", "SFiles"]
            .into_iter()
            .flat_map(|kind| package[kind].as_array().into_iter().flatten())
            .filter_map(|file| Some(file.as_str()?.to_owned()))
            .filter(|file| !file.ends_with(".S"))
            .collect();
        let name = package["ImportPath"].as_str().unwrap_or_default();
        packages.insert(name.to_owned(), files);
    }
    Ok(packages)
}

/// Every package of a port with each of its imports, and with an empty one.
fn imported(go: &Toolchain, port: &Port, cgo: bool) -> Result<BTreeSet<[String; 2]>, String> {
    let mut uses = BTreeSet::new();
    for package in told(go, port, cgo, "ImportPath,Imports", ALWAYS)? {
        let name = package["ImportPath"].as_str().unwrap_or_default();
        let imports = package["Imports"].as_array().into_iter().flatten();
        for import in imports.filter_map(Value::as_str).chain([""]) {
            uses.insert([name.to_owned(), import.to_owned()]);
        }
    }
    Ok(uses)
}

/// What `go list` says for a port: these fields of the packages of `std` and of the ones `always` asked for.
fn told(
    go: &Toolchain,
    (os, arch): &Port,
    cgo: bool,
    fields: &str,
    always: &[&str],
) -> Result<Vec<Value>, String> {
    let said = cache::output_of(
        go.go()
            .args(["list", "-e", &format!("-json={fields}"), "std"])
            .args(always)
            .env("GOOS", os)
            .env("GOARCH", arch)
            .env("CGO_ENABLED", if cgo { "1" } else { "0" })
            .current_dir(go.root()),
    )?;
    let packages = serde_json::Deserializer::from_str(&said).into_iter();
    packages.collect::<Result<_, _>>().map_err(|e| format!("could not read go list: {e}"))
}

/// The names that each file exports, by package and file.
fn exported(go: &Toolchain) -> Result<BTreeMap<[String; 2], Vec<String>>, String> {
    let program = workspace().join("xtask/gosrc/exports");
    let said = cache::output_of(go.go().args(["run", "."]).arg(go.root()).current_dir(program))?;
    let file = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        Some(([words.next()?, words.next()?], words.filter(|name| !name.is_empty()).collect()))
    };
    Ok(said.lines().filter_map(file).collect())
}

/// Whether another module may import a package.
fn is_public(package: &str) -> bool {
    !package.starts_with("vendor/") && !package.split('/').any(|part| part == "internal")
}
