# signature: c_free_without_its_header
# says: C.free is called, and the comment above import "C" does not include stdlib.h
cat > go.mod <<'M'
module example.com/free
go 1.19
M
cat > main.go <<'M'
package main

// static int one(void) { return 1; }
import "C"
import "unsafe"

func main() {
	s := C.CString("x")
	C.free(unsafe.Pointer(s))
	println(C.one())
}
M
CGO_ENABLED=1 go build -o free .
