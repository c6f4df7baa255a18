//! A build that is started in a root filesystem, or in an image that is unpacked for that.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use landfall_probe::{Blind, Image, Rooted, World};
use landfall_sandbox::filter::Filter;
use landfall_sandbox::inside::{GUESTS, Job, Ran, Root, start};
use tempfile::TempDir;

use super::Start;
use crate::progress::during;

/// A root filesystem, and how programs are started in it.
pub(super) struct Place {
    dir: PathBuf,
    environment: Vec<(OsString, OsString)>,
    directory: String,
    user: (u32, u32, Vec<u32>),
    /// An image's files go with this.
    _unpacked: Option<TempDir>,
}

/// What engines set where an image does not (`DefaultPathEnv` of moby, `oci/defaults`).
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl Place {
    /// A root filesystem of the user. It is never written to.
    pub(super) fn directory(root: &Rooted) -> Result<Self, String> {
        let dir = fs::canonicalize(root.dir()).map_err(|error| {
            format!(
                "could not start it: {}: {}",
                root.dir().display(),
                landfall_probe::plain(&error)
            )
        })?;
        Self::new(dir, root, "", &[], "/", None)
    }

    /// The file system of an image, in a directory of its own that goes when we go.
    pub(super) fn image(image: &Image) -> Result<Self, String> {
        let scratch = scratch()?;
        during("unpacking the image to start it there", || image.write_to(scratch.path()))?;
        let config = &image.config().start;
        let dir = scratch.path().to_path_buf();
        Self::new(dir, image, &config.user, &config.env, &config.working_dir, Some(scratch))
    }

    fn new(
        dir: PathBuf,
        world: &dyn World,
        user: &str,
        variables: &[String],
        directory: &str,
        unpacked: Option<TempDir>,
    ) -> Result<Self, String> {
        let user = User::of(world, user)?;
        let mut environment: Vec<(OsString, OsString)> = Vec::new();
        for (name, value) in [("PATH", PATH), ("HOME", &*user.home)] {
            if !variables.iter().any(|line| line.split_once('=').is_some_and(|it| it.0 == name)) {
                environment.push((name.into(), value.into()));
            }
        }
        let said = variables.iter().filter_map(|line| line.split_once('='));
        environment.extend(said.map(|(name, value)| (name.into(), value.into())));
        Ok(Self {
            dir,
            environment,
            directory: directory.to_owned(),
            user: (user.id, user.group, user.groups),
            _unpacked: unpacked,
        })
    }
}

impl Start {
    /// Starts a program in a place, by an emulator where it needs one.
    pub(super) fn inside(
        &self,
        place: &Place,
        file: &Path,
        emulator: Option<&Path>,
        filter: Option<&Filter>,
    ) -> Result<Ran, String> {
        let scratch = scratch()?;
        let stage = scratch.path().join("stage");
        fs::create_dir(&stage).map_err(|error| cannot(&stage, &error))?;
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let program = name(file);
        let mut guests = vec![(guest(file, scratch.path())?, program.clone())];
        let mut command: Vec<OsString> = Vec::new();
        if let Some(emulator) = emulator {
            // No program that is shipped begins with a dot.
            let hidden = format!(".{}", name(emulator));
            command.push(format!("{GUESTS}/{hidden}").into());
            guests.push((guest(emulator, scratch.path())?, hidden));
        }
        command.push(format!("{GUESTS}/{program}").into());
        command.extend(self.arguments.iter().map(OsString::from));
        let root = Root {
            dir: &place.dir,
            stage: &stage,
            guests,
            directory: place.directory.clone(),
            user: place.user.clone(),
        };
        let job = Job {
            root: Some(&root),
            command: &command,
            environment: &place.environment,
            limits: &self.limits,
            filter,
            patience: self.patience,
        };
        start(&job, &|| self.stop.is_asked())
    }
}

/// A file of ours as it can be started by anybody: itself, or a copy that can.
fn guest(file: &Path, scratch: &Path) -> Result<PathBuf, String> {
    let whole = fs::canonicalize(file).map_err(|error| cannot(file, &error))?;
    let meta = fs::metadata(&whole).map_err(|error| cannot(file, &error))?;
    if is_open_to_all(&meta) {
        return Ok(whole);
    }
    let copy = scratch.join(whole.file_name().unwrap_or_default());
    fs::copy(&whole, &copy)
        .and_then(|_| open_to_all(&copy))
        .map_err(|error| cannot(file, &error))?;
    Ok(copy)
}

