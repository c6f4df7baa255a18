# signature: c_compiler_not_found
# says: CC names a compiler that is not installed
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 CC=riscv64-none-gcc go build main.go
