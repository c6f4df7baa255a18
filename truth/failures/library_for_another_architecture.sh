# signature: library_for_another_architecture
# says: a library for 32 bits is linked into a program of 64
mkdir lib
echo 'int one(void) { return 1; }' | gcc -m32 -c -x c - -o one.o
ar rc lib/libone.a one.o
cat > main.go <<'GO'
package main

// int one(void);
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD/lib -lone" go build main.go
