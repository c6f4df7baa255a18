//! Debian's packages of any suite and architecture, through apt, without touching this system's own state.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;

/// One suite for one architecture: its own lists, status and sources.
pub struct Apt {
    folder: PathBuf,
}

impl Apt {
    /// The private apt of `suite` and `arch`, with package lists read once.
    pub fn of(suite: &str, arch: &str) -> Result<Self, String> {
        let folder = cache::folder(&format!("apt/{suite}-{arch}"))?;
        let apt = Self { folder };
        if !apt.folder.join("ready").exists() {
            apt.write_configuration(suite, arch)?;
            cache::output_of(apt.get(&apt.folder).arg("update"))?;
            apt.write("ready", "")?;
        }
        Ok(apt)
    }

    /// The same, with package lists read now.
    pub fn fresh(suite: &str, arch: &str) -> Result<Self, String> {
        let apt = Self::of(suite, arch)?;
        cache::output_of(apt.get(&apt.folder).arg("update"))?;
        Ok(apt)
    }

    /// The newest version of a package.
    pub fn version(&self, package: &str) -> Result<String, String> {
        let text = cache::output_of(
            Command::new("apt-cache").env("APT_CONFIG", self.folder.join("apt.conf")).args([
                "show",
                "--no-all-versions",
                package,
            ]),
        )?;
        let version = text.lines().find_map(|line| line.strip_prefix("Version: "));
        version.map(str::to_owned).ok_or_else(|| format!("could not find the package {package}"))
    }

    /// Downloads one package into the folder `place`, in `version` if the archive still has it.
    pub fn download(&self, package: &str, version: &str, place: &Path) -> Result<PathBuf, String> {
        let exact = format!("{package}={version}");
        if version.is_empty()
            || cache::output_of(self.get(place).args(["download", &exact])).is_err()
        {
            cache::output_of(self.get(place).args(["download", package]))?;
        }
        packages_in(place)?.pop().ok_or_else(|| format!("apt-get brought no package {package}"))
    }

    /// Downloads packages with all that they depend on into the folder `place`.
    pub fn download_closure(
        &self,
        packages: &[&str],
        place: &Path,
    ) -> Result<Vec<PathBuf>, String> {
        fs::create_dir_all(place.join("partial"))
            .map_err(|e| format!("could not make the folder {}: {e}", place.display()))?;
        cache::output_of(
            self.get(place)
                .arg("-o")
                .arg(format!("Dir::Cache::archives={}", place.display()))
                .args(["--yes", "--download-only", "--no-install-recommends", "install"])
                .args(packages),
        )?;
        packages_in(place)
    }

    fn get(&self, place: &Path) -> Command {
        let mut command = Command::new("apt-get");
        command.env("APT_CONFIG", self.folder.join("apt.conf")).arg("-q").current_dir(place);
        command
    }

    fn write_configuration(&self, suite: &str, arch: &str) -> Result<(), String> {
        for made in ["lists/partial", "cache/archives/partial"] {
            cache::folder(&self.folder.join(made).to_string_lossy())?;
        }
        let here = self.folder.display();
        self.write("status", "")?;
        self.write("sources.list", &format!("deb {} {suite} main\n", mirror()?))?;
        self.write(
            "apt.conf",
            &format!(
                "Dir::Etc::parts \"/dev/null\";\n\
                 Dir::Etc::sourcelist \"{here}/sources.list\";\n\
                 Dir::Etc::sourceparts \"/dev/null\";\n\
                 Dir::Etc::preferencesparts \"/dev/null\";\n\
                 Dir::State \"{here}\";\n\
                 Dir::State::status \"{here}/status\";\n\
                 Dir::Cache \"{here}/cache\";\n\
                 Dir::Cache::srcpkgcache \"\";\n\
                 APT::Architecture \"{arch}\";\n\
                 APT::Architectures \"{arch}\";\n\
                 APT::Sandbox::User \"root\";\n\
                 Acquire::Languages \"none\";\n\
                 Acquire::GzipIndexes \"true\";\n\
                 Acquire::Retries \"3\";\n\
                 Acquire::Check-Valid-Until \"false\";\n"
            ),
        )
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let file = self.folder.join(name);
        fs::write(&file, text).map_err(|e| format!("could not write {}: {e}", file.display()))
    }
}

/// Where this system itself takes Debian's packages from.
fn mirror() -> Result<String, String> {
    let targets = cache::output_of(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(ORIGIN) $(COMPONENT) $(REPO_URI)",
        "Created-By: Packages",
    ]))?;
    targets
        .lines()
        .filter_map(|line| line.strip_prefix("Debian main "))
        .find(|address| !address.contains("security"))
        .map(str::to_owned)
        .ok_or_else(|| {
            "could not find a Debian mirror in this system's apt sources; run apt-get update".into()
        })
}

fn packages_in(place: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        fs::read_dir(place).map_err(|e| format!("could not list {}: {e}", place.display()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .collect();
    found.sort();
    Ok(found)
}
