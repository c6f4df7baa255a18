# signature: library_made_for_newer_c_library
# says: a library was linked with a newer glibc than the one here
mkdir newer lib
echo 'GLIBC_9.99 { global: fresh; };' > newer/map
echo 'int fresh(void) { return 1; }' | gcc -shared -fPIC -nostdlib -x c - -o newer/libc.so.6 -Wl,-soname,libc.so.6 -Wl,--version-script,newer/map
echo 'int fresh(void); int one(void) { return fresh(); }' | gcc -shared -fPIC -nostdlib -x c - -x none newer/libc.so.6 -o lib/libquokka.so
cp "$PARTS/c_elsewhere.go" main.go
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD/lib -lquokka" go build -o app main.go
