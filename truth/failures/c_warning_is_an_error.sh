# signature: c_warning_is_an_error
# says: -Wall -Werror reaches the C that cgo writes
cat > main.go <<'GO'
package main

// #cgo CFLAGS: -Wall -Werror
// static int one(void) { int unused; return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
