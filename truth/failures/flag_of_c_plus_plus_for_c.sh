# signature: flag_of_c_plus_plus_for_c
# says: CGO_CFLAGS has a C++ standard, and Clang refuses it for C
cat > main.go <<'GO'
package main

// #cgo CFLAGS: -std=c++17
// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=clang go build main.go
