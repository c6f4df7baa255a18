//! A Debian package of the program: one static file, so that it depends on nothing and fits every release.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cache;
use crate::table;

const ABOUT: &str = "\
Description: tells whether a Go build runs where it is going
 Holds artifacts and source of Go against the machines that they ship to:
 distributions, images, root filesystems, recorded machines and this one.
 What breaks is shown with the evidence of both sides and with how to mend
 it. Neither Go nor a C compiler is needed for that, no network and no root.
 .
 It also reads recipes, explains failures and crashes, and tells the system
 calls that a program can make.
";

/// What lintian finds strange about the package, and why it is so.
const OVERRIDES: &str = "\
# One static file runs on every release of Debian, in initramfs and beside an image from scratch.
landfall: statically-linked-binary [usr/bin/landfall]
# It is not part of Debian, and nobody has filed a bug for it.
landfall: initial-upload-closes-no-bugs *
";

/// Who makes a package, and when, in seconds since 1970.
pub struct Made {
    by: String,
    at: u64,
}

impl Made {
    /// As the environment says, or else git.
    pub fn now() -> Result<Self, String> {
        Ok(Self { by: maintainer()?, at: time()? })
    }
}

/// Makes the package of a program and of what goes with it, and says where it is.
pub fn build(
    program: &Path,
    share: &Path,
    target: &str,
    made: &Made,
    out: &Path,
) -> Result<PathBuf, String> {
    let architecture = architecture(target)?;
    let version = format!("{}-1", env!("CARGO_PKG_VERSION"));
    let Made { by: maintainer, at: time } = made;
    let root = cache::scratch_for(&out.join("deb"))?;
    let doc = root.join("usr/share/doc/landfall");

    copy(program, &root.join("usr/bin/landfall"))?;
    for file in super::files_below(share)? {
        copy(&share.join(&file), &root.join("usr/share").join(&file))?;
    }
    for page in super::files_below(&root.join("usr/share/man"))? {
        pack(&root.join("usr/share/man").join(page))?;
    }
    pack(&doc.join("licenses"))?;
    copy(&table::workspace().join("CHANGELOG.md"), &doc.join("changelog"))?;
    pack(&doc.join("changelog"))?;
    super::write(&doc.join("changelog.Debian"), changes(&version, maintainer, *time)?.as_bytes())?;
    pack(&doc.join("changelog.Debian"))?;
    super::write(&doc.join("copyright"), copyright()?.as_bytes())?;
    super::write(&root.join("usr/share/lintian/overrides/landfall"), OVERRIDES.as_bytes())?;
    sums_and_control(&root, |size| {
        format!(
            "Package: landfall\nVersion: {version}\nArchitecture: {architecture}\n\
             Maintainer: {maintainer}\nInstalled-Size: {size}\nSection: devel\nPriority: optional\n\
             {ABOUT}"
        )
    })?;
    permit(&root)?;

    let package = out.join(format!("landfall_{version}_{architecture}.deb"));
    cache::output_of(
        Command::new("dpkg-deb")
            .args(["--root-owner-group", "-Zxz", "--build"])
            .args([&root, &package])
            .env("SOURCE_DATE_EPOCH", time.to_string()),
    )?;
    cache::discard(&root)?;
    Ok(package)
}

/// What Debian calls the architecture of a target.
fn architecture(target: &str) -> Result<&'static str, String> {
    match target.split('-').next() {
        _ if !target.contains("-linux-") => Err(format!("could not package {target}: no Linux")),
        Some("x86_64") => Ok("amd64"),
        Some("aarch64") => Ok("arm64"),
        _ => Err(format!("could not package {target}: amd64 and arm64 are what is shipped")),
    }
}

/// Who makes the package, as Debian's own tools are told, or else git.
fn maintainer() -> Result<String, String> {
    let said = |variable: &str, setting: &str| match std::env::var(variable) {
        Ok(said) => Ok(said),
        Err(_) => cache::output_of(Command::new("git").args(["config", setting]))
            .map(|said| said.trim().to_owned())
            .map_err(|_| format!("could not tell who makes the package: set {variable}")),
    };
    Ok(format!("{} <{}>", said("DEBFULLNAME", "user.name")?, said("DEBEMAIL", "user.email")?))
}

/// The time that the package bears: that of the commit, unless told otherwise.
fn time() -> Result<u64, String> {
    let told = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(told) => told,
        Err(_) => cache::output_of(
            Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(table::workspace()),
        )?,
    };
    told.trim().parse().map_err(|_| "could not tell the time; set SOURCE_DATE_EPOCH".to_owned())
}

/// The changelog that Debian wants (deb-changelog(5)); what changed stands in the other one.
fn changes(version: &str, maintainer: &str, time: u64) -> Result<String, String> {
    let mut date = Command::new("date");
    date.args(["--utc", "--rfc-email", &format!("--date=@{time}")]).env("LC_ALL", "C");
    let date = cache::output_of(&mut date)?;
    Ok(format!(
        "landfall ({version}) unstable; urgency=medium\n\n  * See changelog.gz.\n\n \
         -- {maintainer}  {date}"
    ))
}

