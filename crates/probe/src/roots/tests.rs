//! Where packages are looked for.

use super::*;

#[test]
fn a_path_from_a_directory_is_joined_as_go_joins_it() {
    for (dir, path, joined) in [
        ("/a/b", "../c", "/a/c"),
        ("/a/b", "./c/./d", "/a/b/c/d"),
        ("/a", "../../..", "/"),
        ("/a", "/x/../y", "/y"),
        (".", "../c", "../c"),
        ("..", "../c", "../../c"),
        ("a", "..", "."),
    ] {
        assert_eq!(cleaned(dir, path), joined, "{dir} {path}");
    }
}

#[test]
fn above_the_root_is_the_root() {
    assert_eq!([parent("/a/b"), parent("/a"), parent("/")], ["/a", "/", "/"]);
}
