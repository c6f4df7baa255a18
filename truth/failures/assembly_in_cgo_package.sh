# signature: assembly_in_cgo_package
# says: a package with import "C" has a file of Go's assembly
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\n// int one(void) { return 1; }\nimport "C"\n\nfunc two() int\n\nfunc main() { println(C.one(), two()) }\n' > main.go
printf 'TEXT ·two(SB),$0-8\n\tMOVQ $2, ret+0(FP)\n\tRET\n' > two_amd64.s
CGO_ENABLED=1 GOARCH=amd64 go build .
