# signature: compiler_not_understood_by_cgo
# says: the C compiler stops at the first error, from which cgo wants to learn
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
cat > main.go <<'END'
package main

// #include <stdlib.h>
import "C"

func main() { C.free(nil) }
END
CGO_ENABLED=1 CGO_CFLAGS=-Wfatal-errors go build .
