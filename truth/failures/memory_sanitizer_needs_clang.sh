# signature: memory_sanitizer_needs_clang
# says: -msan with GCC, which has no memory sanitizer
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc go build -msan main.go
