# signature: library_for_another_architecture
# says: an object for arm64 is linked into a program for amd64
mkdir lib
echo 'int one(void) { return 1; }' | clang --target=aarch64-linux-gnu -c -x c - -o lib/one.o
cat > main.go <<'GO'
package main

// int one(void);
import "C"

func main() { println(C.one()) }
GO
GOARCH=amd64 CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="$PWD/lib/one.o" go build main.go
