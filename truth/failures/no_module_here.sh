# signature: no_module_here
# says: the go command is started where no go.mod is
printf 'package main\n\nfunc main() {}\n' > main.go
go build .
