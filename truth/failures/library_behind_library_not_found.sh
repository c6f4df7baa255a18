# signature: library_behind_library_not_found
# says: a library is there, and another that it needs is not where the linker looks
mkdir lib behind
echo 'int two(void) { return 2; }' | gcc -shared -fPIC -x c - -o behind/libwombat.so -Wl,-soname,libwombat.so
echo 'int two(void); int one(void) { return two(); }' | gcc -shared -fPIC -x c - -o lib/libquokka.so -Lbehind -lwombat
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD/lib -lquokka" go build -o app main.go
