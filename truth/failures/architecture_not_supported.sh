# signature: architecture_not_supported
# says: GOARCH names an architecture that this Go does not have
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOARCH=sparc64 go build .
