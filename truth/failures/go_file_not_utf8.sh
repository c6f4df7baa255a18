# signature: go_file_not_utf8
# says: a byte order mark within a file
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package main\n\nfunc main() {}\n\n\357\273\277var a = 1\n' > main.go
go build .
