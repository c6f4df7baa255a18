# signature: loader_not_there
# says: the same, started by exec in a script of dash
mkdir app
echo 'int main(void) { return 0; }' | gcc -x c - -o app/server -Wl,--dynamic-linker=/lib/ld-not-here.so.1
echo "exec $PWD/app/server" > entrypoint.sh
sh entrypoint.sh
