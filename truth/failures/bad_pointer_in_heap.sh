# signature: bad_pointer_in_heap
# says: a number is kept in a pointer and the collector meets it
cat > main.go <<'END'
package main

import (
	"runtime"
	"runtime/debug"
	"unsafe"
)

var kept *int

//go:noinline
func address() uintptr {
	block := make([]byte, 1<<20)
	return uintptr(unsafe.Pointer(&block[8192]))
}

func main() {
	at := address()
	runtime.GC()
	debug.FreeOSMemory()
	kept = (*int)(unsafe.Pointer(at))
	runtime.GC()
}
END
go run main.go
