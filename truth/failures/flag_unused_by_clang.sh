# signature: flag_unused_by_clang
# says: a flag of C++ stands among the flags of C, and runtime/cgo takes every warning as an error
cat > main.go <<'GO'
package main

// static int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC=clang CGO_CFLAGS='-O2 -stdlib=libc++' go build main.go
