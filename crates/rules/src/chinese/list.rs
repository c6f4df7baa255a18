//! Every manual in simplified Chinese. Written by a test from the files: `UPDATE=1 cargo test -p landfall-rules`.

#[rustfmt::skip]
pub(super) const ALL: &[(&str, &str)] = &[
];
