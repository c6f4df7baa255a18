# signature: library_of_other_width
# says: a library for 32 bits is preloaded into a program of 64
. "$PARTS/quokka.sh"
# the fifth byte of an ELF file says how wide its addresses are
printf '\001' | dd of=lib/libquokka.so.1 bs=1 seek=4 conv=notrunc status=none
LD_LIBRARY_PATH=$PWD/lib ./app
