# signature: library_for_another_architecture
# says: an object for arm64 is linked into a program for amd64
mkdir lib
echo 'int one(void) { return 1; }' | clang --target=aarch64-linux-gnu -c -x c - -o lib/one.o
cp "$PARTS/c_elsewhere.go" main.go
GOARCH=amd64 CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="$PWD/lib/one.o" go build main.go
