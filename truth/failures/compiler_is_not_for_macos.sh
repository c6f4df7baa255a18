# signature: compiler_is_not_for_macos
# says: GOOS=darwin with the Clang of a Linux machine
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 GOOS=darwin GOARCH=arm64 CC=clang go build main.go
