# signature: unsafe_pointer_misused
# says: a pointer to bytes that are not aligned becomes one to numbers
cat > main.go <<'END'
package main

import "unsafe"

func main() {
	block := make([]byte, 32)
	at := unsafe.Pointer(&block[1])
	println(*(**int)(at) == nil)
}
END
go run -gcflags=-d=checkptr main.go
