# signature: libstdcxx_too_old
# says: a program asks for a C++ runtime that is newer than the one here
. "$PARTS/ages.sh" libstdc++.so.6 CXXABI_1.3.99 CXXABI_1.3.13
echo 'int quokka(void); int main(void) { return quokka(); }' > app.c
gcc app.c newer/libstdc++.so.6 -o app
LD_LIBRARY_PATH=$PWD/old ./app
