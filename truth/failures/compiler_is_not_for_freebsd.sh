# signature: compiler_is_not_for_freebsd
# says: GOOS=freebsd with the C library headers of Linux
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 GOOS=freebsd GOARCH=amd64 CC=clang go build main.go
