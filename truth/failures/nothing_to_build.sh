# signature: nothing_to_build
# says: all packages are in a nested module
printf 'module example.com/all\n\ngo 1.19\n' > go.mod
mkdir service && printf 'module example.com/service\n\ngo 1.19\n' > service/go.mod
printf 'package main\n\nfunc main() {}\n' > service/main.go
go build ./...
