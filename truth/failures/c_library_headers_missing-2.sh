# signature: c_library_headers_missing
# says: Clang is there, the headers of the C library are not (no libc6-dev, no musl-dev)
cp "$PARTS/c_of_system.go" main.go
mkdir root
CGO_ENABLED=1 CC="clang --sysroot=$PWD/root" go build main.go
