# signature: header_missing
# says: a package includes a header that is not installed
cat > main.go <<'GO'
package main

// #include <quokka/quokka.h>
import "C"

func main() { println(C.quokka()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
