# signature: c_memory_damaged
# says: C frees memory twice
cat > main.go <<'END'
package main

// #include <stdlib.h>
// static void part(char *volatile whole) { free(whole); free(whole); }
import "C"

func main() {
	C.part((*C.char)(C.malloc(64)))
}
END
go build -o app main.go
./app
