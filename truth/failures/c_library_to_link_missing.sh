# signature: c_library_to_link_missing
# says: the C library's files for linking are not there
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
mkdir root
CGO_ENABLED=1 CC=clang go build -ldflags "-linkmode external -extldflags --sysroot=$PWD/root" main.go
