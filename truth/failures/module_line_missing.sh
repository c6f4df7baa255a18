# signature: module_line_missing
# says: go.mod is empty
touch go.mod
printf 'package main\n\nfunc main() {}\n' > main.go
go build .
