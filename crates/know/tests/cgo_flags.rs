//! Holds the table of `#cgo` flags against the Go command at hand: each flag in a package of its
//! own, all built at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::path::Path;
use std::process::Command;

use landfall_know::{CgoFlag, CgoFlags, cgo_flag};

/// Flags, each with the argument behind it; empty where there is none.
const COMPILER: &[(&str, &str)] = &[
    ("-O2", ""),
    ("-O@x", ""),
    ("-Wall", ""),
    ("-Wa,-foo", ""),
    ("-Wa,-mbig-obj", ""),
    ("-Wp,-DX=1", ""),
    ("-DX", ""),
    ("-DX=-1", ""),
    ("-D", "X"),
    ("-D", "-X"),
    ("-D", ""),
    ("-I", "=/include"),
    ("-I", "=@include"),
    ("-I.", ""),
    ("-I-", ""),
    ("-include", "stdlib.h"),
    ("-include", "@file"),
    ("-isystem", "/usr/include"),
    ("-fplugin=x", ""),
    ("-fPIC", ""),
    ("-fno-builtin-printf", ""),
    ("-ffast-math", ""),
    ("-fopenmp", ""),
    ("-fsanitize=address", ""),
    ("-fwrapv", ""),
    ("-march=native", ""),
    ("-mavx512f", ""),
    ("-mavx10.1", ""),
    ("-mcmodel=large", ""),
    ("-mno-red-zone", ""),
    ("-std=c11", ""),
    ("--std=c11", ""),
    ("--static", ""),
    ("-static", ""),
    ("-xc", ""),
    ("-w", ""),
    ("-s", ""),
    ("-Bfoo", ""),
    ("-o", "x"),
    ("-lm", ""),
];

const LINKER: &[(&str, &str)] = &[
    ("-lm", ""),
    ("-l", "m"),
    ("-l@m", ""),
    ("-lto_library", ""),
    ("-L/usr/lib", ""),
    ("-L", "-x"),
    ("-static", ""),
    ("-static-libgcc", ""),
    ("-shared", ""),
    ("-s", ""),
    ("-Wl,-s", ""),
    ("-Wl,-rpath,/x", ""),
    ("-Wl,-rpath,x,y", ""),
    ("-Wl,-rpath", "-Wl,/x"),
    ("-Wl,-rpath", "-Wl,-x"),
    ("-Wl,-rpath", ""),
    ("-Wl,-z,now", ""),
    ("-Wl,-z,relro,-z,now", ""),
    ("-Wl,-z,lazy", ""),
    ("-Wl,--push-state,--as-needed", ""),
    ("-Wl,--push-state,-plugin", ""),
    ("-Wl,--push-state", ""),
    ("-Wl,--whole-archive", ""),
    ("-Wl,--no-as-needed", ""),
    ("-Wl,--wrap=malloc", ""),
    ("-Wl,-Bstatic", ""),
    ("-Wl,-plugin,x", ""),
    ("-Wl,--version-script=x", ""),
    ("-framework", "Cocoa"),
    ("-fuse-ld=lld", ""),
    ("-T", "x.ld"),
    ("libfoo.a", ""),
    ("./libfoo.so", ""),
    ("-foo.o", ""),
    ("@foo.o", ""),
    ("-Xlinker", "x"),
];

#[test]
fn the_go_command_refuses_what_the_table_refuses() {
    let minor = minor_of_go();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cgo-flags");
    std::fs::remove_dir_all(&folder).ok();
    let all: Vec<_> =
        [("CFLAGS", CgoFlags::Compiler, COMPILER), ("LDFLAGS", CgoFlags::Linker, LINKER)]
            .into_iter()
            .flat_map(|(verb, flags, list)| {
                list.iter().map(move |(flag, next)| (verb, flags, *flag, *next))
            })
            .collect();
    for (number, (verb, _, flag, next)) in all.iter().enumerate() {
        let package = folder.join(format!("p{number}"));
        std::fs::create_dir_all(&package).unwrap();
        let text = format!("package p\n\n// #cgo {verb}: {flag} {next}\nimport \"C\"\n");
        std::fs::write(package.join("p.go"), text).unwrap();
    }
    std::fs::write(folder.join("go.mod"), "module flags\n\ngo 1.21\n").unwrap();
    let output = Command::new("go")
        .args(["build", "./..."])
        .current_dir(&folder)
        .env("CGO_ENABLED", "1")
        .env("GOFLAGS", "")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let refused = |number: usize| {
        let package = format!("flags/p{number}: ");
        said.lines().any(|line| line.contains(&package) && line.contains("invalid flag"))
    };
    for (number, (verb, flags, flag, next)) in all.into_iter().enumerate() {
        let next = Some(next).filter(|next| !next.is_empty());
        let ours = cgo_flag(minor, flags, flag, next).unwrap();
        // What is behind a flag that takes nothing is held against the list by itself.
        let ours = match (ours, next) {
            (CgoFlag::Allowed, Some(next)) => cgo_flag(minor, flags, next, None).unwrap(),
            (ours, _) => ours,
        };
        assert_eq!(ours == CgoFlag::Refused, refused(number), "{verb}: {flag} {next:?}\n{said}");
    }
}

/// 26 for Go 1.26.
fn minor_of_go() -> u32 {
    let output = Command::new("go").args(["env", "GOVERSION"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let minor =
        said.trim().strip_prefix("go1.").unwrap().split(|c: char| !c.is_ascii_digit()).next();
    minor.unwrap().parse().unwrap()
}
