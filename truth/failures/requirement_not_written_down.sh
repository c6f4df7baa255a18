# signature: requirement_not_written_down
# says: a module is replaced, and go.mod does not require it
printf 'module example.com/m\n\ngo 1.19\n\nreplace example.com/dep => ./dep\n' > go.mod
mkdir dep && printf 'module example.com/dep\n' > dep/go.mod && printf 'package dep\n' > dep/dep.go
printf 'package main\n\nimport _ "example.com/dep"\n\nfunc main() {}\n' > main.go
go build .
