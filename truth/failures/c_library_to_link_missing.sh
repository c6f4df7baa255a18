# signature: c_library_to_link_missing
# says: the C library's files for linking are not there
cp "$PARTS/c_inside.go" main.go
mkdir root
CGO_ENABLED=1 CC=clang go build -ldflags "-linkmode external -extldflags --sysroot=$PWD/root" main.go
