//! The functions of Go in an artifact: how long the code of each is, and of each package.

use std::collections::BTreeMap;

use landfall_facts::Measured;
use landfall_formats::layout::Layout;
use landfall_formats::pclntab::{FunctionTable, Functions};
use landfall_formats::{ReadError, bytes_up_to};

use super::measured;

/// What belongs to no package: code of C, and assembly that names none.
const NO_PACKAGE: &str = "(no package)";
/// What the compiler writes for types: how they are hashed and compared.
const OF_TYPES: &str = "(for types)";

/// The code of each package in bytes, in the order of their names. `None` where the table does not say where
/// functions lie: a loader fills that in.
pub(super) fn packages(
    layout: &Layout<'_>,
    table: &FunctionTable,
) -> Result<Option<Vec<Measured>>, ReadError> {
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    let mut last: Option<(String, u64)> = None;
    let is_told = each(layout, table, |name, len| {
        let package = package(name);
        // Functions of one package follow one another.
        match &mut last {
            Some((of, size)) if *of == package => *size += len,
            _ => {
                if let Some((of, size)) = last.replace((package.into_owned(), len)) {
                    *sizes.entry(of).or_default() += size;
                }
            }
        }
    })?;
    if let Some((of, size)) = last {
        *sizes.entry(of).or_default() += size;
    }
    let told = is_told && sizes.values().any(|size| *size > 0);
    Ok(told.then(|| sizes.into_iter().map(|(name, size)| measured(name, size)).collect()))
}

/// Hands out each function with the length of its code. Says whether the table holds together.
pub(super) fn each(
    layout: &Layout<'_>,
    table: &FunctionTable,
    mut see: impl FnMut(&[u8], u64),
) -> Result<bool, ReadError> {
    let bytes = bytes_up_to(layout.source, table.offset, table.len)?;
    // Where the code begins does not matter for how long it is.
    let Some(functions) = Functions::read(table, layout.numbers(&bytes), 0) else {
        return Ok(false);
    };
    for function in &functions.all {
        see(functions.name(function), function.end - function.start);
    }
    Ok(true)
}

/// The package of a function by its whole name, as the linker writes it: `a.org/x/y.(*T).M` is of `a.org/x/y`,
/// and in the last part of a path a dot is written `%2e`.
pub(super) fn package(name: &[u8]) -> std::borrow::Cow<'static, str> {
    let text = String::from_utf8_lossy(name);
    for (begins, of) in [("type:", OF_TYPES), ("type.", OF_TYPES), ("go:", "go:"), ("go.", "go:")] {
        if text.starts_with(begins) && !text.starts_with("go.uber") && is_made(&text, begins) {
            return of.into();
        }
    }
    // What a generic function was made for may have slashes and dots of its own.
    let plain = text.split(['[', '(']).next().unwrap_or_default();
    let path = plain.rfind('/').map_or(0, |slash| slash + 1);
    match plain[path..].find('.') {
        Some(dot) if path + dot > 0 => plain[..path + dot].replace("%2e", ".").into(),
        _ => NO_PACKAGE.into(),
    }
}

/// Whether a name is one that the toolchain makes up, and not that of a package of somebody's domain.
fn is_made(text: &str, begins: &str) -> bool {
    begins.ends_with(':') || text.starts_with(&format!("{begins}."))
}

#[cfg(test)]
mod tests {
    use super::package;

    #[test]
    fn a_function_tells_its_package() {
        for (name, told) in [
            ("main.main", "main"),
            ("main.(*T).M-fm", "main"),
            ("a.org/x/y.(*T).M", "a.org/x/y"),
            ("gopkg.in/yaml%2ev3.Marshal", "gopkg.in/yaml.v3"),
            ("slices.SortFunc[go.shape.[]a.org/x.T,go.shape.int]", "slices"),
            ("a.org/x.f.func1.(*b.T).g", "a.org/x"),
            ("type:.eq.a.org/x.T", "(for types)"),
            ("type..eq.a.org/x.T", "(for types)"),
            ("go:buildid", "go:"),
            ("go.uber.org/zap.New", "go.uber.org/zap"),
            ("x_cgo_init", "(no package)"),
            ("_rt0_amd64_linux", "(no package)"),
        ] {
            assert_eq!(package(name.as_bytes()), told, "{name}");
        }
    }
}
