# signature: sqlite3_headers_missing
# says: a package includes sqlite3.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" sqlite3.h
