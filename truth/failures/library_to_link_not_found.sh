# signature: library_to_link_not_found
# says: a #cgo LDFLAGS line names a library that is not installed
cat > main.go <<'GO'
package main

// #cgo LDFLAGS: -lquokka
// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
