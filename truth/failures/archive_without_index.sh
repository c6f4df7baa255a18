# signature: archive_without_index
# says: a library's archive was packed without an index
echo 'int quokka(void) { return 1; }' | gcc -c -x c - -o quokka.o
ar rcS libquokka.a quokka.o
cat > main.go <<'GO'
package main

// int quokka(void);
import "C"

func main() { println(C.quokka()) }
GO
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD -lquokka" go build main.go
