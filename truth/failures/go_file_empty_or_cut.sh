# signature: go_file_empty_or_cut
# says: a Go file of no length
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
: > main.go
go build .
