# signature: library_cut_short
# says: a library was not copied to its end
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so.1 -Wl,-soname,libquokka.so.1
echo 'int one(void); int main(void) { return one(); }' > app.c
gcc app.c lib/libquokka.so.1 -o app
head -c 40 lib/libquokka.so.1 > short && mv short lib/libquokka.so.1
LD_LIBRARY_PATH=$PWD/lib ./app
