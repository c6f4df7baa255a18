# signature: imports_in_a_circle
# says: two packages import each other
mkdir a b
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package a\n\nimport _ "example.com/m/b"\n' > a/a.go
printf 'package b\n\nimport _ "example.com/m/a"\n' > b/b.go
go build ./...
