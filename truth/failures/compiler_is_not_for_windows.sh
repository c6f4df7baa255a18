# signature: compiler_is_not_for_windows
# says: GOOS=windows with a C compiler for Linux
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=gcc go build main.go
