# signature: clang_without_target
# says: clang is to make code for a processor that it was built without
cat > main.go <<'GO'
package main

// static int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 CC="clang -target csky-linux" go build main.go
