# signature: output_for_many
# says: -o with a file for several packages
mkdir a b
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package a\n' > a/a.go
printf 'package b\n' > b/b.go
go build -o app ./...
