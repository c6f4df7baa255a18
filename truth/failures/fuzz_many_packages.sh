# signature: fuzz_many_packages
# says: -fuzz with several packages
mkdir a b
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package a\n' > a/a.go
printf 'package b\n' > b/b.go
go test -fuzz Fuzz ./...
