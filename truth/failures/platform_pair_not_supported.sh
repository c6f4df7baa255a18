# signature: platform_pair_not_supported
# says: GOOS and GOARCH name a port that Go does not have
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOOS=darwin GOARCH=mips go build .
