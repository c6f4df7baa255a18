# signature: bad_pointer_in_heap
# says: numbers are kept in pointers and the collector meets them
cat > main.go <<'END'
package main

import (
	"runtime"
	"runtime/debug"
	"unsafe"
)

var (
	kept    [32]*int
	numbers [32]uintptr
)

//go:noinline
func address() uintptr {
	block := make([]byte, 1<<20)
	return uintptr(unsafe.Pointer(&block[8192]))
}

func main() {
	for round := 0; round < 100; round++ {
		for at := range kept {
			numbers[at] = address()
		}
		runtime.GC()
		debug.FreeOSMemory()
		for at := range kept {
			kept[at] = (*int)(unsafe.Pointer(numbers[at]))
		}
		runtime.GC()
	}
}
END
go run main.go
