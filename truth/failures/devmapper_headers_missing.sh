# signature: devmapper_headers_missing
# says: a package includes libdevmapper.h where only the C library's headers are looked for
. "$PARTS/include_alone.sh" libdevmapper.h
