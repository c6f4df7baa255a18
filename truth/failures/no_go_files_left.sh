# signature: no_go_files_left
# says: the only file of a package is cgo's, and cgo is off
mkdir c
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nimport _ "example.com/m/c"\n\nfunc main() {}\n' > main.go
printf 'package c\n\n// int one(void) { return 1; }\nimport "C"\n\nfunc One() int { return int(C.one()) }\n' > c/c.go
CGO_ENABLED=0 go build .
