# signature: import_relative
# says: a package of the module is imported by ./
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
mkdir util && printf 'package util\n' > util/util.go
printf 'package main\n\nimport _ "./util"\n\nfunc main() {}\n' > main.go
go build .
