# signature: loader_not_there
# says: a program names a dynamic loader that is not here; bash starts it
echo 'int main(void) { return 0; }' | gcc -x c - -o app -Wl,--dynamic-linker=/lib/ld-not-here.so.1
./app
