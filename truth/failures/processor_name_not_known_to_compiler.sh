# signature: processor_name_not_known_to_compiler
# says: CGO_CFLAGS has a processor of another architecture
cat > main.go <<'GO'
package main

// static int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=gcc CGO_CFLAGS=-march=quokka-v9 go build main.go
