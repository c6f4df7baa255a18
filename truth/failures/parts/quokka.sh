# A program, app, and the library that it needs, lib/libquokka.so.1.
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so.1 -Wl,-soname,libquokka.so.1
echo 'int one(void); int main(void) { return one(); }' > app.c
gcc app.c lib/libquokka.so.1 -o app
