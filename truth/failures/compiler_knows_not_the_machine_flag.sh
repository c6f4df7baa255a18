# signature: compiler_knows_not_the_machine_flag
# says: GOARCH=arm with a C compiler for amd64, which has no -marm
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 GOOS=linux GOARCH=arm CC=gcc go build main.go
