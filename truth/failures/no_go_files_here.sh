# signature: no_go_files_here
# says: a directory without Go files is built
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
mkdir cmd
go build .
go build ./cmd
