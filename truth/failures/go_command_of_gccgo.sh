# signature: go_command_of_gccgo
# says: flags for Go's own linker are given to gccgo
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
go build -compiler=gccgo -ldflags=-s .
