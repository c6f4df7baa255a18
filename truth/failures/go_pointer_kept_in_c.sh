# signature: go_pointer_kept_in_c
# says: C is handed memory of Go in which a pointer of Go lies
cat > main.go <<'END'
package main

// static void keep(void *at) {}
import "C"
import "unsafe"

type node struct{ next *node }

func main() {
	first := &node{next: &node{}}
	C.keep(unsafe.Pointer(first))
}
END
CGO_ENABLED=1 go run main.go
