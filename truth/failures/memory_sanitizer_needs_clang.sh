# signature: memory_sanitizer_needs_clang
# says: -msan with GCC, which has no memory sanitizer
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 CC=gcc go build -msan main.go
