# signature: loader_not_there
# says: the same, started by env, timeout and nice
echo 'int main(void) { return 0; }' | gcc -x c - -o app -Wl,--dynamic-linker=/lib/ld-not-here.so.1
env ./app
