# signature: c_compiler_not_found
# says: cgo is asked for and no C compiler is on the PATH
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
go=$(command -v go)
mkdir none
PATH=$PWD/none CGO_ENABLED=1 "$go" build main.go
