# signature: library_to_link_not_found
# says: the same, told by the linker gold through Clang
cat > main.go <<'GO'
package main

// #cgo LDFLAGS: -lquokka
// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=clang go build main.go
