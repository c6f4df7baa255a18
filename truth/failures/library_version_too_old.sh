# signature: library_version_too_old
# says: a program asks for a version of a library that the one here does not have
. "$PARTS/ages.sh" libquokka.so.1 QUOKKA_2 QUOKKA_1
echo 'int quokka(void); int main(void) { return quokka(); }' > app.c
gcc app.c newer/libquokka.so.1 -o app
LD_LIBRARY_PATH=$PWD/old ./app
