# signature: goflags_value_wrong
# says: a switch in GOFLAGS with a word that is neither true nor false
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
GOFLAGS=-v=loud go build .
