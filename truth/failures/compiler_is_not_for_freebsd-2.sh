# signature: compiler_is_not_for_freebsd
# says: GOOS=freebsd with the GCC of a Linux machine
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 GOOS=freebsd GOARCH=amd64 CC=gcc go build main.go
