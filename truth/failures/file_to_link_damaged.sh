# signature: file_to_link_damaged
# says: a library was cut short when it was copied
echo 'int quokka(void) { return 1; }' | gcc -shared -fPIC -x c - -o whole.so
head -c 3000 whole.so > libquokka.so
cat > main.go <<'GO'
package main

// int quokka(void);
import "C"

func main() { println(C.quokka()) }
GO
CGO_ENABLED=1 CC=gcc CGO_LDFLAGS="-L$PWD -lquokka" go build main.go
