# signature: other_go_mod_not_allowed
# says: -modfile below a go.work
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
printf 'go 1.19\n\nuse .\n' > go.work
cp go.mod tools.mod
go build -modfile=tools.mod .
