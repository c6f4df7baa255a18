# signature: fault_in_c
# says: C aborts
cat > main.go <<'END'
package main

// #include <stdlib.h>
import "C"

func main() {
	C.abort()
}
END
CGO_ENABLED=1 go run main.go
