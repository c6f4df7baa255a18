# signature: seccomp_headers_missing
# says: a package includes seccomp.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" seccomp.h
