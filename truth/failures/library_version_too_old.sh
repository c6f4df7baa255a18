# signature: library_version_too_old
# says: a program asks for a version of a library that the one here does not have
mkdir newer old
echo 'QUOKKA_2 { global: quokka; };' > newer/versions
echo 'QUOKKA_1 { global: quokka; };' > old/versions
for age in newer old; do
echo 'int quokka(void) { return 0; }' | gcc -shared -fPIC -x c - -o $age/libquokka.so.1 -Wl,-soname,libquokka.so.1 -Wl,--version-script=$age/versions
done
echo 'int quokka(void); int main(void) { return quokka(); }' > app.c
gcc app.c newer/libquokka.so.1 -o app
LD_LIBRARY_PATH=$PWD/old ./app
