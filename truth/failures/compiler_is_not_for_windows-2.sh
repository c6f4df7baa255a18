# signature: compiler_is_not_for_windows
# says: GOOS=windows with the Clang of a Linux machine
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=clang go build main.go
