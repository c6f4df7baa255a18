//! What the functions of a build read of a machine's files, and whether it is there.

use landfall_facts::{Fact, Origin, Unsure};

use crate::case::Case;

/// The linked function that shows a need and where its lack on the machine was learned; `None`
/// where the need cannot be shown, or is met by the machine or by the build itself.
pub(crate) fn lacking<'a>(
    case: &Case<'_>,
    need: &'a Fact<String>,
    brought: Option<&Fact<String>>,
    there: &'a Fact<String>,
) -> Result<Option<(&'a str, &'a Origin, &'a Origin)>, Unsure> {
    if !case.platform_fits() {
        return Ok(None);
    }
    // The machine first: most have it, and then nothing needs to be shown.
    if matches!(there, Fact::Known(..)) {
        return Ok(None);
    }
    let Some(need) = need.look()? else { return Ok(None) };
    if let Some(brought) = brought
        && brought.look()?.is_some()
    {
        return Ok(None);
    }
    match there {
        Fact::Known(..) => Ok(None),
        Fact::Absent(origin) => Ok(Some((need.value(), need.origin, origin))),
        Fact::Unknown(why) => Err(Unsure(why.clone())),
    }
}
