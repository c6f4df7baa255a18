# signature: c_library_has_the_function_by_now
# says: C code has a function of its own by a name that the C library has, too
cat > main.go <<'GO'
package main

/*
#define _GNU_SOURCE
#include <unistd.h>
static int gettid(void) { return 1; }
*/
import "C"

func main() { println(C.gettid()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
