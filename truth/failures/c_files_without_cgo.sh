# signature: c_files_without_cgo
# says: a C file lies beside Go files that do not import "C"
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n' > m.go
printf 'int one(void) { return 1; }\n' > one.c
CGO_ENABLED=1 go build .
