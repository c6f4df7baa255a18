# signature: compiler_is_not_for_freebsd
# says: GOOS=freebsd with the GCC of a Linux machine
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=freebsd GOARCH=amd64 CC=gcc go build main.go
