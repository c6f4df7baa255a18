# signature: assembly_for_another_processor
# says: GOARCH=arm64 with the Clang of an amd64 machine and no --target
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 GOOS=linux GOARCH=arm64 CC=clang go build main.go
