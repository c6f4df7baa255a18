# signature: library_behind_its_user_missing
# says: a library that only another library names is not on the link line
mkdir lib
echo 'int two(void) { return 2; }' | gcc -shared -fPIC -x c - -o lib/libtwo.so
echo 'int two(void); int one(void) { return two() - 1; }' | gcc -shared -fPIC -x c - -o lib/libone.so -Llib -ltwo
cat > main.go <<'GO'
package main

// int one(void);
// int two(void);
import "C"

func main() { println(C.one(), C.two()) }
GO
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD/lib -Wl,-rpath,$PWD/lib -lone" go build main.go
