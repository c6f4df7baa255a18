# signature: systemd_headers_missing
# says: a package includes systemd/sd-journal.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" systemd/sd-journal.h
