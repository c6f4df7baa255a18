# signature: library_cut_short
# says: a library was not copied to its end
. "$PARTS/quokka.sh"
head -c 40 lib/libquokka.so.1 > short && mv short lib/libquokka.so.1
LD_LIBRARY_PATH=$PWD/lib ./app
