# signature: flag_of_c_plus_plus_for_c
# says: #cgo CFLAGS has a C++ standard, and warnings of GCC are errors
cat > main.go <<'GO'
package main

// #cgo CFLAGS: -std=gnu++17 -Werror
// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
