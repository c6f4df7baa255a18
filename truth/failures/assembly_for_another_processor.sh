# signature: assembly_for_another_processor
# says: GOARCH=arm64 with the C compiler of an amd64 machine
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 GOOS=linux GOARCH=arm64 CC=gcc go build main.go
