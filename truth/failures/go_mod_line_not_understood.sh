# signature: go_mod_line_not_understood
# says: a require line without its version
printf 'module example.com/m\n\ngo 1.19\n\nrequire example.com/dep\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
go build .
