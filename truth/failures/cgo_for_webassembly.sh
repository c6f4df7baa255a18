# signature: cgo_for_webassembly
# says: CGO_ENABLED=1 is left set while building for WebAssembly
cat > main.go <<'GO'
package main

// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
GO
CGO_ENABLED=1 GOOS=js GOARCH=wasm go build main.go
