//! A Go command that lies: it builds something else than it was asked for. Each lie is found out.

use std::process::Command;

use rayon::prelude::*;

use super::{command, fake_go, module, told};

/// What a Go command does instead, of what it is asked for, and what is said of that.
struct Lie {
    name: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    flags: &'static [&'static str],
    build: &'static str,
    says: &'static str,
}

/// The command without a flag.
const WITHOUT: &str = "without() { drop=$1; shift; first=1; for word; do [ $first ] && { set --; first=; }; \
                       case $word in $drop*) ;; *) set -- \"$@\" \"$word\";; esac; done; exec \"$real\" \"$@\"; }; without ";

const LIES: &[Lie] = &[
    Lie {
        name: "architecture",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "GOARCH=arm64 exec $real \"$@\"",
        says: "wrong_architecture",
    },
    Lie {
        name: "system",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "GOOS=windows exec $real \"$@\"",
        says: "wrong_operating_system",
    },
    Lie {
        name: "system-of-the-same-format",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "GOOS=freebsd exec $real \"$@\"",
        says: "wrong_operating_system",
    },
    Lie {
        name: "cgo-off",
        program: "mixed",
        arguments: &["--cgo", "1"],
        flags: &[],
        build: "CGO_ENABLED=0 exec $real \"$@\"",
        says: "cgo_fell_back",
    },
    Lie {
        name: "cgo-on",
        program: "mixed",
        arguments: &[],
        flags: &[],
        build: "CGO_ENABLED=1 exec $real \"$@\"",
        says: "cgo_linked_unasked",
    },
    Lie {
        name: "level-lost",
        program: "plain",
        arguments: &["--ports", "linux/amd64/v3"],
        flags: &[],
        build: "GOAMD64=v1 exec $real \"$@\"",
        says: "cpu_level_lost",
    },
    Lie {
        name: "level-too-high",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "GOAMD64=v3 exec $real \"$@\"",
        says: "GOAMD64=v3",
    },
    Lie {
        name: "arm-version-lost",
        program: "plain",
        arguments: &["--ports", "linux/arm/v6"],
        flags: &[],
        build: "GOARM=7 exec $real \"$@\"",
        says: "GOARM=7",
    },
    Lie {
        name: "arm64-version",
        program: "plain",
        arguments: &["--ports", "linux/arm64"],
        flags: &[],
        build: "GOARM64=v9.0 exec $real \"$@\"",
        says: "GOARM64=v9.0",
    },
    Lie {
        name: "386-float",
        program: "plain",
        arguments: &["--ports", "linux/386"],
        flags: &[],
        build: "GO386=softfloat exec $real \"$@\"",
        says: "GO386=softfloat",
    },
    Lie {
        name: "paths",
        program: "plain",
        arguments: &[],
        flags: &["-trimpath"],
        build: "-trimpath",
        says: "build_setting_lost",
    },
    Lie {
        name: "tags",
        program: "plain",
        arguments: &[],
        flags: &["-tags=netgo"],
        build: "-tags",
        says: "build_setting_lost",
    },
    Lie {
        name: "other-tags",
        program: "plain",
        arguments: &[],
        flags: &["-tags=netgo"],
        build: "exec $real build -tags=other -o $out example.com/m/plain",
        says: "-tags=other",
    },
    Lie {
        name: "race",
        program: "plain",
        arguments: &["--cgo", "1"],
        flags: &["-race"],
        build: "-race",
        says: "build_setting_lost",
    },
    Lie {
        name: "compiler-flags",
        program: "plain",
        arguments: &[],
        flags: &["-gcflags=-N"],
        build: "-gcflags",
        says: "build_setting_lost",
    },
    Lie {
        name: "coverage",
        program: "plain",
        arguments: &[],
        flags: &["-cover"],
        build: "-cover",
        says: "build_setting_lost",
    },
    Lie {
        name: "strip",
        program: "plain",
        arguments: &[],
        flags: &["-ldflags=-s -w"],
        build: "-ldflags",
        says: "symbols_left",
    },
    Lie {
        name: "strip-of-symbols",
        program: "plain",
        arguments: &[],
        flags: &["-ldflags=-s"],
        build: "shift; exec $real build -ldflags=-w -o $2 example.com/m/plain",
        says: "symbols_left",
    },
    Lie {
        name: "strip-of-dwarf",
        program: "plain",
        arguments: &[],
        flags: &["-ldflags=-w"],
        build: "-ldflags",
        says: "debug_information_left",
    },
    Lie {
        name: "strip-on-windows",
        program: "plain",
        arguments: &["--ports", "windows/amd64"],
        flags: &["-ldflags=-s -w"],
        build: "-ldflags",
        says: "symbols_left",
    },
    Lie {
        name: "mode",
        program: "plain",
        arguments: &[],
        flags: &["-buildmode=pie"],
        build: "-buildmode",
        says: "another_kind_built",
    },
    Lie {
        name: "static",
        program: "wants",
        arguments: &["--cgo", "1"],
        flags: &["-ldflags=-linkmode=external -extldflags=-static"],
        build: "-ldflags",
        says: "loader_left_though_static",
    },
    Lie {
        name: "program",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "exec $real build -o $out example.com/m/other",
        says: "another_program_built",
    },
    Lie {
        name: "release",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "$real \"$@\" && LC_ALL=C sed -i 's/go1\\.[0-9][0-9]/go1.10/g' $out",
        says: "built_by_another_go",
    },
    Lie {
        name: "torn",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "$real \"$@\" && truncate -s 2000 $out",
        says: "",
    },
    Lie {
        name: "empty",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: ": > $out",
        says: "no artifact",
    },
    Lie {
        name: "text",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "echo '#!/bin/sh' > $out",
        says: "no artifact",
    },
    Lie {
        name: "nothing",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "exit 0",
        says: "wrote no program",
    },
    Lie {
        name: "directory",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "mkdir $out",
        says: "wrote no program",
    },
    Lie {
        name: "not-go",
        program: "plain",
        arguments: &[],
        flags: &[],
        build: "echo 'int main(void) { return 0; }' > $out.c; cc -o $out $out.c",
        says: "not built by Go",
    },
    Lie {
        name: "libc",
        program: "wants",
        arguments: &["--cgo", "1", "--cc", "x86_64-linux-musl-gcc"],
        flags: &[],
        build: "CC=gcc exec $real \"$@\"",
        says: "another_libc_linked",
    },
    Lie {
        name: "glibc",
        program: "wants",
        arguments: &["--cgo", "1", "--cc", "zig cc -target x86_64-linux-gnu.2.2"],
        flags: &[],
        build: "CC=gcc exec $real \"$@\"",
        says: "glibc_above_asked",
    },
    Lie {
        name: "revision",
        program: "plain",
        arguments: &[],
        flags: &["-buildvcs=true"],
        build: "exec $real build -buildvcs=false -o $out example.com/m/plain",
        says: "revision_not_stamped",
    },
];

