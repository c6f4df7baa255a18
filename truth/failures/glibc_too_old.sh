# signature: glibc_too_old
# says: a program asks for a glibc that is newer than the one here
mkdir newer
echo 'GLIBC_2.99 { global: quokka; };' > newer/versions
echo 'int quokka(void) { return 0; }' | gcc -shared -fPIC -nostdlib -x c - -o newer/libc.so.6 -Wl,-soname,libc.so.6 -Wl,--version-script=newer/versions
echo 'int quokka(void); void _start(void) { quokka(); }' > app.c
gcc -nostdlib app.c newer/libc.so.6 -o app
./app
