# signature: cgo_for_webassembly
# says: CGO_ENABLED=1 is left set while building for WebAssembly
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 GOOS=js GOARCH=wasm go build main.go
