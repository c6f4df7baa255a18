# signature: version_information_missing
# says: a library is another build than the one that the program was linked with: without versions
mkdir newer old
echo 'QUOKKA_2 { global: quokka; };' > newer/versions
echo 'int quokka(void) { return 0; }' > quokka.c
gcc -shared -fPIC quokka.c -o newer/libquokka.so.1 -Wl,-soname,libquokka.so.1 -Wl,--version-script=newer/versions
gcc -shared -fPIC quokka.c -o old/libquokka.so.1 -Wl,-soname,libquokka.so.1
echo 'int quokka(void); int main(int n, char **all) { return n > 5 ? quokka() : 0; }' > app.c
gcc app.c newer/libquokka.so.1 -o app -Wl,-z,lazy
LD_LIBRARY_PATH=$PWD/old ./app
