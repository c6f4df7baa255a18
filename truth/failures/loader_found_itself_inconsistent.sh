# signature: loader_found_itself_inconsistent
# says: a library was replaced by another build of it, without the versions that a program asks for
. "$PARTS/ages.sh" libquokka.so.1 QUOKKA_2
echo 'int quokka(void); int main(void) { return quokka(); }' > app.c
gcc app.c newer/libquokka.so.1 -o app
LD_LIBRARY_PATH=$PWD/old ./app 2>&1 | grep -v 'no version information'
