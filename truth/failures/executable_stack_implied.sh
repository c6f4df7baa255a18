# signature: executable_stack_implied
# says: an assembly file of C does not say that it needs no executable stack
cat > go.mod <<'GO'
module app

go 1.19
GO
cat > main.go <<'GO'
package main

// int one(void);
import "C"

func main() { println(C.one()) }
GO
printf '.globl one\none:\n\tret\n' > one.S
CGO_ENABLED=1 CC=gcc go build -ldflags '-linkmode external'
