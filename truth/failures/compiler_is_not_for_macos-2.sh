# signature: compiler_is_not_for_macos
# says: GOOS=darwin with the GCC of a Linux machine
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=darwin GOARCH=arm64 CC=gcc go build main.go
