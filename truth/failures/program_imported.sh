# signature: program_imported
# says: a program is imported
mkdir p
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > p/p.go
printf 'package m\n\nimport _ "example.com/m/p"\n' > m.go
go build .