fn copyright() -> Result<String, String> {
    let text = fs::read_to_string(table::workspace().join("LICENSE-MIT"))
        .map_err(|e| format!("could not read LICENSE-MIT: {e}"))?;
    let owner = text.lines().next().unwrap_or_default().trim_start_matches("Copyright (c) ");
    let rest = text.lines().skip(2).map(|line| match line {
        "" => " .\n".to_owned(),
        line => format!(" {line}\n"),
    });
    Ok(format!(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\
         Upstream-Name: landfall\n\
         Comment: The licences of the crates that are linked in stand in licenses.gz.\n\n\
         Files: *\nCopyright: {owner}\nLicense: Expat or Apache-2.0\n\n\
         License: Expat\n{}\n\
         License: Apache-2.0\n The text stands in /usr/share/common-licenses/Apache-2.0.\n",
        rest.collect::<String>()
    ))
}

/// Writes the sums of all files, and the control file, which says how much they take.
fn sums_and_control(root: &Path, control: impl Fn(u64) -> String) -> Result<(), String> {
    let (mut sums, mut kilobytes) = (String::new(), 0);
    for file in super::files_below(root)? {
        let sum = cache::output_of(Command::new("md5sum").arg(&file).current_dir(root))?;
        sums.push_str(&sum);
        kilobytes += super::size_of(&root.join(&file))?.div_ceil(1024);
    }
    super::write(&root.join("DEBIAN/md5sums"), sums.as_bytes())?;
    super::write(&root.join("DEBIAN/control"), control(kilobytes).as_bytes())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let bytes = fs::read(from).map_err(|e| format!("could not read {}: {e}", from.display()))?;
    super::write(to, &bytes)
}

/// Packs a file as Debian wants it: as small as can be, without name or time.
fn pack(file: &Path) -> Result<(), String> {
    cache::output_of(Command::new("gzip").args(["-9", "-n", "-f"]).arg(file)).map(|_| ())
}

/// Whoever makes the package, everybody may read it, and its owner alone write.
fn permit(root: &Path) -> Result<(), String> {
    cache::output_of(Command::new("chmod").args(["-R", "u=rwX,go=rX"]).arg(root))?;
    cache::output_of(Command::new("chmod").arg("755").arg(root.join("usr/bin/landfall")))
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "#!/bin/sh\necho landfall 0.1.0\n";

    #[test]
    fn a_package_is_unpacked_without_root_and_runs_there() {
        let desk = std::env::temp_dir().join(format!("landfall-deb-{}", std::process::id()));
        let (program, share, out) = (desk.join("landfall"), desk.join("share"), desk.join("out"));
        super::super::write(&program, PROGRAM.as_bytes()).unwrap();
        super::super::write(&share.join("man/man1/landfall.1"), b".TH LANDFALL 1\n").unwrap();
        super::super::write(&share.join("doc/landfall/licenses"), b"MIT\n").unwrap();
        let made = Made { by: "Jo <jo@example.com>".to_owned(), at: 1_700_000_000 };
        let make = || build(&program, &share, "x86_64-unknown-linux-musl", &made, &out);
        match make() {
            Ok(package) => {
                assert_eq!(package.file_name().unwrap(), "landfall_0.1.0-1_amd64.deb");
                look_into(&package, &desk.join("root"));
                // Made again, it is the same.
                let before = fs::read(&package).unwrap();
                assert_eq!(before, fs::read(make().unwrap()).unwrap());
            }
            // Elsewhere than on Debian.
            Err(error) => assert!(error.starts_with("could not start dpkg-deb"), "{error}"),
        }
        cache::discard(&desk).unwrap();
    }

    fn look_into(package: &Path, root: &Path) {
        let dpkg = |arguments: &[&str], place: Option<&Path>| {
            let mut dpkg = Command::new("dpkg-deb");
            cache::output_of(dpkg.args(arguments).arg(package).args(place)).unwrap()
        };
        dpkg(&["--extract"], Some(root));
        let program = root.join("usr/bin/landfall");
        assert_eq!(cache::output_of(&mut Command::new(program)).unwrap(), "landfall 0.1.0\n");
        assert!(root.join("usr/share/man/man1/landfall.1.gz").is_file());
        assert!(root.join("usr/share/doc/landfall/changelog.Debian.gz").is_file());
        let control = dpkg(&["--field"], None);
        assert!(control.contains("Maintainer: Jo <jo@example.com>\n"), "{control}");
        assert!(!control.contains("Depends"), "{control}");
        // Everything belongs to root, and nobody else may write it.
        for line in dpkg(&["--contents"], None).lines() {
            assert!(line.contains(" root/root ") && line.get(5..6) == Some("-"), "{line}");
            assert!(line.contains(" 2023-11-14 "), "{line}");
        }
    }

    #[test]
    fn what_is_no_linux_and_what_nobody_ships_is_not_packaged() {
        assert_eq!(architecture("aarch64-unknown-linux-gnu"), Ok("arm64"));
        assert!(architecture("aarch64-apple-darwin").is_err());
        assert!(architecture("riscv64gc-unknown-linux-gnu").is_err());
    }
}
