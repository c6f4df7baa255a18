# signature: library_is_no_elf_file
# says: a text file lies where a library is wanted, as a linker script or a Git LFS pointer
. "$PARTS/quokka.sh"
for line in 1 2 3 4 5 6 7 8 9; do echo 'GROUP ( /lib/libquokka.so.1 AS_NEEDED ( ld-linux.so.2 ) )'; done > lib/libquokka.so.1
LD_LIBRARY_PATH=$PWD/lib ./app
