# signature: headers_for_architecture_missing
# says: Clang is told to build for arm64 and given no C library for it
cp "$PARTS/c_of_system.go" main.go
# Clang finds the headers of a GCC for arm64 beside it: there is none in an empty directory, whatever is installed
mkdir none
CGO_ENABLED=1 GOOS=linux GOARCH=arm64 CC="clang --target=aarch64-linux-gnu --gcc-toolchain=$PWD/none" go build main.go
