# signature: assembly_for_another_processor
# says: GOARCH=arm64 with the Clang of an amd64 machine and no --target
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=linux GOARCH=arm64 CC=clang go build main.go
