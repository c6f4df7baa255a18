# signature: library_needs_one_program
# says: a C library is to be made of a package that is not main
printf 'module example.com/lib\n\ngo 1.19\n' > go.mod
printf 'package lib\n' > lib.go
go build -buildmode=c-shared -o lib.so .
