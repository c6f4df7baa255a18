# signature: c_object_not_readable_by_cgo
# says: with -flto Clang writes bitcode where cgo wants an object file
cat > main.go <<'GO'
package main

// #cgo CFLAGS: -flto
// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=clang go build main.go
