# signature: name_declared_twice
# says: two programs in one directory
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > a.go
printf 'package main\n\nfunc main() {}\n' > b.go
go build .
