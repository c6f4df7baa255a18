//! A start of a file that nothing brings into the image.

use landfall_facts::{Fact, Finding, Said};

use crate::recipes::{Answers, StageSeen, Tree, base, landings};
use crate::rule::{Answer, rule};

rule! {
    /// `ENTRYPOINT` or `CMD` names a file that nothing brings into the image.
    ///
    /// ## Why it breaks
    /// The container does not start: `exec: "/web": stat /web: no such file or directory`, or for a name
    /// without a slash `exec: "web": executable file not found in $PATH`. In `scratch` there is what `COPY`
    /// brings and nothing else, and its `PATH` has no `/`: a program in `/` must be named with its slash. On
    /// other images it speaks only where a program of that name is brought, to another place. Seen by users in
    /// google/mtail#881 and docker-library/golang#164. Both were asked for here in a directory with nothing but
    /// the program in it.
    ///
    /// ## How to mend it
    /// Name the file where `COPY` puts it.
    ///
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /out/web .
    /// FROM scratch
    /// COPY --from=build /out/web /
    /// ENTRYPOINT ["web"]
    /// -- finds --
    /// Dockerfile:5: ENTRYPOINT starts web, which is in no directory of PATH; /web is shipped
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /out/web .
    /// FROM alpine:3.22
    /// COPY --from=build /out/web /usr/local/bin/
    /// ENTRYPOINT ["/web"]
    /// -- finds --
    /// Dockerfile:5: ENTRYPOINT starts /web, which nothing brings; /usr/local/bin/web is shipped
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /out/web .
    /// FROM scratch
    /// COPY --from=build /out/web /usr/local/bin/
    /// COPY etc /etc/
    /// ENTRYPOINT ["web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /out/web .
    /// FROM alpine:3.22
    /// COPY --from=build /out/web /app/
    /// RUN ln -s /app/web /web
    /// ENTRYPOINT ["/web"]
    /// ```
    /// `/bin` is `/usr/bin` on Debian.
    /// ```case
    /// -- Dockerfile --
    /// FROM golang:1.26-alpine AS build
    /// RUN CGO_ENABLED=0 go build -o /out/web .
    /// FROM gcr.io/distroless/static-debian12
    /// COPY --from=build /out/web /usr/bin/
    /// ENTRYPOINT ["/bin/web"]
    /// ```
    /// ```case
    /// -- Dockerfile --
    /// FROM scratch
    /// ARG DIR
    /// COPY web $DIR/
    /// ENTRYPOINT ["/web"]
    /// -- unsure --
    /// Dockerfile: $DIR is what --build-arg says
    /// ```
    started_file_not_shipped: Breaks of recipes
}

fn check(tree: &Tree<'_>) -> Answers {
    tree.of_shipped(one)
}

/// Where a container looks for a name where nothing says `PATH`, as containerd sets it.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

fn one(seen: &StageSeen<'_>) -> Answer {
    let Some(start) = seen.start().filter(|start| !start.is_shell) else { return Ok(None) };
    let Some(first) = start.words.first() else { return Ok(None) };
    let Some(files) = places(seen, first) else { return Ok(None) };
    let name = base(first.known().unwrap_or_default());
    let is_bare = seen.first_image().is_none();
    let makes = |run: &landfall_facts::Run| run.written.contains(name);
    if seen.unknown_image().is_some() || seen.runs().any(makes) || is_bare && seen.is_added_to() {
        return Ok(None);
    }
    // A number of lines that start it, and not one that brings it.
    let shipped = seen.shipped_programs();
    let elsewhere = shipped
        .iter()
        .flat_map(|(shipped, _)| landings(shipped.copied, &shipped.path).into_iter().take(1))
        .find(|file| base(file) == name);
    let is_meant = is_bare && seen.copies().next().is_some() || elsewhere.is_some();
    if !is_meant {
        return Ok(None);
    }
    // A runtime for WebAssembly looks for its files by itself.
    if name.ends_with(".wasm") || name.ends_with(".exe") {
        return Ok(None);
    }
    if let Some(unsure) = seen.unknown_copy() {
        return if is_bare { Err(unsure) } else { Ok(None) };
    }
    // `bash` may lie in any image that brings one; only a bare one is sure not to.
    // Many distributions have one directory under both names.
    let merged = |file: &str| match file.strip_prefix("/usr") {
        Some(short) => short.to_owned(),
        None => format!("/usr{file}"),
    };
    let is_there = |file: &String| seen.brings(file) || !is_bare && seen.brings(&merged(file));
    if files.iter().any(is_there) || !is_bare && !first.written.contains('/') {
        return Ok(None);
    }
    let keyword = if seen.stage.entrypoint.is_some() { "ENTRYPOINT" } else { "CMD" };
    let lacks = match first.written.contains('/') {
        true => "which nothing brings",
        false => "which is in no directory of PATH",
    };
    let mut says = format!("{keyword} starts {}, {lacks}", first.written);
    if let Some(file) = &elsewhere {
        says.push_str(&format!("; {file} is shipped"));
    }
    let finding =
        Finding::new(says).has(format!("{keyword} starts {}", first.written), &first.at).needs(
            format!("a COPY that brings {}", files.first().map_or("", String::as_str)),
            &seen.stage.at,
        );
    Ok(Some(match elsewhere {
        Some(file) => finding.mend(format!("{keyword} [\"{file}\"]")),
        None => finding.mend("name the file where COPY puts it"),
    }))
}

/// Where a word of a start is looked for; `None` where nobody knows.
fn places(seen: &StageSeen<'_>, first: &Said) -> Option<Vec<String>> {
    let word = first.known().filter(|word| !word.is_empty() && !word.contains('$'))?;
    let joined =
        |dir: &str| format!("{}/{}", dir.trim_end_matches('/'), word.trim_start_matches("./"));
    if word.starts_with('/') {
        return Some(vec![word.to_owned()]);
    }
    if word.contains('/') {
        return Some(vec![joined(seen.stage.dir.known()?)]);
    }
    let path = match seen.stage.env.get("PATH") {
        Fact::Known(path, _) => path,
        Fact::Absent(_) => PATH.to_owned(),
        Fact::Unknown(_) => return None,
    };
    Some(path.split(':').map(joined).collect())
}
