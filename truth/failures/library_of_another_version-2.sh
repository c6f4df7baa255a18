# signature: library_of_another_version
# says: the C code of a package uses a constant and a field that the headers here do not have
. "$PARTS/other_headers.sh"
CGO_ENABLED=1 CC=clang go build .
