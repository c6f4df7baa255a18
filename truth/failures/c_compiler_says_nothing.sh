# signature: c_compiler_says_nothing
# says: CC is a program that fails without a word
cp "$PARTS/c_inside.go" main.go
CGO_ENABLED=1 CC=false go build main.go
