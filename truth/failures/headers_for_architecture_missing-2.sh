# signature: headers_for_architecture_missing
# says: Clang is told to build for arm64 and given no C library for it
cat > main.go <<'GO'
package main

// #include <stdlib.h>
import "C"

func main() { C.exit(0) }
GO
# clang would take the C library of a cross GCC that is at hand.
CGO_ENABLED=1 GOOS=linux GOARCH=arm64 CC='clang --target=aarch64-linux-gnu --gcc-toolchain=/nowhere' go build main.go
