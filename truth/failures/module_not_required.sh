# signature: module_not_required
# says: a package is imported, and go.mod names no module that has it
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport _ "example.com/dep/sub"\n' > m.go
go build .
