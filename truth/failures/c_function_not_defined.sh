# signature: c_function_not_defined
# says: a C function is declared, and no library with it is linked
cat > main.go <<'GO'
package main

// int quokka(void);
import "C"

func main() { println(C.quokka()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
