# signature: library_not_found
# says: a cgo program is started where a library of it is not installed
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so.1 -Wl,-soname,libquokka.so.1
ln -s libquokka.so.1 lib/libquokka.so
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD/lib -lquokka" go build -o app main.go
./app
