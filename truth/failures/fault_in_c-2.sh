# signature: fault_in_c
# says: C writes through a null pointer
cat > main.go <<'END'
package main

// static void store(volatile int *at) { *at = 1; }
import "C"

func main() {
	C.store(nil)
}
END
CGO_ENABLED=1 go run main.go
