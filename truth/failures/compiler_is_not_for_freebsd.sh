# signature: compiler_is_not_for_freebsd
# says: GOOS=freebsd with the C library headers of Linux
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=freebsd GOARCH=amd64 CC=clang go build main.go
