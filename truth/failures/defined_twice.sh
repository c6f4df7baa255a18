# signature: defined_twice
# says: a function is defined in the preamble of a file that also exports one
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

//export two
func two() C.int { return 2 }

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc go build main.go
