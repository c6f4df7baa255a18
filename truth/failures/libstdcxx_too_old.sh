# signature: libstdcxx_too_old
# says: a program asks for a C++ library that is newer than the one here
mkdir newer old
echo 'GLIBCXX_3.4.99 { global: quokka; };' > newer/versions
echo 'GLIBCXX_3.4.30 { global: quokka; };' > old/versions
for age in newer old; do
echo 'int quokka(void) { return 0; }' | gcc -shared -fPIC -x c - -o $age/libstdc++.so.6 -Wl,-soname,libstdc++.so.6 -Wl,--version-script=$age/versions
done
echo 'int quokka(void); int main(void) { return quokka(); }' > app.c
gcc app.c newer/libstdc++.so.6 -o app
LD_LIBRARY_PATH=$PWD/old ./app
