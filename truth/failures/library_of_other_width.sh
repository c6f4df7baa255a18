# signature: library_of_other_width
# says: a library for 32 bits is preloaded into a program of 64
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so.1 -Wl,-soname,libquokka.so.1
echo 'int one(void); int main(void) { return one(); }' > app.c
gcc app.c lib/libquokka.so.1 -o app
# the fifth byte of an ELF file says how wide its addresses are
printf '\001' | dd of=lib/libquokka.so.1 bs=1 seek=4 conv=notrunc status=none
LD_LIBRARY_PATH=$PWD/lib ./app
