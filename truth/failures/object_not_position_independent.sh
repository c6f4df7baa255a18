# signature: object_not_position_independent
# says: an archive compiled without -fPIC goes into a shared library
mkdir lib
echo 'int kept = 1; int *one(void) { return &kept; }' | gcc -fno-pic -mcmodel=small -c -x c - -o one.o
ar rc lib/libone.a one.o
cat > main.go <<'GO'
package main

// int *one(void);
import "C"

//export two
func two() C.int { return *C.one() }

func main() {}
GO
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD/lib -lone" go build -buildmode=c-shared -o libtwo.so main.go