#[cfg(unix)]
fn is_open_to_all(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    meta.permissions().mode() & 0o555 == 0o555
}

#[cfg(unix)]
fn open_to_all(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn is_open_to_all(_: &fs::Metadata) -> bool {
    true
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn cannot(path: &Path, error: &std::io::Error) -> String {
    format!("could not start it: {}: {}", path.display(), landfall_probe::plain(error))
}

fn scratch() -> Result<TempDir, String> {
    tempfile::Builder::new().prefix("landfall-").tempdir().map_err(|error| {
        format!(
            "could not start it: no temporary directory: {}; set TMPDIR",
            landfall_probe::plain(&error)
        )
    })
}

/// Whom an image is started as.
struct User {
    id: u32,
    group: u32,
    groups: Vec<u32>,
    home: String,
}

impl User {
    /// The user that an image names: `name`, `number`, each with `:group` behind it, or nobody, who is root (OCI
    /// image specification, `config.md`, "User").
    fn of(world: &dyn World, said: &str) -> Result<Self, String> {
        let (user, group) = match said.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => (said, None),
        };
        let user = if user.is_empty() { "0" } else { user };
        let table = |path: &str| match world.text(path) {
            Ok(text) => Ok(text),
            Err(Blind::NotThere) => Ok(String::new()),
            Err(Blind::Cannot(why)) => Err(format!("could not start it: {why}")),
        };
        let (users, groups) = (table("/etc/passwd")?, table("/etc/group")?);
        let lines = |text: &'_ str| -> Vec<Vec<String>> {
            text.lines().map(|line| line.split(':').map(str::to_owned).collect()).collect()
        };
        let (users, groups) = (lines(&users), lines(&groups));
        let is_one = |line: &&Vec<String>, said: &str| {
            line.first().is_some_and(|name| name == said)
                || line.get(2).is_some_and(|id| id == said)
        };
        let number = |line: Option<&Vec<String>>, at: usize| line?.get(at)?.parse::<u32>().ok();
        let nobody = |what: &str, said: &str| {
            format!("not started: the image names the {what} {said}, and has none of that name")
        };
        let entry = users.iter().find(|line| is_one(line, user));
        let id = number(entry, 2).or_else(|| user.parse().ok());
        let id = id.ok_or_else(|| nobody("user", user))?;
        let own = match group.filter(|group| !group.is_empty()) {
            Some(said) => {
                let entry = groups.iter().find(|line| is_one(line, said));
                number(entry, 2)
                    .or_else(|| said.parse().ok())
                    .ok_or_else(|| nobody("group", said))?
            }
            None => number(entry, 3).unwrap_or(0),
        };
        let name = entry.and_then(|line| line.first());
        let has = |line: &&Vec<String>| {
            let members = line.get(3).map(String::as_str).unwrap_or_default();
            name.is_some_and(|name| members.split(',').any(|member| member == name))
        };
        // Who names a group is in that alone.
        let all = groups.iter().filter(|_| group.is_none()).filter(has);
        let further = all.filter_map(|line| number(Some(line), 2)).collect();
        let home = entry.and_then(|line| line.get(5)).filter(|home| !home.is_empty());
        let home = home.cloned().unwrap_or_else(|| "/".to_owned());
        Ok(Self { id, group: own, groups: further, home })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_as_engines_find_it() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("etc")).unwrap();
        let put = |name: &str, text: &str| fs::write(dir.path().join("etc").join(name), text);
        put("passwd", "root:x:0:0:root:/root:/bin/sh\nweb:x:101:102::/srv:/bin/sh\n").unwrap();
        put("group", "root:x:0:\nwww:x:102:\nlogs:x:7:root,web\n").unwrap();
        let root = Rooted::new(dir.path().to_str().unwrap()).unwrap();
        let told = |said: &str| {
            User::of(&root, said).map(|user| (user.id, user.group, user.groups, user.home))
        };
        assert_eq!(told(""), Ok((0, 0, vec![7], "/root".to_owned())));
        assert_eq!(told("web"), Ok((101, 102, vec![7], "/srv".to_owned())));
        assert_eq!(told("101:logs"), Ok((101, 7, vec![], "/srv".to_owned())));
        assert_eq!(told("65532"), Ok((65532, 0, vec![], "/".to_owned())));
        assert_eq!(told("65532:65532"), Ok((65532, 65532, vec![], "/".to_owned())));
        assert!(told("alice").unwrap_err().contains("the user alice"));
        assert!(told("web:alice").unwrap_err().contains("the group alice"));
    }
}
