# signature: name_left_out
# says: the function that is called stands in a file that imports "C", and cgo is off
mkdir c
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport "example.com/m/c"\n\nvar N = c.Open()\n' > m.go
printf 'package c\n\n// int one(void) { return 1; }\nimport "C"\n\nfunc Open() int { return int(C.one()) }\n' > c/c.go
printf 'package c\n' > c/doc.go
CGO_ENABLED=0 go build .
