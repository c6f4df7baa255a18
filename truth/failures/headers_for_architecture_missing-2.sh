# signature: headers_for_architecture_missing
# says: Clang is told to build for arm64 and given no C library for it
cp "$PARTS/c_of_system.go" main.go
CGO_ENABLED=1 GOOS=linux GOARCH=arm64 CC='clang --target=aarch64-linux-gnu' go build main.go
