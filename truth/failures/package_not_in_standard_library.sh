# signature: package_not_in_standard_library
# says: an import has a path as of the standard library and is not there
printf 'module example.com/m\n\ngo 1.19\n' > go.mod
printf 'package m\n\nimport _ "mylib/util"\n' > m.go
go build .
