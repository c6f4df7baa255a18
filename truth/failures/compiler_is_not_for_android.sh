# signature: compiler_is_not_for_android
# says: GOOS=android with a C compiler for Linux
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 GOOS=android GOARCH=amd64 CC=gcc go build main.go
