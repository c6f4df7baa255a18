//! The image that a Dockerfile makes for a platform: its stages, what they run, copy and start.

use landfall_facts::{
    Base, Copied, CopiedFrom, Env, Fact, Flow, Home, Image, ImagePlatform, Mount, Origin, Run,
    Said, Stage, Start, Step, Var, Why,
};
use landfall_formats::Span;
use landfall_formats::dockerfile::{Dockerfile, Instruction, Pair};
use landfall_formats::shell::{self, Word};

use super::MOST_RUNS;
use super::calls::Calls;
use super::shell::{Following, Scope, moved};
use super::text::Text;
use super::values::{PLATFORM_ARGS, Reading, nothing_foreign};

/// No image has more stages than this. What comes behind them is not followed, and is said.
const MOST_STAGES: usize = 500;

/// For which platform an image is made, on which, and who says so.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) host: ImagePlatform,
    pub(super) target: ImagePlatform,
    pub(super) said_by: Vec<Origin>,
}

/// What of a recipe could not be understood, and where it stands.
type Problems = Vec<(String, Origin)>;

/// Follows a Dockerfile for a platform. What it runs is added to all runs.
pub(super) fn image(
    text: &Text,
    read: &Dockerfile,
    file: usize,
    number: usize,
    wanted: &Wanted,
    (calls, beside): (&Calls<'_>, &str),
    runs: &mut Vec<Run>,
) -> (Image, Problems) {
    let image = Image {
        file,
        host: wanted.host.clone(),
        target: wanted.target.clone(),
        target_said: wanted.said_by.first().cloned(),
        target_said_by: wanted.said_by.clone(),
        arguments: Vec::new(),
        stages: Vec::new(),
    };
    let mut global = Env::default();
    for (name, value) in platform_args(wanted) {
        let value = Fact::Known(value, Origin::Nature(format!("BuildKit sets {name}")));
        global.set(name, Var { value, is_exported: true, is_arg: true });
    }
    let mut making = Making {
        text,
        number,
        image,
        global,
        first: runs.len(),
        runs,
        problems: Vec::new(),
        shell: 0,
        wraps: Vec::new(),
        calls,
        beside,
    };
    for instruction in read.instructions.iter().filter(|one| !one.is_on_build) {
        if making.image.stages.is_empty() && !making.problems.is_empty() {
            break;
        }
        let most = if making.runs.len() - making.first > MOST_RUNS {
            Some(format!("runs more than {MOST_RUNS} commands"))
        } else if making.image.stages.len() > MOST_STAGES {
            Some(format!("has more than {MOST_STAGES} stages"))
        } else {
            None
        };
        if let Some(most) = most {
            let says = format!("it {most}: this is not followed");
            making.problems.push((says, text.at(instruction.span)));
            break;
        }
        making.instruction(instruction);
    }
    (making.image, making.problems)
}

/// What BuildKit says of platforms.
fn platform_args(wanted: &Wanted) -> [(&'static str, String); 8] {
    let of = |platform: &ImagePlatform| {
        [platform.to_string(), platform.os.clone(), platform.arch.clone(), platform.variant.clone()]
    };
    let values = of(&wanted.target).into_iter().chain(of(&wanted.host));
    let mut values = values.collect::<Vec<_>>().into_iter();
    PLATFORM_ARGS.map(|name| (name, values.next().unwrap_or_default()))
}

/// The `SHELL` of a stage, and what it does about failures.
#[derive(Debug, Clone, Default)]
struct Wraps {
    stops: bool,
    pipefail: bool,
    /// Its name, where its language is not that of `sh`.
    foreign: Option<String>,
}

struct Making<'a> {
    text: &'a Text,
    number: usize,
    image: Image,
    /// The arguments declared before the first stage.
    global: Env,
    runs: &'a mut Vec<Run>,
    /// Its first command, among all.
    first: usize,
    problems: Problems,
    shell: usize,
    /// Of each stage.
    wraps: Vec<Wraps>,
    /// What it may call of the project, and the directory that it is in.
    calls: &'a Calls<'a>,
    beside: &'a str,
}

impl Making<'_> {
    fn instruction(&mut self, one: &Instruction) {
        match one.keyword.as_str() {
            "FROM" => self.from(one),
            "ARG" if self.image.stages.is_empty() => self.global_args(one),
            _ if self.image.stages.is_empty() => {
                let says = format!("no FROM stands before {}", one.keyword);
                self.problems.push((says, self.text.at(one.span)));
            }
            "ARG" => self.args(one),
            "ENV" => self.env(one),
            "RUN" => self.run(one),
            "COPY" | "ADD" => self.copy(one),
            "WORKDIR" => {
                let to = self.said_all(one);
                let stage = self.stage();
                stage.dir = moved(&stage.dir, Some(&to));
            }
            "USER" => {
                let user = self.said_all(one);
                self.stage().steps.push(Step::User(user.clone()));
                self.stage().user = Some(user);
            }
            "EXPOSE" => {
                for word in one.words() {
                    let port = self.said(&word);
                    self.stage().steps.push(Step::Expose(port));
                }
            }
            "ENTRYPOINT" => {
                let start = self.start(one);
                let stage = self.stage();
                stage.entrypoint = Some(start);
                stage.command = None;
            }
            "CMD" => self.stage().command = Some(self.start(one)),
            "HEALTHCHECK" => self.health(one),
            "SHELL" => {
                if let Some(wraps) = self.wraps.last_mut() {
                    *wraps = wrapped(&one.elements().unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    fn stage(&mut self) -> &mut Stage {
        let last = self.image.stages.len().saturating_sub(1);
        &mut self.image.stages[last]
    }

    /// A word, with the variables of the stage put in.
    fn said(&self, word: &Word) -> Said {
        let env = self.image.stages.last().map_or(&self.global, |stage| &stage.env);
        Reading { text: self.text, env, foreign: &nothing_foreign }.whole(word)
    }

    fn said_global(&self, word: &Word) -> Said {
        Reading { text: self.text, env: &self.global, foreign: &nothing_foreign }.whole(word)
    }

    /// All words of an instruction as one.
    fn said_all(&self, one: &Instruction) -> Said {
        let mut words = one.words().into_iter();
        let Some(mut all) = words.next() else {
            let at = self.text.at(one.span);
            return Said {
                text: Fact::Known(String::new(), at.clone()),
                written: String::new(),
                at,
            };
        };
        for more in words {
            all.parts.push(shell::Part::Text { text: " ".to_owned(), is_quoted: false });
            all.parts.extend(more.parts);
            all.span = all.span.to(more.span);
        }
        self.said(&all)
    }

    fn from(&mut self, one: &Instruction) {
        let words = one.words();
        let at = self.text.at(one.span);
        let platform_flag = one
            .flag("platform")
            .and_then(|flag| flag.value.as_ref())
            .map(|word| self.said_global(word));
        let name = words
            .iter()
            .position(|word| word.literal().is_some_and(|text| text.eq_ignore_ascii_case("as")))
            .and_then(|place| words.get(place + 1)?.literal());
        let said = match words.first() {
            Some(word) => self.said_global(word),
            None => {
                let text = Fact::Unknown(Why::new("FROM names no image"));
                Said { text, written: String::new(), at: at.clone() }
            }
        };
        let earlier = said.known().and_then(|name| self.find(name));
        let own = Fact::Known(
            self.image.target.to_string(),
            Origin::Nature(format!("the image is made for {}", self.image.target)),
        );
        let mut stage = Stage {
            name,
            at,
            base: Base::Image(said.clone()),
            platform: match &platform_flag {
                Some(flag) => flag.text.clone(),
                None => own,
            },
            platform_flag,
            steps: Vec::new(),
            env: Env::default(),
            user: None,
            dir: Fact::Known("/".to_owned(), said.at.clone()),
            entrypoint: None,
            command: None,
            health: None,
        };
        let mut wraps = Wraps::default();
        if let Some(place) = earlier {
            let before = &self.image.stages[place];
            stage.base = Base::Stage(place);
            stage.env = before.env.clone();
            stage.env.retain(|_, var| !var.is_arg);
            stage.user.clone_from(&before.user);
            stage.dir.clone_from(&before.dir);
            stage.entrypoint.clone_from(&before.entrypoint);
            stage.command.clone_from(&before.command);
            stage.health.clone_from(&before.health);
            if stage.platform_flag.is_none() {
                stage.platform.clone_from(&before.platform);
            }
            wraps.clone_from(&self.wraps[place]);
        } else if said.known() == Some("scratch") {
            stage.base = Base::Scratch(said.at);
        } else {
            let why = Why::new("the directory that the image begins in is not known");
            stage.dir = Fact::Unknown(why);
        }
        self.wraps.push(wraps);
        self.image.stages.push(stage);
    }

    /// The earlier stage of a name or number.
    fn find(&self, name: &str) -> Option<usize> {
        let named =
            |stage: &Stage| stage.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
        self.image.stages.iter().rposition(named)
    }

    fn global_args(&mut self, one: &Instruction) {
        for pair in one.pairs() {
            self.image.arguments.push(pair.name.clone());
            if let Some(value) = &pair.value {
                let value = self.said_global(value).text;
                self.global.set(pair.name, Var { value, is_exported: true, is_arg: true });
            } else if self.global.var(&pair.name).is_none() {
                let why = Why::new(format!("${} is what --build-arg says", pair.name));
                let value = Fact::Unknown(why);
                self.global.set(pair.name, Var { value, is_exported: true, is_arg: true });
            }
        }
    }

    fn args(&mut self, one: &Instruction) {
        for Pair { name, value, span } in one.pairs() {
            let default = value.as_ref().map(|word| self.said(word));
            let at = self.text.at(span);
            let value = match &default {
                Some(said) => said.text.clone(),
                None => match self.global.var(&name) {
                    Some(var) => var.value.clone(),
                    None => Fact::Unknown(Why::new(format!("${name} is what --build-arg says"))),
                },
            };
            let stage = self.stage();
            // Written in the reference: a variable of ENV is stronger than an argument.
            if stage.env.var(&name).is_none_or(|var| var.is_arg) {
                stage.env.set(&name, Var { value, is_exported: true, is_arg: true });
            }
            stage.steps.push(Step::Arg { name, default, at });
        }
    }

    fn env(&mut self, one: &Instruction) {
        // All values of a line are read before any is set.
        let pairs: Vec<(String, Said)> = one
            .pairs()
            .into_iter()
            .filter_map(|pair| Some((pair.name, self.said(pair.value.as_ref()?))))
            .collect();
        let stage = self.stage();
        for (name, said) in &pairs {
            let var = Var { value: said.text.clone(), is_exported: true, is_arg: false };
            stage.env.set(name, var);
        }
        stage.steps.push(Step::Env { pairs });
    }

    fn run(&mut self, one: &Instruction) {
        let at = self.text.at(one.span);
        let mounts = one.flags.iter().filter(|flag| flag.name == "mount").filter_map(|flag| {
            let settings = flag.value.as_ref()?;
            Some(mount(&self.said(settings), self.text.at(flag.span)))
        });
        let mounts = mounts.collect();
        let is_shell = one.elements().is_none();
        let from = self.runs.len();
        self.shell += 1;
        let stage = self.image.stages.len() - 1;
        let home = Home::Stage { image: self.number, stage, shell: self.shell };
        let stage = self.stage();
        let (env, dir) = (stage.env.clone(), stage.dir.clone());
        let Wraps { stops, pipefail, foreign } = self.wraps.last().cloned().unwrap_or_default();
        let mut scope = Scope { env, dir, stops, pipefail, exports: false };
        let mut following = Following {
            text: self.text,
            home,
            foreign: &nothing_foreign,
            runs: self.runs,
            depth: 0,
            rounds: 0,
        };
        if let Some(elements) = one.elements() {
            following.words(&elements, &scope, one.span);
        } else if let Some(shell) = foreign {
            following.unread(&shell, &scope, one.span);
        } else {
            let script = match one.heres.first() {
                // A line that is a here-document alone is a script.
                Some(here) if is_script(one) => {
                    shell::read(here.body.text(&self.text.text), here.body.start)
                }
                _ => shell::read(&one.body.text, one.body.start),
            };
            following.list(&script.list, &mut scope, Flow::default());
            let problem = |one: &shell::Problem| (one.says.to_owned(), self.text.at(one.span));
            self.problems.extend(script.problems.iter().map(problem));
        }
        self.calls.follow(from, self.beside, home, self.runs);
        let runs = (from, self.runs.len());
        self.stage().steps.push(Step::Run { runs, is_shell, at, mounts });
    }

    fn copy(&mut self, one: &Instruction) {
        let flag = |name: &str| one.flag(name).and_then(|flag| flag.value.as_ref());
        let mut words: Vec<Said> = match one.elements() {
            Some(elements) => {
                elements.iter().map(|(text, span)| self.element(text, *span)).collect()
            }
            None => one.words().iter().map(|word| self.said(word)).collect(),
        };
        let Some(mut to) = words.pop() else { return };
        words.retain(|said| !said.written.starts_with("<<"));
        let ends_in_slash = to.known().is_some_and(|path| path.ends_with('/') || path == ".");
        to.text = match (&to.text, moved(&self.stage().dir, Some(&to))) {
            (Fact::Known(..), Fact::Known(path, origin)) => {
                let slash = if ends_in_slash && !path.ends_with('/') { "/" } else { "" };
                Fact::Known(format!("{path}{slash}"), origin)
            }
            (_, other) => other,
        };
        let from = match flag("from") {
            None => CopiedFrom::Context,
            Some(word) => {
                let said = self.said(word);
                let number = said.known().and_then(|name| name.parse::<usize>().ok());
                let number = number.filter(|number| *number < self.image.stages.len());
                match said.known().and_then(|name| self.find(name)).or(number) {
                    Some(place) => CopiedFrom::Stage(place, said.at),
                    None => CopiedFrom::Image(said),
                }
            }
        };
        let mode = flag("chmod").map(|word| self.said(word));
        let owner = flag("chown").map(|word| self.said(word));
        let at = self.text.at(one.span);
        let is_add = one.keyword == "ADD";
        let copied = Copied { is_add, from, sources: words, to, mode, owner, at };
        self.stage().steps.push(Step::Copy(Box::new(copied)));
    }

    /// An element of the JSON form, into which variables are put where Docker does so.
    fn element(&self, text: &str, span: Span) -> Said {
        match shell::words(text, span.start).as_slice() {
            [word] if text.contains('$') => {
                let mut said = self.said(word);
                said.at = self.text.at(span);
                said
            }
            _ => self.plain(text, span),
        }
    }

    fn plain(&self, text: &str, span: Span) -> Said {
        let at = self.text.at(span);
        Said { text: Fact::Known(text.to_owned(), at.clone()), written: text.to_owned(), at }
    }

    fn start(&self, one: &Instruction) -> Start {
        let at = self.text.at(one.span);
        match one.elements() {
            Some(elements) => {
                let words = elements.iter().map(|(text, span)| self.plain(text, *span)).collect();
                Start { words, is_shell: false, at }
            }
            None => {
                let text = one.body.text.replace('\0', "");
                Start { words: vec![self.plain(text.trim(), one.span)], is_shell: true, at }
            }
        }
    }

    fn health(&mut self, one: &Instruction) {
        let words = one.words();
        let Some(first) = words.first() else { return };
        if first.literal().as_deref() != Some("CMD") {
            self.stage().health = None;
            return;
        }
        let skipped = (first.span.end - one.body.start) as usize;
        let mut rest = one.clone();
        rest.body.text = one.body.text.get(skipped..).unwrap_or_default().to_owned();
        rest.body.start = first.span.end;
        self.stage().health = Some(self.start(&rest));
    }
}

/// What `SHELL` says.
fn wrapped(words: &[(String, Span)]) -> Wraps {
    let has = |word: &str| words.iter().any(|(one, _)| one == word);
    let flags =
        |letter: char| words.iter().any(|(one, _)| one.starts_with('-') && one.contains(letter));
    let name = words.first().map_or("", |(path, _)| path).rsplit(['/', '\\']).next();
    let name = name.unwrap_or_default().to_ascii_lowercase();
    let is_foreign = ["powershell", "pwsh", "cmd"].contains(&name.trim_end_matches(".exe"));
    let foreign = is_foreign.then_some(name);
    Wraps { stops: flags('e'), pipefail: has("pipefail"), foreign }
}

/// Whether a `RUN` line is a here-document that a shell runs.
fn is_script(one: &Instruction) -> bool {
    let words = one.words();
    let is_here = |word: &Word| matches!(word.literal(), Some(text) if text.starts_with("<<"));
    match words.as_slice() {
        [word] => is_here(word),
        [word, shell] if is_here(word) => {
            matches!(shell.literal().as_deref(), Some("sh" | "bash" | "/bin/sh" | "/bin/bash"))
        }
        [shell, .., word] if is_here(word) => {
            matches!(shell.literal().as_deref(), Some("sh" | "bash" | "/bin/sh" | "/bin/bash"))
        }
        _ => false,
    }
}

/// `type=cache,target=/x`
fn mount(said: &Said, at: Origin) -> Mount {
    let mut kind = "bind".to_owned();
    let mut settings = Vec::new();
    for piece in said.known().unwrap_or_default().split(',') {
        let (name, value) = piece.split_once('=').unwrap_or((piece, "true"));
        match name {
            "type" => kind = value.to_owned(),
            _ => settings.push((name.to_owned(), value.to_owned())),
        }
    }
    Mount { kind, settings, at }
}
