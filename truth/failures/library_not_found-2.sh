# signature: library_not_found
# says: ldd of a program, a library of which is not installed
. "$PARTS/quokka.sh"
rm lib/libquokka.so.1
ldd ./app
