# signature: linker_not_there
# says: Clang is to use a linker that is not installed
cat > main.go <<'GO'
package main

// #include <stdlib.h>
import "C"

func main() { C.exit(0) }
GO
CGO_ENABLED=1 CC=clang go build -ldflags '-linkmode external -extldflags -fuse-ld=quokka' main.go
