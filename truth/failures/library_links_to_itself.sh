# signature: library_links_to_itself
# says: the file that a program names as its library is a link to itself
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="$PWD/lib/libquokka.so" go build -o app main.go
ln -sf libquokka.so lib/libquokka.so
./app
