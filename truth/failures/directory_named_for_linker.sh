# signature: directory_named_for_linker
# says: CGO_LDFLAGS names a directory without -L
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="$PWD/lib -lquokka" go build -o app main.go
