# signature: c_compiler_not_found
# says: cgo is asked for and no C compiler is on the PATH
cp "$PARTS/c_inside.go" main.go
go=$(command -v go)
mkdir none
PATH=$PWD/none CGO_ENABLED=1 "$go" build main.go
