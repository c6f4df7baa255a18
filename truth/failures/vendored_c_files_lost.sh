# signature: vendored_c_files_lost
# says: go mod vendor leaves out a directory that holds only C files
. "$PARTS/vendored.sh"
CGO_ENABLED=1 CC=gcc go build -mod=vendor