#[test]
fn every_lie_is_found_out() {
    let believed: Vec<String> = LIES.par_iter().filter_map(|lie| believed(lie).err()).collect();
    assert!(believed.is_empty(), "{} of {}:\n{}", believed.len(), LIES.len(), believed.join("\n"));
}

fn believed(lie: &Lie) -> Result<(), String> {
    let dir = module(&format!("lies/{}", lie.name));
    let build = match lie.build.strip_prefix('-') {
        Some(_) => format!("{WITHOUT} {} \"$@\"", lie.build),
        None => lie.build.to_owned(),
    };
    if lie.name == "revision" {
        let script = "git init -q . && git add -A && git -c user.name=a -c user.email=a@example.com commit -qm a";
        assert!(
            Command::new("sh").args(["-ec", script]).current_dir(&dir).status().unwrap().success()
        );
    }
    let go = fake_go(&dir, &build);
    let mut arguments = vec![lie.program, "--go", &go, "--out", "out", "--try-all"];
    if !lie.arguments.contains(&"--ports") {
        arguments.extend(["--ports", "linux/amd64"]);
    }
    arguments.extend(lie.arguments);
    let output = command(&dir, &arguments)
        .args(["--format", "json", "--"])
        .args(lie.flags)
        .output()
        .unwrap();
    let told = told(&output);
    let cell = &told["cells"][0];
    let is_found = cell["built"] == false || cell["verified"] == false;
    let says = cell["reasons"].to_string();
    match is_found && says.contains(lie.says) && output.status.code() == Some(1) {
        true => Ok(()),
        false => {
            Err(format!("{}: {cell:#}\n{}", lie.name, String::from_utf8_lossy(&output.stderr)))
        }
    }
}
