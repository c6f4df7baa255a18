# signature: thread_local_room_used_up
# says: a library with much initial-exec thread-local data is loaded while the program runs
echo 'static __thread char room[100000] __attribute__((tls_model("initial-exec"))); char *one(void) { return room; }' | gcc -shared -fPIC -x c - -o libone.so
cat > app.c <<'CC'
#include <dlfcn.h>
#include <stdio.h>
int main(void)
{
	if (!dlopen("./libone.so", RTLD_NOW))
		puts(dlerror());
	return 0;
}
CC
gcc app.c -o app -ldl
./app
