# signature: btrfs_headers_missing
# says: a package includes btrfs/version.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" btrfs/version.h
