# signature: gopath_relative
# says: the tilde in GOPATH was in quotes
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOPATH='~/go' go build .
