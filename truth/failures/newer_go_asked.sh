# signature: newer_go_asked
# says: the go line asks for a release that is not there
printf 'module example.com/m\n\ngo 1.99\n' > go.mod
printf 'package main\n\nfunc main() { undefinedOnPurpose() }\n' > main.go
go build .
