# signature: c_definitions_differ
# says: two files of a package declare a C struct each in its own way
printf 'module example.com/two\n\ngo 1.19\n' > go.mod
printf 'package main\n\n// struct box { int a; };\nimport "C"\n\nfunc main() { println(C.struct_box{}.a, other().a) }\n' > main.go
printf 'package main\n\n// struct box { int a, b; };\nimport "C"\n\nfunc other() C.struct_box { return C.struct_box{} }\n' > other.go
CGO_ENABLED=1 CC=gcc go build .
