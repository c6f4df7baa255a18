# signature: loader_found_itself_inconsistent
# says: a library was replaced by another build of it, without the versions that a program asks for
mkdir newer old
echo 'QUOKKA_2 { global: quokka; };' > newer/versions
echo 'int quokka(void) { return 0; }' > quokka.c
gcc -shared -fPIC quokka.c -o newer/libquokka.so.1 -Wl,-soname,libquokka.so.1 -Wl,--version-script=newer/versions
gcc -shared -fPIC quokka.c -o old/libquokka.so.1 -Wl,-soname,libquokka.so.1
echo 'int quokka(void); int main(void) { return quokka(); }' > app.c
gcc app.c newer/libquokka.so.1 -o app
LD_LIBRARY_PATH=$PWD/old ./app 2>&1 | grep -v 'no version information'
