# signature: library_is_no_elf_file
# says: a text file lies where a library is wanted, as a linker script or a Git LFS pointer
mkdir lib
echo 'int one(void) { return 1; }' | gcc -shared -fPIC -x c - -o lib/libquokka.so.1 -Wl,-soname,libquokka.so.1
echo 'int one(void); int main(void) { return one(); }' > app.c
gcc app.c lib/libquokka.so.1 -o app
for line in 1 2 3 4 5 6 7 8 9; do echo 'GROUP ( /lib/libquokka.so.1 AS_NEEDED ( ld-linux.so.2 ) )'; done > lib/libquokka.so.1
LD_LIBRARY_PATH=$PWD/lib ./app
