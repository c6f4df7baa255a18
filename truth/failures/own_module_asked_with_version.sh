# signature: own_module_asked_with_version
# says: go get of a package of the very module
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
mkdir cmd && printf 'package main\n\nfunc main() {}\n' > cmd/main.go
go get example.com/m/cmd@latest
