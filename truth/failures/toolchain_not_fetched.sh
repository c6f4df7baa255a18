# signature: toolchain_not_fetched
# says: the go line asks for a release, and none can be fetched
# since: Go 1.21
printf 'module example.com/m\n\ngo 1.99\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOTOOLCHAIN=auto go build .
