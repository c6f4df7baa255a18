//! Files that say one thing a line: AppArmor profiles, SELinux file contexts and `go.env`.

use landfall_facts::{Confinement, Confiner, FileSetting, Recipes};
use landfall_formats::{Span, confinement};

use super::comments;
use super::text::Text;

/// To which programs AppArmor profiles belong.
pub(super) fn apparmor(text: &Text, file: usize, recipes: &mut Recipes) {
    confined(text, file, Confiner::AppArmor, confinement::apparmor(&text.text), recipes);
}

/// Which files SELinux labels.
pub(super) fn contexts(text: &Text, file: usize, recipes: &mut Recipes) {
    confined(text, file, Confiner::Selinux, confinement::contexts(&text.text), recipes);
}

fn confined(
    text: &Text,
    file: usize,
    by: Confiner,
    all: Vec<confinement::Confined>,
    recipes: &mut Recipes,
) {
    recipes.files[file].allowed = comments::allowed(text, &comment_lines(&text.text));
    let of = |one: confinement::Confined| Confinement {
        file,
        by,
        name: one.name,
        path: one.path,
        at: text.at(one.span),
    };
    recipes.confinements.extend(all.into_iter().map(of));
}

/// Written in `readEnvFile` of `cmd/go/internal/cfg`: a name, `=` and the value on each line.
pub(super) fn go_env(text: &Text, file: usize, recipes: &mut Recipes) {
    recipes.files[file].allowed = comments::allowed(text, &comment_lines(&text.text));
    for (span, line) in lines(&text.text) {
        let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        recipes.settings.push(FileSetting {
            file,
            path: name.trim().to_owned(),
            value: value.to_owned(),
            at: text.at(span),
        });
    }
}

fn comment_lines(text: &str) -> Vec<Span> {
    lines(text).filter(|(_, line)| line.starts_with('#')).map(|(span, _)| span).collect()
}

/// Every line less the blanks around it.
fn lines(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |whole| {
        let line = whole.trim();
        let from = at + (whole.len() - whole.trim_start().len());
        at += whole.len();
        (Span::of(from..from + line.len()), line)
    })
}
