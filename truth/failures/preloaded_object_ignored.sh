# signature: preloaded_object_ignored
# says: LD_PRELOAD names a library that is not here
echo 'int main(void) { return 0; }' | gcc -x c - -o app
LD_PRELOAD=/usr/lib/libquokka.so ./app
