# signature: library_cannot_be_mapped
# says: a library lies on a file system mounted with noexec
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o libquokka.so.1 -Wl,-soname,libquokka.so.1
echo 'int one(void); int main(void) { return one(); }' > app.c
gcc app.c libquokka.so.1 -o app
unshare -r -m sh -c 'mount -t tmpfs -o noexec none lib && cp libquokka.so.1 lib && LD_LIBRARY_PATH=$PWD/lib ./app'
