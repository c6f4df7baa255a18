//! A program that is packed, so that nobody can read what it is made of.

use landfall_facts::{FileSetting, Finding, RecipeKind, Run};

use crate::recipes::{Answers, Making, Tree, earlier, files_of};
use crate::rule::{Answer, rule};

rule! {
    /// A Go program is packed with UPX, and afterwards nobody can read what it is made of.
    ///
    /// ## Why it matters
    /// The Go release and the modules that a program is made of stand in the program, and scanners read them there.
    /// UPX packs them with the rest: `go version -m` says `could not read Go build info from web: not a Go
    /// executable`, `govulncheck -mode binary` says `unrecognized binary format`, trivy passes the file over without
    /// a word, which looks like one without faults, and syft reads only what was packed for ELF with `--lzma`, and
    /// that since anchore/syft#4480. Met by users in aquasecurity/trivy#973. `landfall` is unsure of whatever
    /// is packed, under `packed_program`. Programs of Go 1.21 to 1.27 were packed here with UPX 4.2.2 for Linux and
    /// Windows: they run, and nothing can be read of them before `upx -d`.
    ///
    /// ## How to mend it
    /// Ship the program as it is: `-ldflags "-s -w"` leaves the symbols out, and an archive or a layer of an image
    /// is packed anyway. Where it has to be smaller, scan it and write its bill of materials
    /// before it is packed.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN apk add --no-cache upx
    /// WORKDIR /src
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o bin/web . && upx --best --lzma /src/bin/web
    /// FROM scratch
    /// COPY --from=build /src/bin/web /
    /// -- finds --
    /// Dockerfile:5: /src/bin/web is packed: no Go release and no modules can be read of it then
    /// ```
    /// ```case
    /// -- .goreleaser.yaml --
    /// version: 2
    /// builds:
    ///   - goos: [linux]
    /// upx:
    ///   - enabled: true
    ///     compress: best
    /// -- finds --
    /// .goreleaser.yaml:5: what is released is packed: no Go release and no modules can be read of it then
    /// ```
    /// ```case
    /// -- Makefile --
    /// build:
    /// 	go build -o bin/web ./cmd/web
    /// small: build
    /// 	upx -9 bin/web
    /// -- finds --
    /// Makefile:4: bin/web is packed: no Go release and no modules can be read of it then
    /// ```
    /// What is looked at or unpacked, and what is no program of Go.
    /// ```case
    /// -- build.sh --
    /// go build -o web .
    /// upx -t web
    /// upx -d web
    /// upx helper.exe
    /// -- .goreleaser.yaml --
    /// version: 2
    /// upx:
    ///   - enabled: false
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// ARG OUT
    /// COPY . .
    /// RUN CGO_ENABLED=0 go build -o $OUT .
    /// RUN upx $OUT
    /// -- unsure --
    /// Dockerfile: $OUT is what --build-arg says
    /// ```
    packed_program_tells_nothing: Note of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    let released = |one: &FileSetting| (one.at.clone(), Ok(released(tree, one)));
    let mut answers = tree.of_program(&["upx", "upx-ucl", "goupx"], packed);
    answers.extend(tree.recipes.settings.iter().map(released));
    answers
}

fn packed<'a>(tree: &Tree<'a>, run: &'a Run) -> Answer {
    // Looks, tests or unpacks.
    let spares = ["-d", "-l", "-t", "-h", "-L", "-V", "--help", "--version", "--license"];
    let mut words = run.words.iter().filter_map(|said| said.known());
    if words.any(|word| spares.contains(&word)) || run.flow.is_asked {
        return Ok(None);
    }
    let making = |run: &'a Run| {
        let go = run.go.as_deref().filter(|go| go.ships())?;
        Some(Making { recipes: tree.recipes, run, go })
    };
    let makings: Vec<Making<'_>> = earlier(tree.recipes, run).filter_map(making).collect();
    for said in files_of(run, &["-o"]) {
        let made = match said.text.look() {
            Ok(Some(word)) => makings.iter().find(|one| one.makes_for(run, word.value())),
            Ok(None) => None,
            Err(_) if makings.is_empty() => None,
            Err(unsure) => return Err(unsure),
        };
        if let Some(made) = made {
            return Ok(Some(
                told(&said.written)
                    .has(run.written.trim(), &run.at)
                    .needs("it is made here", &made.run.at),
            ));
        }
    }
    Ok(None)
}

/// `upx:` of GoReleaser.
fn released(tree: &Tree<'_>, one: &FileSetting) -> Option<Finding> {
    let kind = tree.recipes.files.get(one.file).map(|file| file.kind);
    let is_on = one.path == "upx.enabled" && one.value == "true";
    let is_meant = is_on && kind == Some(RecipeKind::Goreleaser);
    is_meant.then(|| told("what is released").has("upx is enabled", &one.at))
}

fn told(what: &str) -> Finding {
    Finding::new(format!("{what} is packed: no Go release and no modules can be read of it then"))
        .mend("ship it as it is: -ldflags \"-s -w\" leaves the symbols out")
        .mend("or scan it before it is packed")
}
