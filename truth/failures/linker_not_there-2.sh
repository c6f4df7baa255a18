# signature: linker_not_there
# says: Clang is to use a linker that is not installed
cp "$PARTS/c_of_system.go" main.go
CGO_ENABLED=1 CC=clang go build -ldflags '-linkmode external -extldflags -fuse-ld=quokka' main.go
