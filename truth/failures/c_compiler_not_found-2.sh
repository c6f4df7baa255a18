# signature: c_compiler_not_found
# says: CC names a compiler that is not installed
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=riscv64-none-gcc go build main.go
