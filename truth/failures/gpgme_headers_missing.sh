# signature: gpgme_headers_missing
# says: a package includes gpgme.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" gpgme.h
