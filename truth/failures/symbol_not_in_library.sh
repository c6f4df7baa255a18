# signature: symbol_not_in_library
# says: the library that is found does not have a function that the program calls
mkdir lib
echo 'int one(void) { return 1; } int two(void) { return 2; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so.1 -Wl,-soname,libquokka.so.1
echo 'int two(void); int main(void) { return two(); }' > app.c
gcc app.c lib/libquokka.so.1 -o app
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so.1 -Wl,-soname,libquokka.so.1
LD_LIBRARY_PATH=$PWD/lib ./app
