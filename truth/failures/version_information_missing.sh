# signature: version_information_missing
# says: a library is another build than the one that the program was linked with: without versions
. "$PARTS/ages.sh" libquokka.so.1 QUOKKA_2
echo 'int quokka(void); int main(int n, char **all) { return n > 5 ? quokka() : 0; }' > app.c
gcc app.c newer/libquokka.so.1 -o app -Wl,-z,lazy
LD_LIBRARY_PATH=$PWD/old ./app
