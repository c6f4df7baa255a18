# signature: c_compiler_says_nothing
# says: CC is a program that fails without a word
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=false go build main.go
