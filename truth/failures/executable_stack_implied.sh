# signature: executable_stack_implied
# says: an assembly file of C does not say that it needs no executable stack
printf 'module app\n\ngo 1.19\n' > go.mod
cp "$PARTS/c_elsewhere.go" main.go
printf '.globl one\none:\n\tret\n' > one.S
CGO_ENABLED=1 CC=gcc go build -ldflags '-linkmode external'
